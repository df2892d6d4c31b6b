"""EndNote's export and Refer, which it came from: `%A Knuth, D.`, `%T Title`, after `%0 Book`.

A file without `%0` divides its records by empty lines; one with `%0` may have them in an abstract.
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

_TAG = re.compile(r"%(\S)(?:\s(.*)|$)")
_START = re.compile(r"%0(?:\s|$)")
_EMPTY = re.compile(r"\s*$")
_NEVER = re.compile(r"(?!)")
_TAGS = "A B D E F J M P Q R S T U V X 8 !"


def recognises(head: str) -> bool:
    """Whether the first line filled is one of the tags with which records begin, or a title."""
    return re.match(r"\s*%(?:0(?:\s|$)|[ABDEFJT]\s+\S)", head) is not None


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each record, and those left out for want of a title."""
    from graph.read.tagged import Layout, peek, records

    first, lines = peek(text, _TAG)
    end = _NEVER if _START.match(first) else _EMPTY
    for record in records(lines, Layout(_TAG, _START, end, _TAGS)):
        yield _paper(record, Source(file, record.line))


def _paper(record: Tagged, source: Source) -> Record:
    title = fields.line(record.text("T", "Q", "!"))
    if not title:
        return Skip(source, "no title")
    found = addressed(*record.all("U", "R", "M"))
    if doi := fields.doi(record.text("R")):
        found |= {"doi": doi, **addressed(doi)}  # arXiv's own name the preprint
    found["locator"] = fields.locator(record.text("V"), record.text("P"))
    return Paper(
        title,
        key=fields.line(record.text("F")),
        abstract=fields.line(record.text("X")),
        year=next(filter(None, map(fields.year, record.all("D", "8"))), None),
        authors=fields.people(record.lines("A", "E")),
        venue=fields.line(record.text("J", "B", "S")),
        identifiers=fields.identifiers(**found),
        source=source,
    )
