"""The ACL Anthology's own XML: collections of volumes of papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import elements
from graph.read.elements import words
from graph.read.fields import identifiers, people, year

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OLD_COLLECTION = re.compile(r"[A-Z]\d\d")
_ADDRESS = re.compile(r"(?:.*aclanthology\.org/)?([A-Z]\d\d-\d{4,5}|\d{4}\.[\w-]+\.\d+)")


def recognises(head: str) -> bool:
    """Whether the outermost element is a collection, and a volume stands in it."""
    return elements.root(head).name == "collection" and "<volume" in head


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers of all volumes, without their front matter, and what was left out."""
    return elements.read(text, file, _paper, tags=("paper",))


def _paper(paper: Element, source: Source) -> Record:
    title = words(paper, "title")
    if not title:
        return Skip(source, "no title")
    number = _number(paper)
    return Paper(
        title,
        key=words(paper, "bibkey") or number,
        abstract=words(paper, "abstract"),
        year=year(words(paper, "year", "../meta/year")),
        authors=people(map(_author, paper.iterfind("author"))),
        venue=words(paper, "journal", "booktitle", "../meta/journal-title", "../meta/booktitle"),
        identifiers=identifiers(acl=number, doi=words(paper, "doi")),
        source=source,
    )


def _author(author: Element) -> str:
    return f"{words(author, 'first')} {words(author, 'last')}".strip()


def _number(paper: Element) -> str:
    """The Anthology's number of a paper, as "2020.acl-main.1" or "P18-1001"."""
    address = _ADDRESS.fullmatch(words(paper, "url"))
    if address:
        return address[1]
    volume = paper.getparent()
    if volume is None or volume.getparent() is None:
        return ""
    collection, volume_id = volume.getparent().get("id", ""), volume.get("id", "")
    number = paper.get("id", "")
    if not _OLD_COLLECTION.fullmatch(collection):
        return f"{collection}-{volume_id}.{number}"
    # Four digits in all: workshops have two for the volume, all others one.
    width = 2 if collection[0] == "W" or collection in ("C69", "D19") else 3
    return f"{collection}-{volume_id}{number:0>{width}}"
