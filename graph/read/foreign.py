"""XML that holds no papers, or holds them in a way that is not read: refused by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from graph.core.types import Record, Skip, Source
from graph.read import elements

_HEAD = 4096
_KNOWN: Mapping[str, str] = {
    "OAI-PMH": "an OAI-PMH answer",
    "Sources": "a bibliography of Microsoft Word",
    "TEI": "a TEI document",
    "article": "a full text (JATS or DocBook)",
    "bibliography": "a DocBook bibliography",
    "collection": "a catalogue record (MARC)",
    "document-content": "a spreadsheet or text of an office program",
    "feed": "a news feed",
    "html": "a web page",
    "mods": "a catalogue record (MODS)",
    "modsCollection": "catalogue records (MODS)",
    "rss": "a news feed",
    "searchRetrieveResponse": "a library's answer to a search (SRU)",
}
"""What the outermost element says that a file is."""


def recognises(head: str) -> bool:
    """Whether there is an outermost element, of whatever name."""
    return elements.root(head).name != ""


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the one `Skip` that says what the file is."""
    name = elements.root(text.read(_HEAD)).name
    kind = _KNOWN.get(name, f"XML of a kind that is not known, <{name}>")
    yield Skip(Source(file, 0), f"it is {kind}; export the papers in another format")
