"""OpenAlex works: one, a page of an answer, a list, or one a line as in its snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import documents
from graph.read.addresses import addressed
from graph.read.documents import inside, items
from graph.read.fields import identifiers, line, locator, people, year

_TELLING = frozenset({"abstract_inverted_index", "referenced_works", "authorships"})
_NUMBER = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)", re.IGNORECASE)


def recognises(head: str) -> bool:
    """Whether records have members that only OpenAlex names so."""
    return not _TELLING.isdisjoint(documents.members(head))


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the works, and what was left out."""
    return documents.read(text, file, _paper)


def number(address: Any) -> str:
    """OpenAlex's number of a work, as "W2741809807", or its address; "" of anything else."""
    found = _NUMBER.fullmatch(address) if isinstance(address, str) else None
    return found[1].upper() if found else ""


def _paper(work: documents.Fields, source: Source) -> Record:
    title = line(work.get("title")) or line(work.get("display_name"))
    if not title:
        return Skip(source, "no title")
    key = number(work.get("id"))
    return Paper(
        title,
        key=key,
        abstract=_abstract(work.get("abstract_inverted_index")) or line(work.get("abstract")),
        year=year(work.get("publication_year")) or year(work.get("publication_date")),
        authors=people(map(_author, items(work.get("authorships")))),
        venue=_venue(work),
        identifiers=_identifiers(work, key),
        references=tuple(filter(None, map(number, items(work.get("referenced_works"))))),
        source=source,
    )


def _abstract(index: Any) -> str:
    """The text of an index that gives the places (from 0) of each word."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (place, word)
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return line(" ".join([word for _, word in sorted(placed)]))


def _author(authorship: Any) -> str:
    name = line(inside(authorship, "author", "display_name"))
    return name or line(inside(authorship, "raw_author_name"))


def _venue(work: documents.Fields) -> str:
    ways = (("primary_location", "source"), ("host_venue",), ("best_oa_location", "source"))
    return next(filter(None, (line(inside(work, *way, "display_name")) for way in ways)), "")


def _identifiers(work: documents.Fields, key: str) -> dict[str, str]:
    own = (inside(work, "ids", kind) for kind in ("doi", "pmid", "pmcid"))
    places = (inside(place, "landing_page_url") for place in items(work.get("locations")))
    found = addressed(*map(line, (work.get("doi"), *own, *places)))
    place = locator(inside(work, "biblio", "volume"), inside(work, "biblio", "first_page"))
    return identifiers(**found, openalex=key, locator=place)
