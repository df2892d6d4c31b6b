"""EndNote's XML, which other reference managers write, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import elements
from graph.read.addresses import addressed
from graph.read.elements import texts, words
from graph.read.fields import identifiers, people, year

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def recognises(head: str) -> bool:
    """Whether records with a type of reference stand in the outermost element."""
    return elements.root(head).name in ("xml", "records") and "<record" in head


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers, and what was left out."""
    return elements.read(text, file, _paper, tags=("record",))


def _paper(record: Element, source: Source) -> Record:
    title = words(record, "titles/title")
    if not title:
        return Skip(source, "no title")
    return Paper(
        title,
        abstract=words(record, "abstract"),
        year=year(words(record, "dates/year", "dates/pub-dates/date")),
        authors=people(_authors(record)),
        venue=words(record, "periodical/full-title", "titles/secondary-title", "secondary-title"),
        identifiers=_identifiers(record),
        source=source,
    )


def _authors(record: Element) -> list[str]:
    """Names of the authors, or of the editors of what has none."""
    roles = ("authors", "secondary-authors")
    named = (list(texts(record, f"contributors/{role}/author")) for role in roles)
    return next(filter(None, named), [])


def _identifiers(record: Element) -> dict[str, str]:
    number = words(record, "electronic-resource-num")
    found = addressed(words(record, "accession-num"), number, *texts(record, "urls/*/url"))
    return identifiers(**found | ({"doi": number} if number else {}))
