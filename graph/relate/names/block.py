"""A block of papers, read through and split at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from graph.core.text import sentences
from graph.relate.names.lines import Line
from graph.relate.names.parts import split_tokens
from graph.relate.names.shapes import WORDS
from graph.relate.names.signs import CUE, OWN, OWN_CUE, PARTED, POINTER, SHAPED, SIGNS, telling
from graph.relate.names.text import read_through, shouts


class Sheet(NamedTuple):
    """One paper: title and abstract read through, and what to look at.

    raw: the abstract as it stands. heading, lines: the title, and the sentences that may hold
    something, with what they may hold (bits of `signs.telling`); no sentence of an abstract all in
    capitals.
    """

    title: str
    abstract: str
    raw: str
    heading: tuple[Line, int]
    lines: list[tuple[Line, int]]


@dataclass(frozen=True, slots=True)
class Block:
    """Papers in a row.

    sheets: (title, abstract, abstract as it stands) of each. lines: their titles and sentences.
    firsts: each paper's first line, its title, and the number of lines.
    """

    sheets: list[tuple[str, str, str]]
    firsts: list[int]
    lines: Lines

    def __iter__(self) -> Iterator[Sheet]:
        told = telling(self.lines.signs, self.lines.parts.firsts).tolist()
        for (first, last), sheet in zip(pairwise(self.firsts), self.sheets, strict=True):
            held = [(at, told[at] & ~PARTED) for at in range(first + 1, last)]
            lines = [(self.lines[at], bits) for at, bits in held if bits]
            yield Sheet(*sheet, (self.lines[first], told[first]), lines)

    def plain(self) -> dict[str, int]:
        """Papers whose abstracts write a word, for each word without capitals."""
        parts = self.lines.parts
        vocabulary = parts.vocabulary
        papers = np.repeat(np.arange(len(self.sheets)), np.diff(self.firsts))
        papers[self.firsts[:-1]] = -1  # titles
        islower = np.array([part.islower() for part in vocabulary], bool)
        small = np.flatnonzero(islower[parts.ids])
        owner = np.repeat(papers, np.diff(parts.firsts))[small]
        words = np.sort((owner * len(vocabulary) + parts.ids[small])[owner >= 0])
        words = words[np.diff(words, prepend=-1) > 0]
        papers_by_word = np.bincount(words % max(1, len(vocabulary)), minlength=len(vocabulary))
        found = np.flatnonzero(papers_by_word)
        return {
            vocabulary[word]: papers
            for word, papers in zip(found.tolist(), papers_by_word[found].tolist(), strict=True)
        }


class Lines:
    """Spans of a text that are lines; each is made when asked for, most never are.

    signs: (k,) what the spelling of each part says (`signs.sign`).
    """

    __slots__ = (
        "_cues",
        "_marks",
        "_own",
        "_shaped",
        "_spans",
        "_text",
        "_words",
        "parts",
        "signs",
    )

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self.parts = parts = split_tokens(text, spans)
        self.signs = np.array([SIGNS[part] for part in parts.vocabulary], np.int16)[parts.ids]
        marks = np.array([part.strip() for part in parts.vocabulary], object)
        words = np.array([WORDS[part] for part in parts.vocabulary], object)
        self._text = text
        self._spans = spans
        self._marks = marks[parts.ids[::2]]
        self._words = words[parts.ids[1::2]]
        self._shaped = self._tokens(SHAPED)
        self._cues = self._tokens(CUE | POINTER | OWN_CUE)
        self._own = self._tokens(OWN)

    def _tokens(self, sign: int) -> list[list[int]]:
        """Per span the tokens with any of these signs."""
        found = np.flatnonzero(self.signs[1::2] & sign)
        firsts = self.parts.firsts // 2
        cuts = np.searchsorted(found, firsts)
        local = (found - np.repeat(firsts[:-1], np.diff(cuts))).tolist()
        return [local[start:end] for start, end in pairwise(cuts.tolist())]

    def __getitem__(self, span: int) -> Line:
        start, end = self._spans[span]
        first, last = self.parts.firsts[span : span + 2].tolist()
        inner = slice(first // 2, last // 2 - 1)
        return Line(
            self._text[start:end],
            self.parts.spelled[first : last - 1].tolist(),
            words=self._words[inner].tolist(),
            marks=self._marks[inner.start + 1 : inner.stop + 1].tolist(),
            shaped=self._shaped[span],
            cues=self._cues[span],
            own=self._own[span],
        )


def read_block(texts: Iterable[tuple[str, str]]) -> Block:
    """Read consecutive papers; `texts` gives (title, abstract)."""
    sheets: list[tuple[str, str, str]] = []
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    firsts = [0]
    length = 0
    for raw_title, raw in texts:
        title, abstract = read_through(raw_title).text, read_through(raw).text
        sheets.append((title, abstract, raw))
        pieces.append(title)
        spans.append((length, length + len(title)))
        length += len(title) + 1
        if not shouts(abstract):
            pieces.append(abstract)
            spans.extend((length + start, length + end) for start, end in sentences(abstract))
            length += len(abstract) + 1
        firsts.append(len(spans))
    return Block(sheets, firsts, Lines("\n".join(pieces), spans))
