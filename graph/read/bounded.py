"""Text of which no reader can come to hold more at a time than it is allowed."""

from __future__ import annotations

import io
from typing import Any

from graph.core.types import Paper
from graph.read.encoding import ERRORS

LONGEST = 1 << 24
"""Characters of the longest record that is read, unless told otherwise."""

BETWEEN = 4
"""How many times the longest record may pass without a record."""

ROOM = 1 << 22
"""Characters that may do so in any case: readers take texts in pieces."""


class BoundedText(io.TextIOWrapper):
    """A text that passes over lines longer than a record may be, and ends where none comes.

    longest: characters of the longest record. overlong: numbers of the lines that were longer and
    came as empty ones instead. endless: whether the text was ended, since `patience`
    characters held no record; `settle` is to be called at each.
    """

    def __init__(self, content: Any, encoding: str, *, longest: int = LONGEST) -> None:
        super().__init__(content, encoding, ERRORS)
        self.longest = longest
        self.patience = max(BETWEEN * longest, ROOM)
        self.overlong: list[int] = []
        self.endless = False
        self._lines = self._since = 0

    def settle(self) -> None:
        """Take note that a record has come, and that what came before it is held no more."""
        self._since = 0

    def read(self, size: int | None = -1) -> str:
        """Give so many characters, or as many as there are; none from where the text was ended."""
        return self._taken(super().read(-1 if size is None else size))

    def __next__(self) -> str:  # type: ignore[override]
        if line := self.readline():
            return line
        raise StopIteration

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """Give a line whole, whatever the size asked for."""
        line = super().readline(self.longest + 1)
        self._lines += 1
        if len(line) <= self.longest:
            return self._taken(line)
        self.overlong.append(self._lines)
        while line and not line.endswith("\n"):
            line = super().readline(self.longest)
        return self._taken("\n")

    def _taken(self, text: str) -> str:
        self._since += len(text)
        self.endless |= self._since > self.patience
        return "" if self.endless else text


def settle(text: Any) -> None:
    """Take note that nothing of what has come of a text is held."""
    if isinstance(text, BoundedText):
        text.settle()


def longest_in(text: Any) -> int:
    """Characters of the longest record that is read of a text."""
    return text.longest if isinstance(text, BoundedText) else LONGEST


def length(paper: Paper) -> int:
    """Characters that a paper holds."""
    texts = (paper.title, paper.key, paper.abstract, paper.venue, *paper.authors)
    return sum(map(len, (*texts, *paper.references, *paper.identifiers.values())))
