"""RIS, as reference managers and databases export it: `TY  - JOUR` ... `ER  -`.

Read with what people's files hold: records without an end or a beginning, text between them, tags
set off by one blank or a tab, values that go on over lines (where `ER` is a word like any other).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import fields
from graph.read.addresses import addressed

if TYPE_CHECKING:
    from graph.read.tagged import Tagged

_START = re.compile(r"\s*TY\s{0,3}-")
_END = re.compile(r"\s*ER\s{0,3}-\s*$")
# Where one blank sets off the tags of a file, a line of text that begins "AI - " looks like a tag;
# so one blank is only believed of a file whose records begin so.
_WIDE = re.compile(r"\s*(?!TY|ER)([A-Z][A-Z\d])(?: {2,}|[ \t]*\t[ \t]*)-(.*)")
_NARROW = re.compile(r"\s*(?!TY|ER)([A-Z][A-Z\d])\s{0,3}-(.*)")
_WIDE_START = re.compile(r"\s*TY(?: {2,}|[ \t]*\t[ \t]*)-")
_TAGS = (
    "A1 AB AN AU BT C2 CR DA DB DI DO DP ED ID J1 J2 JA JF JO L3 M3 N1 N2 PY SP ST T1 T2 T3 TI TT"
    " U1 U2 UR VL Y1 YR"
)
_SAID_DOI = re.compile(r"(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+$", re.IGNORECASE)
_BEGUN = re.compile(r"^[ \t]*TY\s{0,3}-", re.MULTILINE)
_TITLED = re.compile(r"^T[I1]  - ", re.MULTILINE)
_ENDED = re.compile(r"^ER  -[ \t]*$", re.MULTILINE)


def recognises(head: str) -> bool:
    """Whether a record begins in `head`, or one ends there that has lost its beginning."""
    return bool(_BEGUN.search(head) or (_ENDED.search(head) and _TITLED.search(head)))


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each record, and those left out for want of a title."""
    from graph.read.tagged import Layout, peek, records

    start, lines = peek(text, _START)
    tag = _NARROW if start and not _WIDE_START.match(start) else _WIDE
    for record in records(lines, Layout(tag, _START, _END, _TAGS)):
        yield _paper(record, Source(file, record.line))


def _paper(record: Tagged, source: Source) -> Record:
    title = fields.line(record.text("TI", "T1", "BT", "ST", "TT"))
    if not title:
        return Skip(source, "no title")
    key = fields.line(record.text("ID"))
    return Paper(
        title,
        key=key if key[:1].isalpha() else "",  # a number only counts the records
        abstract=fields.line(record.text("AB", "N2")),
        year=next(filter(None, map(fields.year, record.all("PY", "Y1", "YR", "DA"))), None),
        authors=fields.people(record.lines("AU", "A1", "ED")),
        venue=fields.line(record.text("JF", "T2", "JO", "JA", "J2", "J1", "T3")),
        identifiers=_identifiers(record),
        references=tuple(filter(None, map(fields.line, _references(record)))),
        source=source,
    )


def _identifiers(record: Tagged) -> dict[str, str]:
    found = addressed(*record.all("UR", "AN", "ID", "U1", "U2", "C2"))
    dois = (*record.all("DO", "DI"), *filter(_SAID_DOI.match, record.all("M3", "L3", "N1")))
    doi = next(filter(None, map(fields.doi, dois)), "")
    found |= {"doi": doi} if doi else {}
    found |= addressed(doi)  # arXiv's own name the preprint
    number = record.text("AN")
    if number.isdecimal() and re.search("pubmed|medline|nlm", record.text("DB", "DP").casefold()):
        found["pmid"] = number
    found["locator"] = fields.locator(record.text("VL"), record.text("SP"))
    return fields.identifiers(**found)


def _references(record: Tagged) -> Iterator[str]:
    """Cited references: a line each under CR, or below "References:" in the notes, as by Scopus."""
    yield from record.lines("CR")
    goes_on = False
    for note in record.lines("N1"):
        if goes_on or note.startswith("References:"):
            yield note.removeprefix("References:").rstrip("; ")
            goes_on = note.endswith(";")
