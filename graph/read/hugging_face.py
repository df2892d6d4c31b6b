"""Papers as Hugging Face's site tells them: those of a day, or a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import arxiv, documents
from graph.read.documents import inside, items
from graph.read.fields import identifiers, line, people, year

_OF_A_DAY = frozenset({"paper.id", "paper.title"})
_LISTED = frozenset({"id", "title", "summary", "authors.name"})
_SITE = frozenset({"upvotes", "publishedAt", "submittedOnDailyAt"})


def recognises(head: str) -> bool:
    """Whether records hold a paper with a number, or are such papers with votes or a date."""
    found = documents.members(head)
    return found >= _OF_A_DAY or (found >= _LISTED and not found.isdisjoint(_SITE))


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers, and what was left out."""
    return documents.read(text, file, _paper)


def _paper(fields: documents.Fields, source: Source) -> Record:
    held = fields["paper"] if isinstance(fields.get("paper"), dict) else fields
    title = line(held.get("title")) or line(fields.get("title"))
    if not title:
        return Skip(source, "no title")
    found = identifiers(arxiv=held.get("id"))
    number = found.get("arxiv", "")
    return Paper(
        title,
        key=number,
        abstract=line(held.get("summary")) or line(fields.get("summary")),
        year=arxiv.posted(number) or year(held.get("publishedAt")),
        authors=people(map(_author, items(held.get("authors")))),
        identifiers=found,
        source=source,
    )


def _author(author: Any) -> str:
    return line(inside(author, "name")) or line(inside(author, "user", "fullname")) or line(author)
