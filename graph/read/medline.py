"""PubMed's export, `.nbib` or `.txt`: tags of up to four letters, `PMID- 7`, `TI  - Title`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import fields
from graph.read.addresses import addressed

if TYPE_CHECKING:
    from graph.read.tagged import Tagged

_TAG = re.compile(r"([A-Z][A-Z\d]{1,3})\s{0,2}-(.*)")
_START = re.compile(r"PMID\s?-")
_END = re.compile(r"\s*$")
_TAGS = "PMID PMC TI BTI CTI VTI TT AB OAB FAU AU CN FED ED DP DEP DA JT TA LID AID SO VI PG"


def recognises(head: str) -> bool:
    """Whether `head` has a line with the number that PubMed or PubMed Central gives a paper."""
    return re.search(r"^(?:PMID|PMCR?)\s{0,2}-\s?(?:PMC)?\d", head, re.MULTILINE) is not None


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each record, and those left out for want of a title."""
    from graph.read.tagged import Layout, records

    for record in records(text, Layout(_TAG, _START, _END, _TAGS, folded=True)):
        yield _paper(record, Source(file, record.line))


def _paper(record: Tagged, source: Source) -> Record:
    title = fields.line(record.text("TI", "BTI", "TT", "CTI", "VTI"))
    if not title:
        return Skip(source, "no title")
    cited = addressed(record.text("SO")).get("doi", "")
    dois = filter(None, map(fields.doi, (*record.all("LID", "AID"), cited)))
    people = [*record.lines("FAU", "AU"), *record.lines("CN")]
    return Paper(
        title,
        abstract=fields.line(record.text("AB", "OAB")),
        year=next(filter(None, map(fields.year, record.all("DP", "DEP", "DA"))), None),
        authors=fields.people(people or record.lines("FED", "ED")),
        venue=fields.line(record.text("JT", "TA", "BTI", "CTI")),
        identifiers=fields.identifiers(
            doi=next(dois, ""),
            pmid=record.text("PMID").partition(" ")[0],
            pmcid=record.text("PMC"),
            locator=fields.locator(record.text("VI"), record.text("PG")),
        ),
        source=source,
    )
