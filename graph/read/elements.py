"""XML as a stream of records: no entity is expanded, no DTD loaded, nothing fetched.

What is damaged is read as far as it goes, and the damage told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from graph.core.types import Record, Skip, Source
from graph.read.bounded import settle
from graph.read.fields import line

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser
    from lxml.etree import _Element as Element

_CHUNK = 1 << 16
_PROLOGUE = re.compile(
    r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?=[\s/>])([^>]*)")
_DECLARATION = re.compile(r"\A\s*<\?xml\s.*?\?>", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAMED = re.compile(r"&(?!#\d+;|#x[\da-fA-F]+;)(\w{1,32};)?")
_TORN_ENTITY = re.compile(r"&#?\w{0,32}\Z")


class Root(NamedTuple):
    """The outermost element of an XML text: its name without prefix, and its attributes."""

    name: str
    attributes: str


@lru_cache(maxsize=2)
def root(head: str) -> Root:
    """The outermost element in the beginning of a text; its name is "" if that is not XML."""
    place = 0
    while passed := _PROLOGUE.match(head, place):
        place = passed.end()
    opening = _ROOT.match(head, place)
    return Root(opening[1], opening[2]) if opening else Root("", "")


def read(
    text: TextIO,
    file: str,
    made: Callable[[Element, Source], Record],
    *,
    tags: tuple[str, ...],
    passed: tuple[str, ...] = (),
) -> Iterator[Record]:
    """Yield what `made` makes of each element of an XML text that has one of `tags`.

    A tag counts in any namespace. passed: tags of elements beside them that are passed over. What
    is not well-formed is told by one `Skip` at the end, which names the line where it begins; a
    record that the end of the text cuts is left out.
    """
    from lxml.etree import XMLPullParser, XMLSyntaxError

    parser = XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in (*tags, *passed)],
        encoding="utf-8",  # of what is fed, whatever the declaration says
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )

    def told() -> Iterator[Record]:
        for element in _ended(parser):
            if element.tag.rpartition("}")[2] in passed:
                settle(text)
            else:
                yield made(element, Source(file, element.sourceline or 0))

    for chunk in _chunks(text):
        parser.feed(chunk.encode())
        yield from told()
    faults = _faults(parser)
    with suppress(XMLSyntaxError):  # told by its log, as every fault is
        parser.close()
    if _faults(parser) == faults:
        yield from told()
    for fault in _faults(parser)[:1]:  # others follow from the first
        yield Skip(Source(file, fault.line), f"damaged XML: {line(fault.message)}")


def whole(element: Element) -> str:
    """All text of an element on one line, markup in it read through."""
    return line("".join(element.itertext()))


def words(element: Element, *paths: str) -> str:
    """Text of the first of `paths` below `element` that has any, "" if none has."""
    for path in paths:
        found = element.find(path)
        if found is not None and (text := whole(found)):
            return text
    return ""


def texts(element: Element, path: str) -> Iterator[str]:
    """Text of each element at `path` below `element`, in order."""
    return map(whole, element.iterfind(path))


def _ended(parser: XMLPullParser) -> Iterator[Element]:
    """Elements that have ended, each gone from memory when the next is asked for."""
    for _, element in parser.read_events():
        yield element
        element.clear()
        for earlier in element.itersiblings(element.tag, preceding=True):
            element.getparent().remove(earlier)


def _faults(parser: XMLPullParser) -> list[Any]:
    return [fault for fault in parser.feed_error_log if fault.level_name == "FATAL"]


def _chunks(text: TextIO) -> Iterator[str]:
    """Pieces of a text, less what would stop the parser without need."""
    held = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text.read(_CHUNK), count=1)
    while held:
        chunk = text.read(_CHUNK)
        torn = _TORN_ENTITY.search(held) if chunk else None
        end = torn.start() if torn else len(held)
        yield _NAMED.sub(_numbered, _FORBIDDEN.sub("", held[:end]))
        held = held[end:] + chunk


def _numbered(entity: re.Match[str]) -> str:
    """The characters that an entity of HTML names, by number; of all else, the ampersand is text.

    Names that only a DTD explains stop the parser, and after any fault it passes over all names.
    """
    meant = html5.get(entity[1] or "")
    return "".join(f"&#{ord(char)};" for char in meant) if meant else f"&#38;{entity[1] or ''}"
