"""Semantic Scholar: answers of its API, single papers, and lines of its bulk data sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import documents
from graph.read.documents import inside, items
from graph.read.fields import identifiers, line, people, year

_TELLING = frozenset({"paperId", "corpusid", "corpusId", "citedcorpusid"})
_ROLES = ("citedPaper", "citingPaper", "paper")
_KINDS = {"doi": "doi", "arxiv": "arxiv", "pubmed": "pmid", "pubmedcentral": "pmcid", "acl": "acl"}


def recognises(head: str) -> bool:
    """Whether records, or the papers that they speak of, have an identifier of its own."""
    found = documents.members(head)
    nested = {f"{role}.{name}" for role in _ROLES for name in _TELLING}
    return not found.isdisjoint(_TELLING | nested)


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers, and what was left out; the papers that cite one are not among them."""
    return documents.read(text, file, _paper)


def _paper(fields: documents.Fields, source: Source) -> Record:
    held = next((fields[role] for role in _ROLES if isinstance(fields.get(role), dict)), fields)
    title = line(held.get("title"))
    if not title:
        return Skip(source, "no title")
    external = _external(held)
    return Paper(
        title,
        key=_key(held, external),
        abstract=line(held.get("abstract")),
        year=year(held.get("year")) or year(_either(held, "publicationDate")),
        authors=people(map(_author, items(held.get("authors")))),
        venue=_venue(held),
        identifiers=identifiers(
            s2=held.get("paperId"), **{kind: external.get(name) for name, kind in _KINDS.items()}
        ),
        references=tuple(filter(None, map(_reference, items(held.get("references"))))),
        source=source,
    )


def _external(paper: Any) -> dict[str, Any]:
    """Identifiers that others gave; the API and the data sets write their names differently."""
    found = _either(paper, "externalIds")
    return {name.lower(): value for name, value in found.items()} if isinstance(found, dict) else {}


def _either(paper: Any, name: str) -> Any:
    """A member by its name in the API, or in the data sets, which is all in lower case."""
    return inside(paper, name) or inside(paper, name.lower())


def _key(paper: Any, external: dict[str, Any]) -> str:
    """Its number, as the API writes it: a bare one might be anything else's."""
    corpus = line(_either(paper, "corpusId")) or line(external.get("corpusid"))
    return f"CorpusId:{corpus}" if corpus else ""


def _author(author: Any) -> str:
    return line(inside(author, "name")) or line(author)


def _venue(paper: documents.Fields) -> str:
    name = line(paper.get("venue")) or line(inside(_either(paper, "publicationVenue"), "name"))
    return name or line(inside(paper.get("journal"), "name"))


def _reference(reference: Any) -> str:
    """What names a cited paper best: its identifier here, or else its title."""
    held = inside(reference, "citedPaper") or reference
    named = line(inside(held, "paperId")) or _key(held, _external(held))
    return named or line(inside(held, "title"))
