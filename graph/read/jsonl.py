"""JSON Lines: one object a line, of which only "title" is required.

Known fields: id, title, abstract, year, authors (strings or {"name"}), venue, references (keys,
identifiers or raw strings), doi, arxiv, and identifiers (an object). Others are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.core.text import clean
from graph.core.types import Paper, Record, Skip, Source

_IDENTIFIERS = ("doi", "arxiv")


def recognises(head: str) -> bool:
    """Whether the first filled line of `head` begins an object with a title."""
    line = head.lstrip().partition("\n")[0]
    if not line.startswith("{"):
        return False
    try:
        return "title" in json.loads(line)
    except ValueError:
        return line.find('"title"') > 0


def read(lines: Iterable[str], file: str) -> Iterator[Record]:
    """Yield a paper for each line that holds one, and what was left out."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        source = Source(file, number)
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Skip(source, f"not valid JSON: {error}")
            continue
        yield _paper(fields, source) if isinstance(fields, dict) else Skip(source, "not an object")


def _paper(fields: Mapping[str, Any], source: Source) -> Record:
    title = _text(fields.get("title"))
    if not title:
        return Skip(source, "no title")
    identifiers = fields.get("identifiers")
    known = dict(identifiers) if isinstance(identifiers, dict) else {}
    known |= {name: fields[name] for name in _IDENTIFIERS if fields.get(name)}
    return Paper(
        title,
        key=_text(fields.get("id")),
        abstract=_text(fields.get("abstract")),
        year=_year(fields.get("year")),
        authors=tuple(filter(None, map(_author, _items(fields.get("authors"))))),
        venue=_text(fields.get("venue")),
        identifiers={name: _text(known[name]) for name in sorted(known) if _text(known[name])},
        references=tuple(filter(None, map(_text, _items(fields.get("references"))))),
        source=source,
    )


def _text(value: Any) -> str:
    """One line of text from a string or a number; nothing from anything else."""
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return value.split(";") if isinstance(value, str) else []


def _author(value: Any) -> str:
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _year(value: Any) -> int | None:
    try:
        year = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return year if 1000 <= year <= 9999 else None
