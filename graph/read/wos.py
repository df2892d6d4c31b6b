"""Web of Science's plain text, and others of that shape (ISI, Inspec): `PT J`, `AU ...`, `ER`.

Below `CR`, every line is a reference: "Vaswani A, 2017, ADV NEUR IN, V30".
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

_TAG = re.compile(r"([A-Z][A-Z\d])(?:\s(.*)|$)")
_START = re.compile(r"PT(?:\s|$)")
_END = re.compile(r"E[RF]\s*$")
_TAGS = "AB AF AR AU BA BE BF BP CA CR CT DI EA J9 JI PD PM PY SE SO TI UT VL"


def recognises(head: str) -> bool:
    """Whether `head` begins with the name and version of an export, or with a record's type."""
    return re.match(r"\s*(?:FN .*\s+VR |PT [A-Z]\s*\n(?:[A-Z][A-Z\d]|  ) )", head) is not None


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each record, and those left out for want of a title."""
    from graph.read.tagged import Layout, records

    for record in records(text, Layout(_TAG, _START, _END, _TAGS)):
        yield _paper(record, Source(file, record.line))


def _paper(record: Tagged, source: Source) -> Record:
    title = fields.line(record.text("TI"))
    if not title:
        return Skip(source, "no title")
    people = ";".join(record.lines("AF", "AU", "BF", "BA", "CA", "BE"))  # Inspec's are in one line
    found = addressed(record.text("UT")) | {"doi": record.text("DI")}
    if number := record.text("PM"):
        found["pmid"] = number
    found["locator"] = fields.locator(record.text("VL"), record.text("BP", "AR"))
    return Paper(
        title,
        abstract=fields.line(record.text("AB")),
        year=next(filter(None, map(fields.year, record.all("PY", "EA", "PD"))), None),
        authors=fields.people(people.split(";")),
        venue=fields.line(record.text("SO", "CT", "SE", "JI", "J9")),
        identifiers=fields.identifiers(**found),
        references=tuple(filter(None, map(fields.line, record.lines("CR")))),
        source=source,
    )
