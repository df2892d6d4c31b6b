"""One sentence or title as the rules see it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, chain

from graph.relate.names.shapes import Word
from graph.relate.names.text import pieces


class Line:
    """One sentence or title in tokens; where each stands is worked out when first asked for.

    parts: gaps and tokens of `text` in turn; it begins and ends with a gap. words, marks: what the
    shape of each token tells, and what stands behind it, without white space. shaped: tokens that
    are coined or begin with a capital. cues: tokens that may announce a claim. own: tokens by which
    authors speak of themselves.
    """

    __slots__ = ("_bounds", "_parts", "cues", "marks", "own", "shaped", "text", "tokens", "words")

    def __init__(
        self,
        text: str,
        parts: list[str],
        *,
        words: list[Word],
        marks: list[str],
        shaped: list[int],
        cues: list[int],
        own: list[int],
    ) -> None:
        self.text = text
        self._parts = parts
        self.tokens = parts[1::2]
        self.words = words
        self.marks = marks
        self.shaped = shaped
        self.cues = cues
        self.own = own
        self._bounds: list[int] = []

    def gap(self, index: int) -> str:
        """What stands between token `index` and the one after it, or the end of the line."""
        return self._parts[2 * index + 2]

    def bounds(self) -> list[int]:
        """Offsets at which the parts of the line end, gaps and tokens in turn."""
        if not self._bounds:
            self._bounds = list(accumulate(map(len, self._parts)))
        return self._bounds

    def end(self, index: int) -> int:
        """Offset behind token `index`."""
        return self.bounds()[2 * index + 1]

    def span(self, first: int, last: int) -> str:
        """The text from token `first` up to but without token `last`."""
        return "".join(self._parts[2 * first + 1 : 2 * last])

    def pieces(self, first: int, last: int) -> tuple[str, ...]:
        """Pieces of the text from token `first` up to but without token `last`."""
        return tuple(chain.from_iterable(map(pieces, self.tokens[first:last])))

    def at(self, offset: int) -> int:
        """Index of the first token that starts at or behind `offset`."""
        return (bisect_left(self.bounds(), offset) + 1) // 2
