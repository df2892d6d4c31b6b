"""One sentence or title as the rules see it."""

from __future__ import annotations

from itertools import chain

from graph.relate.names.parts import Parts
from graph.relate.names.shapes import WORDS, Word
from graph.relate.names.text import pieces


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
    """Spans of a text as lines; each is made when asked for, most never are."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._words = [WORDS[part] for part in parts.vocabulary]
        self._marks = [part.strip() for part in parts.vocabulary]

    def __getitem__(self, span: int) -> Line:
        vocabulary, words, marks = self.parts.vocabulary, self._words, self._marks
        first, last = self.parts.firsts[span : span + 2].tolist()
        ids = self.parts.ids[first : last - 1].tolist()
        return Line(
            [vocabulary[number] for number in ids],
            [words[number] for number in ids[1::2]],
            [marks[number] for number in ids[2::2]],
        )
