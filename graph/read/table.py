"""Tables: CSV and its kin, with the columns of any exporter (see `graph.read.columns`).

The separator is told by which one makes the rows fit the header; lines above the header are passed
over. Where a stray quotation mark swallows rows, they are read again without it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import openalex
from graph.read.addresses import addressed
from graph.read.cells import people_in, references_in
from graph.read.columns import REPEATED, RUN_TOGETHER, Layout, layout
from graph.read.fields import identifiers, line, locator, people, year

LONGEST_CELL = 1 << 24
"""Characters of the longest cell that is read."""

_SEPARATORS = ",;\t|"
_HEAD = 60  # lines by which a table is known
_PREAMBLE = 20  # rows that may stand above the header
_REREAD = 1000  # lines among which a row that fits is looked for
_NOTHING = frozenset({"[no abstract available]", "no abstract available", "nan", "null", "none"})
_NUMBER = re.compile(r"(?<!\d)[1-9]\d{3,8}(?!\d)")
_ISSUE = re.compile(r"\s\(\d{4}\).*")  # what follows the journal in Embase's "Source"


def recognises(head: str) -> bool:
    """Whether a row near the top names the columns of a table of papers."""
    return _table(list(islice(io.StringIO(head, newline=None), _HEAD))) is not None


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each row, and what was left out."""
    head = list(islice(text, _HEAD))
    table = _table(head)
    if table is None:
        yield Skip(Source(file, 0), "no row names the columns of a table of papers")
    elif "title" not in table.columns:
        names = ", ".join(filter(None, map(line, table.header)))
        yield Skip(Source(file, table.line), f"no column holds titles; there are: {names}")
    else:
        lines = _Lines(chain(head[table.line :], text), table.line)
        for number, row in _rows(lines, table):
            source = Source(file, number)
            yield Skip(source, row) if isinstance(row, str) else _paper(_Row(row, table), source)


