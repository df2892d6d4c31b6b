"""arXiv: answers of its API (Atom), and its metadata snapshot (one JSON object a line).

LaTeX is read through in titles and names; abstracts keep their formulas as they were typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import documents, elements, latex
from graph.read.elements import texts, words
from graph.read.fields import arxiv, identifiers, line, people, year

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SNAPSHOT = frozenset({"title", "authors_parsed"})


def recognises_feed(head: str) -> bool:
    """Whether the outermost element is a feed, or an entry of one, that speaks of arXiv."""
    return elements.root(head).name in ("feed", "entry") and "arxiv.org" in head


def read_feed(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers of an Atom feed, and what was left out."""
    return elements.read(text, file, _entry, tags=("entry",))


def recognises_snapshot(head: str) -> bool:
    """Whether records have a title and authors taken apart."""
    return documents.members(head) >= _SNAPSHOT


def read_snapshot(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers of a snapshot, and what was left out."""
    return documents.read(text, file, _record)


def posted(number: str) -> int | None:
    """Year in which a paper got its arXiv number: of "2312.00752" and "hep-th/9901001"."""
    digits = number.rpartition("/")[2][:2]
    if not digits.isdigit():
        return None
    return (1900 if digits >= "91" else 2000) + int(digits)


def _entry(entry: Element, source: Source) -> Record:
    title, address = latex.plain(words(entry, "{*}title")), words(entry, "{*}id")
    if not title:
        return Skip(source, "no title")
    if "/api/errors" in address:
        return Skip(source, f"an error that arXiv told: {words(entry, '{*}summary')}")
    return Paper(
        title,
        key=arxiv(address),
        abstract=words(entry, "{*}summary"),
        year=year(words(entry, "{*}published", "{*}updated")),
        authors=people(texts(entry, "{*}author/{*}name")),
        venue=words(entry, "{*}journal_ref"),
        identifiers=identifiers(arxiv=address, doi=words(entry, "{*}doi")),
        source=source,
    )


def _record(fields: documents.Fields, source: Source) -> Record:
    title, number = latex.plain(line(fields.get("title"))), arxiv(fields.get("id"))
    if not title:
        return Skip(source, "no title")
    return Paper(
        title,
        key=number,
        abstract=line(fields.get("abstract")),
        year=posted(number) or year(fields.get("update_date")),
        authors=people(map(_author, documents.items(fields.get("authors_parsed")))),
        venue=line(fields.get("journal-ref")),
        identifiers=identifiers(arxiv=number, doi=fields.get("doi")),
        source=source,
    )


def _author(parts: Any) -> str:
    """A name of its parts: family name, given names, what follows the family name."""
    family, given, suffix = [*map(line, documents.items(parts)), "", "", ""][:3]
    return latex.plain(" ".join(filter(None, (given, family, suffix))))
