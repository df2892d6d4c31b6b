"""CSL-JSON, as Zotero and others export it, and Crossref's works, which are made the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import documents
from graph.read.addresses import addressed
from graph.read.documents import inside, items
from graph.read.fields import doi, identifiers, line, locator, people, year

_CROSSREF = frozenset({"reference-count", "references-count", "is-referenced-by-count", "indexed"})
_CSL = frozenset(
    {"container-title", "issued.date-parts", "author.family", "author.literal", "citation-key"}
)
_DATES = ("issued", "published", "published-print", "published-online", "posted", "created")
_CITED = (
    "author",
    "year",
    "article-title",
    "journal-title",
    "volume-title",
    "volume",
    "first-page",
)


def recognises(head: str) -> bool:
    """Whether records have members that CSL names so."""
    return not _CSL.isdisjoint(documents.members(head))


def recognises_crossref(head: str) -> bool:
    """Whether records have members that only Crossref names so, beside a DOI."""
    found = documents.members(head)
    return "DOI" in found and not _CROSSREF.isdisjoint(found)


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers, and what was left out."""
    return documents.read(text, file, _paper)


def _paper(fields: documents.Fields, source: Source) -> Record:
    title = _title(fields)
    if not title:
        return Skip(source, "no title")
    return Paper(
        title,
        key=_key(fields),
        abstract=line(fields.get("abstract")),
        year=next(filter(None, (_year(fields.get(date)) for date in _DATES)), None),
        authors=people(map(_author, items(fields.get("author")))),
        venue=_first(fields.get("container-title")) or line(inside(fields, "event", "name")),
        identifiers=_identifiers(fields),
        references=tuple(filter(None, map(_reference, items(fields.get("reference"))))),
        source=source,
    )


def _title(fields: documents.Fields) -> str:
    title, subtitle = _first(fields.get("title")), _first(fields.get("subtitle"))
    return f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title


def _first(value: Any) -> str:
    """A text, or the first that there is in a list of texts."""
    return next(filter(None, map(line, items(value))), "") or line(value)


def _key(fields: documents.Fields) -> str:
    """The key to cite by; an address or a number is none that a person would know."""
    key = line(fields.get("citation-key")) or line(fields.get("id"))
    return key if key[:1].isalpha() and "/" not in key else ""


def _year(date: Any) -> int | None:
    for parts in items(inside(date, "date-parts")):
        for part in items(parts)[:1]:
            if found := year(part):
                return found
    named = (inside(date, name) for name in ("raw", "literal"))
    return next(filter(None, map(year, (*named, date))), None)


def _author(author: Any) -> str:
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    name = " ".join(filter(None, (line(inside(author, part)) for part in parts)))
    return name or line(inside(author, "literal")) or line(inside(author, "name")) or line(author)


def _identifiers(fields: documents.Fields) -> dict[str, str]:
    given = {kind: fields.get(kind.upper()) for kind in ("doi", "pmid", "pmcid")}
    found = addressed(*map(line, (fields.get("URL"), fields.get("number"), given["doi"])))
    given["locator"] = locator(fields.get("volume"), fields.get("page"))
    return identifiers(**found | {kind: value for kind, value in given.items() if value})


def _reference(reference: Any) -> str:
    """A cited work: its DOI, or its text, or what is known of it."""
    named = doi(inside(reference, "DOI")) or line(inside(reference, "unstructured"))
    return named or ", ".join(filter(None, (line(inside(reference, part)) for part in _CITED)))
