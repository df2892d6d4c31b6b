"""DBLP's XML: the whole dump, or the publications of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import elements
from graph.read.addresses import addressed
from graph.read.elements import texts, words
from graph.read.fields import identifiers, people, year

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TAGS = ("article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis")
_PASSED = ("proceedings", "www", "data")
_NAMESAKE = re.compile(r" \d{4}$")
_UNKNOWN = "..."


def recognises(head: str) -> bool:
    """Whether the outermost element is DBLP's."""
    return elements.root(head).name in ("dblp", "dblpperson")


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield articles, papers, books and theses, and what was left out.

    Proceedings, home pages and data sets, which DBLP lists beside them, are passed over.
    """
    return elements.read(text, file, _paper, tags=_TAGS, passed=_PASSED)


def _paper(record: Element, source: Source) -> Record:
    title = words(record, "title").removesuffix(".")  # DBLP ends every title so
    if not title:
        return Skip(source, "no title")
    return Paper(
        title,
        key=record.get("key", ""),
        year=year(words(record, "year")),
        authors=people(_NAMESAKE.sub("", name) for name in texts(record, "author")),
        venue=words(record, "journal", "booktitle", "school"),
        identifiers=identifiers(**addressed(*texts(record, "ee"))),
        references=tuple(key for key in texts(record, "cite") if key and key != _UNKNOWN),
        source=source,
    )
