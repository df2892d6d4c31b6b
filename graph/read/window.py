"""The part of a JSON text at hand, as it is read value by value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TextIO

from graph.read.bounded import longest_in

BROKEN_OFF = "it breaks off at the end of the file"

_CHUNK = 1 << 20
_LONGEST_WORD = 16  # "-Infinity", or an escaped pair of surrogates: all that the end may tear
_FILLED = re.compile(r"\S")
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


class Window:
    """The part of a JSON text at hand, moving forward over it.

    line: of the next character. start: line on which the last record began.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._longest = longest_in(text)
        self._buffer = ""
        self._place = self._begin = 0  # of the next character, of the last record
        self._margin: str | None = ""  # what is before the next character on its line, if blank
        self._begin_margin: str | None = ""
        self.line = self.start = 1

    def peek(self) -> str:
        """Give the next character that is not blank, or "" at the end."""
        while True:
            found = _FILLED.search(self._buffer, self._place)
            self._move(found.start() if found else len(self._buffer))
            if found or not self._more():
                return found[0] if found else ""

    def advance(self) -> None:
        """Pass over one character."""
        self._move(self._place + 1)

    def begin(self) -> None:
        """Take note that a record begins at the next character."""
        self._begin, self.start, self._begin_margin = self._place, self.line, self._margin

    def whole(self, wraps: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
        """Give the next object and pass over it; None if it wraps records or is very long."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._place)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise
                if len(self._buffer) - self._place >= _CHUNK or not self._more():
                    return None
            else:
                found: dict[str, Any] = value
                if wraps(found):
                    return None
                self._move(end)
                return found

    def value(self) -> Any:
        """Give the next value and pass over it.

        Raises
        ------
        ValueError, RecursionError
            It is not valid JSON, or too long or deep to be read.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._place)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise
                if len(self._buffer) - self._place > self._longest:
                    told = f"it is longer than {self._longest:,} characters"
                    raise ValueError(told) from error
                if not self._more():
                    raise ValueError(BROKEN_OFF if self._ends(error) else error.msg) from error
            else:  # a number may go on behind the text at hand, which may end in its "e+"
                if end < len(self._buffer) - 2 or not self._more():
                    self._move(end)
                    return value

    def resume(self) -> bool:
        """Go to the next line that begins as that of the last record did, if there is one."""
        if self._begin_margin is None:
            return False
        self._place, self.line, self._margin = self._begin, self.start, self._begin_margin
        start = f"\n{self._margin}{{"
        while (found := self._buffer.find(start, self._place)) < 0:
            self._move(max(self._place, len(self._buffer) - len(start)))
            self._begin = self._place
            if not self._more():
                return False
        self._move(found + len(start) - 1)
        return True

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether what is wrong may be no more than that the value goes on behind the window."""
        near = error.pos >= len(self._buffer) - _LONGEST_WORD
        return near or self._ends(error)

    def _ends(self, error: json.JSONDecodeError) -> bool:
        """Whether nothing is wrong but that the text at hand ends within the value."""
        return error.pos >= len(self._buffer) or error.msg.startswith("Unterminated string")

    def _move(self, place: int) -> None:
        newline = self._buffer.rfind("\n", self._place, place)
        if newline >= 0:
            self.line += self._buffer.count("\n", self._place, place)
            self._margin = ""
        if self._margin is not None:
            passed = self._buffer[max(newline + 1, self._place) : place]
            self._margin = self._margin + passed if not passed.strip() else None
        self._place = place

    def _more(self) -> bool:
        """Have more of the text at hand, from the last record on; whether there is more."""
        chunk = self._text.read(max(_CHUNK, len(self._buffer) - self._begin))
        if chunk:
            self._buffer = self._buffer[self._begin :] + chunk
            self._place -= self._begin
            self._begin = 0
        return bool(chunk)
