"""JSON as it comes: one record a line, lists of records, and the wrappers that services put around.

Records are read one by one, so that a file need not fit into memory, and a damaged or truncated
one loses no more than it must.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TextIO

from graph.core.types import Record, Skip, Source
from graph.read.window import BROKEN_OFF, Window

Fields = Mapping[str, Any]

WRAPPERS = frozenset(
    {
        "articles",
        "data",
        "docs",
        "documents",
        "entries",
        "items",
        "message",
        "papers",
        "publications",
        "recommendedPapers",
        "records",
        "response",
        "results",
        "works",
    }
)
"""Members that hold the records of an object which has no title and so is no record itself."""

_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[{\[\]]|null\b))')
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]')


def read(text: TextIO, file: str, made: Callable[[Fields, Source], Record]) -> Iterator[Record]:
    """Yield what `made` makes of each record of a JSON text, and what was left out."""
    for source, value in records(text, file):
        if isinstance(value, Skip):
            yield value
        elif isinstance(value, dict):
            yield made(value, source)
        else:
            yield Skip(source, "null instead of a paper" if value is None else "not an object")


def records(text: TextIO, file: str) -> Iterator[tuple[Source, Any]]:
    """Yield the place and the value of each record; a `Skip` stands for one that is not valid JSON.

    After a damaged record, reading goes on at the next line that begins as that of the record did.
    """
    window = Window(text)
    while first := window.peek():
        if first in ",]}":  # the end of a list within which reading went on
            window.advance()
            continue
        try:
            for line, value in _entries(window):
                yield Source(file, line), value
        except (ValueError, RecursionError) as error:
            source, told = Source(file, window.start), _told(error)
            ended = not window.resume()
            lost = "; nothing behind it can be read" if ended and told != BROKEN_OFF else ""
            yield source, Skip(source, f"not valid JSON: {told}{lost}")
            if ended:
                return


def members(head: str) -> frozenset[str]:
    """Names of the members of records in the beginning of a JSON text, wherever that is cut.

    Members of members read as "author.family", lists being passed through. Those of a wrapper
    stand among them. None if the text is not JSON.
    """
    return frozenset(map(_within, _paths(head)))


def is_lines(head: str) -> bool:
    """Whether the first filled line of `head` is, or begins, a record with a title."""
    first = head.lstrip().partition("\n")[0]
    return first.startswith("{") and ("title",) in _paths(first)


@lru_cache(maxsize=4)
def _paths(head: str) -> frozenset[tuple[str, ...]]:
    """Names that lead to each member, from the outermost object on."""
    if not _JSON.match(head):
        return frozenset()
    found: set[tuple[str, ...]] = set()
    path: list[str] = []  # the name under which each open bracket stands, "" in a list
    name = ""
    for token in _TOKEN.finditer(head):
        if token[2]:
            name = token[1]
            found.add((*filter(None, path), name))
        elif token[0] in "{[":
            path.append(name)
            name = ""
        elif token[0] in "}]" and path:
            path.pop()
            name = ""
    return frozenset(found)


def inside(value: Any, *names: str) -> Any:
    """The member of a member that `names` lead to, None where one is not there or no object."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def items(value: Any) -> list[Any]:
    """Items of a list; none of anything else."""
    return value if isinstance(value, list) else []


def _within(path: tuple[str, ...]) -> str:
    """Name of a member as seen from the record that it is part of, at most two deep."""
    while len(path) > 1 and path[0] in WRAPPERS:
        path = path[1:]
    return ".".join(path[:2])


def _entries(window: Window) -> Iterator[tuple[int, Any]]:
    """Line and value of each record in the next value."""
    first = window.peek()
    if first == "[":
        window.advance()
        while (then := window.peek()) != "]":
            if not then:
                raise ValueError(BROKEN_OFF)
            if then == ",":
                window.advance()
            else:
                yield from _entries(window)
        window.advance()
        return
    window.begin()
    line = window.start
    if first != "{":
        yield line, window.value()
    elif (whole := window.whole(_wraps)) is not None:
        yield line, whole
    else:
        yield from _members(window, line)


def _members(window: Window, line: int) -> Iterator[tuple[int, Any]]:
    """Line and value of each record that the next object wraps, or of the object itself."""
    fields: dict[str, Any] = {}
    wraps = False
    window.advance()
    while (then := window.peek()) != "}":
        if then == ",":
            window.advance()
            continue
        name = window.value()
        if not isinstance(name, str):
            raise ValueError("Expecting property name enclosed in double quotes")
        if window.peek() != ":":
            raise ValueError("Expecting ':' delimiter" if window.peek() else BROKEN_OFF)
        window.advance()
        if name in WRAPPERS and "title" not in fields and window.peek() in "[{":
            wraps = True
            yield from _entries(window)
        else:
            fields[name] = window.value()
    window.advance()
    if not wraps:
        yield line, fields


def _wraps(value: Fields) -> bool:
    held = (value[name] for name in WRAPPERS & value.keys())
    return "title" not in value and any(isinstance(records, list | dict) for records in held)


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg  # its line and column count from the beginning of the window
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
