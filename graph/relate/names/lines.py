"""One sentence or title as the rules see it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from graph.relate.names.parts import Parts, told
from graph.relate.names.shapes import WORDS, Word
from graph.relate.names.text import Memo, pieces

Ints = NDArray[np.int64]


class Line:
    """One sentence or title in tokens.

    parts: gaps and tokens of the text in turn; it begins and ends with a gap. words, marks: what
    the shape of each token tells, and what stands behind it, without white space.
    """

    __slots__ = ("_parts", "marks", "tokens", "words")

    def __init__(self, parts: list[str], words: list[Word], marks: list[str]) -> None:
        self._parts = parts
        self.tokens = parts[1::2]
        self.words = words
        self.marks = marks

    def shaped(self, first: int, last: int) -> list[int]:
        """Tokens from `first` up to `last` that are coined or begin with a capital."""
        return [at for at, word in enumerate(self.words[first:last], first) if word.shaped]

    def gap(self, index: int) -> str:
        """What stands between token `index` and the one after it, or the end of the line."""
        return self._parts[2 * index + 2]

    def span(self, first: int, last: int) -> str:
        """The text from token `first` up to but without token `last`."""
        return "".join(self._parts[2 * first + 1 : 2 * last])

    def pieces(self, first: int, last: int) -> tuple[str, ...]:
        """Pieces of the text from token `first` up to but without token `last`."""
        return tuple(chain.from_iterable(map(pieces, self.tokens[first:last])))


class Lines:
    """Spans of a text as lines; they are made when asked for, most never are."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._spelt = np.array(parts.vocabulary, object)

    def __getitem__(self, span: int) -> Line:
        parts = self.parts.span(span)
        words, marks = map(WORDS.__getitem__, parts[1::2]), map(str.strip, parts[2::2])
        return Line(parts, list(words), list(marks))

    def some(self, spans: Ints) -> Iterator[Line]:
        """Lines of some spans, in turn."""
        starts, ends = self.parts.firsts[spans], self.parts.firsts[spans + 1]
        bounds = np.append(0, np.cumsum(ends - starts))
        places = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], ends - starts)
        ids = self.parts.ids[places]
        texts = self._spelt[ids].tolist()
        words, marks = told(self.parts, ids[1::2], WORDS), told(self.parts, ids[::2], MARKS)
        for first, last in pairwise((bounds // 2).tolist()):
            # The last that is like a token is what parts the span from the next.
            parts = texts[2 * first : 2 * last - 1]
            yield Line(parts, words[first : last - 1], marks[first + 1 : last])


MARKS = Memo(str.strip)
"""Gaps and what is left of them without white space."""