@dataclass(frozen=True, slots=True)
class _Table:
    """How a table is written: its header as it stands, and the last line of that."""

    separator: str
    header: tuple[str, ...]
    columns: Layout
    line: int

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Rows of cells, as they stand."""
        return csv.reader(lines, delimiter=self.separator)

    def cells(self, row: str) -> list[str]:
        """Cells of a line, as if quotation marks meant nothing."""
        rows = csv.reader([row], delimiter=self.separator, quoting=csv.QUOTE_NONE)
        return [cell.strip().strip('"') for cell in _next(rows) or ()]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Sequence[str]
    table: _Table

    def all(self, *fields: str) -> list[str]:
        """Cells of all columns for `fields` that hold something, as they stand."""
        places = chain.from_iterable(self.table.columns.get(field, ()) for field in fields)
        cells = (self.cells[place].strip() for place in places)
        return [cell for cell in cells if cell and cell.lower() not in _NOTHING]

    def first(self, field: str) -> str:
        """The cell of the first column for `field` that holds something, as it stands."""
        return next(iter(self.all(field)), "")


class _Lines(Iterator[str]):
    """Lines, of which the last ones can be given back to come again.

    taken: lines since it was last emptied. number: of the last of them.
    """

    def __init__(self, lines: Iterable[str], number: int) -> None:
        self._ahead: deque[str] = deque()
        self._lines = iter(lines)
        self.taken: list[str] = []
        self.number = number

    def __next__(self) -> str:
        filled = self._ahead.popleft() if self._ahead else next(self._lines)
        self.number += 1
        self.taken.append(filled)
        return filled

    def give_back(self, count: int) -> None:
        """Have the last `count` lines come again."""
        self._ahead.extendleft(reversed(self.taken[len(self.taken) - count :]))
        self.number -= count


def _table(lines: Sequence[str]) -> _Table | None:
    """The reading of the first lines that knows most fields and in which most rows fit."""
    found = [reading for separator in _SEPARATORS for reading in _readings(lines, separator)]
    return max(found, key=lambda reading: reading[0])[1] if found else None


def _readings(lines: Sequence[str], separator: str) -> Iterator[tuple[tuple[int, int], _Table]]:
    """Readings with one separator, each with how many fields it knows and how many rows fit."""
    _allow_long_cells()
    reader = csv.reader(lines, delimiter=separator)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        return
    for number, (end, header) in enumerate(rows[:_PREAMBLE]):
        columns = layout(header)
        if len(columns.keys() - {"key", "title"}) < (1 if "title" in columns else 3):
            continue
        below = [row for _, row in rows[number + 1 :] if row]
        if below and all(len(row) == len(header) + 1 and row[-1] for row in below):
            header = ["", *header]  # the rows have names, the column of these has none
            columns = layout(header)
        fitting = sum(len(row) == len(header) for row in below)
        yield (len(columns), fitting), _Table(separator, tuple(header), columns, end)


def _rows(lines: _Lines, table: _Table) -> Iterator[tuple[int, list[str] | str]]:
    """Number of the first line and the cells of each row, or why it cannot be read."""
    _allow_long_cells()
    reader = table.rows(lines)
    width = len(table.header)
    while True:
        lines.taken.clear()
        row = _next(reader)
        if not lines.taken:
            return
        start = lines.number - len(lines.taken) + 1
        if row is None or (len(row) != width and len(lines.taken) > 1):
            row = _reread(row, lines, table)
        if row is None:
            yield start, "a quotation mark is left open, or a cell is too long"
        elif any(map(str.strip, row)) and tuple(row) != table.header:
            plural = "s" if len(row) > 1 else ""
            yield start, _fitted(row, table) or f"{len(row)} cell{plural} for {width} columns"


def _allow_long_cells() -> None:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    """The next row, empty at the end; None if a cell in it is too long."""
    try:
        return next(rows, [])
    except csv.Error:
        return None


def _reread(row: list[str] | None, lines: _Lines, table: _Table) -> list[str] | None:
    """A row over several lines that does not fit, as if quotation marks meant nothing.

    It is the first line alone, if that fits; else none, if a row that fits begins below it; else
    what it was. What is behind comes again.
    """
    width, count = len(table.header), len(lines.taken)
    alone = table.cells(lines.taken[0])
    if len(alone) == width:
        lines.give_back(count - 1)
        return alone
    for number in range(1, min(count, _REREAD)):
        below = _next(table.rows(islice(lines.taken, number, None)))
        if below is not None and len(below) == width:
            lines.give_back(count - number)
            return None
    return row


def _fitted(row: list[str], table: _Table) -> list[str]:
    """A row as wide as the header, if nothing of use makes the difference; else nothing.

    Of a row that ends early, half must be there: less is rather what is left of a torn line.
    """
    width = len(table.header)
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    if len(row) > width and REPEATED in table.header:
        place = table.header.index(REPEATED)
        row = row[:place] + row[len(row) - width + place :]
    if len(row) > width or 2 * len(row) < width:
        return []
    return row + [""] * (width - len(row))


def _paper(row: _Row, source: Source) -> Record:
    title = line(row.first("title"))
    if not any(map(str.isalnum, title)):
        return Skip(source, "no title")
    key = line(row.first("key"))
    together = RUN_TOGETHER in row.table.header
    return Paper(
        title,
        key=openalex.number(key) or key,
        abstract=line(row.first("abstract")),
        year=next(filter(None, map(year, row.all("year"))), None),
        authors=people(people_in(row.first("authors"), run_together=together)),
        venue=_ISSUE.sub("", line(row.first("venue"))),
        identifiers=_identifiers(row),
        references=tuple(references_in(row.first("references"))),
        source=source,
    )


def _identifiers(row: _Row) -> dict[str, str]:
    found = addressed(*row.all("url", "doi", "pmcid", "scopus", "wos"))
    number = _NUMBER.search(row.first("pmid"))
    given = {
        "doi": row.first("doi"),
        "arxiv": row.first("arxiv"),
        "pmid": number[0] if number else "",
        "openalex": openalex.number(row.first("key")),
        "locator": locator(row.first("volume"), row.first("page")),
    }
    return identifiers(**found | {kind: value for kind, value in given.items() if value})
