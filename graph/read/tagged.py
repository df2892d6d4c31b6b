"""Lines that begin with a tag, as in RIS, MEDLINE, EndNote and Web of Science exports.

rispy reads the lines of one record. Which lines are one record is settled here, so that a record
without its end is kept and every record knows where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from rispy import RisParser


class Layout(NamedTuple):
    """How a format marks its tags and records; patterns are matched at the beginning of a line.

    tag: a line with a tag, group 1 the tag and group 2 the value. start: a line that begins a
    record, even within another. end: a line that ends one. tags: those worth reading, with blanks
    between them; where no record is open, a line with one of them begins one. folded: whether a
    line without a tag goes on with the value above it, rather than being a value of its own.
    """

    tag: re.Pattern[str]
    start: re.Pattern[str]
    end: re.Pattern[str]
    tags: str
    folded: bool = False


class Tagged(NamedTuple):
    """One record: the number of its first line, and its lines by tag."""

    line: int
    values: Mapping[str, list[str]]

    def lines(self, *tags: str) -> list[str]:
        """Lines of the first of `tags` that says anything, each as it stands."""
        said = (list(filter(None, self.values.get(tag, ()))) for tag in tags)
        return next(filter(None, said), [])

    def text(self, *tags: str) -> str:
        """What the first of `tags` that says anything says, in one."""
        return " ".join(self.lines(*tags))

    def all(self, *tags: str) -> list[str]:
        """Lines of all `tags`, in the order of the tags."""
        return list(chain.from_iterable(self.lines(tag) for tag in tags))


def records(lines: Iterable[str], layout: Layout) -> Iterator[Tagged]:
    """Yield the records of a file; what stands between two of them is passed over."""
    tags = layout.tags.split()
    parser = _Parser(layout)
    body: list[str] = []
    begun, filled = 0, False
    for number, line in enumerate(lines, start=1):
        starts = layout.start.match(line)
        tag = layout.tag.match(line)
        if body and (layout.end.match(line) or (starts and filled)):
            yield Tagged(begun, parser.values(body))
            body = []
        if not body and (starts or (tag and tag[1] in tags)):
            begun, filled = number, False
        elif not body:
            continue
        body.append(line)
        filled |= not starts and bool(tag)
    if body:
        yield Tagged(begun, parser.values(body))


def peek(lines: Iterable[str], like: re.Pattern[str]) -> tuple[str, Iterator[str]]:
    """The first line `like` that, "" if there is none; and the lines again, with all before it."""
    rest = iter(lines)
    seen: list[str] = []
    for line in rest:
        seen.append(line)
        if like.match(line):
            return line, chain(seen, rest)
    return "", iter(seen)


class _Parser(RisParser):  # type: ignore[misc]  # rispy has no types
    """rispy's parser for the lines of one record, between marks of its own.

    Every tag has a list, a line an item: rispy drops a second value of a tag that it holds to be
    single, and adds the lines below to the first.
    """

    START_TAG, END_TAG = "\x02", "\x03"

    def __init__(self, layout: Layout) -> None:
        tags = layout.tags.split()
        super().__init__(
            mapping={name: name for name in (self.START_TAG, *tags)},
            list_tags=tags,
            delimiter_tags_mapping={},
            skip_unknown_tags=True,
        )
        self._layout = layout

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        if line in (self.START_TAG, self.END_TAG):
            return line, ""
        found = self._layout.tag.match(line)
        return (found[1], (found[2] or "").strip()) if found else (None, line.strip())

    def values(self, body: Iterable[str]) -> dict[str, list[str]]:
        """Lines of each tag, of the lines of one record."""
        found: dict[str, list[str]]
        lines = self._unfolded(body) if self._layout.folded else body
        [found] = self.parse_lines(chain([self.START_TAG], lines, [self.END_TAG]))
        del found[self.START_TAG]
        return found

    def _unfolded(self, body: Iterable[str]) -> list[str]:
        lines: list[str] = []
        for line in body:
            if lines and not self._layout.tag.match(line):
                lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
            else:
                lines.append(line)
        return lines
