"""A block of papers, read through and split at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.company import Seen, company
from graph.relate.names.lines import Line, Lines
from graph.relate.names.parts import in_bytes, split_tokens
from graph.relate.names.shapes import WORDS
from graph.relate.names.signs import DEFINES, NAME, PARTED, SIGNS, telling
from graph.relate.names.text import read_through, shouts

Ints = NDArray[np.int64]


class Told(NamedTuple):
    """A title or sentence that may hold something: what, as bits of `signs.telling`.

    place: index of its first token among all tokens of the block. cues, capitals: its tokens that
    may announce a claim, and those that may begin a name in plain words.
    """

    line: Line
    holds: int
    place: int
    cues: list[int]
    capitals: list[int]


class Sheet(NamedTuple):
    """One paper: title and abstract read through, and what to look at.

    raw: the abstract as it stands. heading: the title's span. told: the title, if it may hold
    something, and the sentences that may; none of a text that is all in capitals.
    """

    title: str
    abstract: str
    raw: str
    heading: int
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Block:
    """Papers in a row: titles, and sentences of the abstracts that are not all in capitals.

    texts: title and abstract read through, and abstract as it stands, of each paper. titles: (n,)
    span of each title, in front of the sentences. owners: (m,) paper of each span. loud: (m,)
    whether a span is a title all in capitals. signs: (k,) what the spelling of each part says.
    """

    texts: list[tuple[str, str, str]]
    titles: Ints
    owners: Ints
    loud: NDArray[np.bool_]
    lines: Lines
    signs: NDArray[np.int32]

    def __iter__(self) -> Iterator[Sheet]:
        holds, cues, capitals = telling(self.signs, self.lines.parts.firsts)
        title = np.zeros(len(holds), bool)
        title[self.titles] = True
        holds &= np.where(title, DEFINES | PARTED, ~np.uint8(PARTED))
        holds[self.loud] = 0
        spans = np.flatnonzero(holds)
        cuts = np.searchsorted(self.owners[spans], np.arange(len(self.texts) + 1)).tolist()
        told = self._told(spans, holds[spans], cues, capitals)
        for sheet, heading, (start, end) in zip(
            self.texts, self.titles.tolist(), pairwise(cuts), strict=True
        ):
            yield Sheet(*sheet, heading, list(islice(told, end - start)))

    def _told(
        self, spans: Ints, holds: NDArray[np.uint8], cues: Ints, capitals: Ints
    ) -> Iterator[Told]:
        """Spans that may hold something."""
        firsts = self.lines.parts.firsts // 2
        bounds = np.stack([firsts[spans], firsts[spans + 1]])
        within = (_within(tokens, bounds) for tokens in (cues, capitals))
        known = (spans.tolist(), holds.tolist(), bounds[0].tolist())
        for span, bits, place, *tokens in zip(*known, *within, strict=True):
            yield Told(self.lines[span], bits, place, *tokens)

    def seen(self) -> Seen:
        """Names of one token, by their shape."""
        parts = self.lines.parts
        places = np.flatnonzero(self.signs[1::2] & NAME)
        spans = np.searchsorted(parts.firsts // 2, places, "right") - 1
        spans, places = spans[~self.loud[spans]], places[~self.loud[spans]]
        tokens = [parts.vocabulary[number] for number in parts.ids[1::2][places].tolist()]
        surfaces = [WORDS[token].core for token in tokens]
        return Seen(self.owners[spans], places, surfaces, company(parts, places))

    def plain(self) -> dict[str, int]:
        """Papers whose abstracts write a word, for each word without capitals or joints."""
        parts = self.lines.parts
        vocabulary = parts.vocabulary
        plain = [part.islower() and part.rstrip("+*").isalnum() for part in vocabulary]
        abstracts = self.owners.copy()
        abstracts[self.titles] = -1
        small = np.flatnonzero(np.array(plain, bool)[parts.ids])
        owner = np.repeat(abstracts, np.diff(parts.firsts))[small]
        words = np.sort((owner * len(vocabulary) + parts.ids[small])[owner >= 0])
        words = words[np.diff(words, prepend=-1) > 0]
        papers_by_word = np.bincount(words % max(1, len(vocabulary)), minlength=len(vocabulary))
        found = np.flatnonzero(papers_by_word)
        return {
            vocabulary[word]: papers
            for word, papers in zip(found.tolist(), papers_by_word[found].tolist(), strict=True)
        }


def _within(tokens: Ints, bounds: Ints) -> Iterator[list[int]]:
    """Those of the ascending tokens that are within each of some bounds (2, k), from the first."""
    listed = tokens.tolist()
    starts, ends = np.searchsorted(tokens, bounds).tolist()
    for first, start, end in zip(bounds[0].tolist(), starts, ends, strict=True):
        yield [token - first for token in listed[start:end]]


def read_block(texts: Iterable[tuple[str, str]]) -> Block:
    """Read consecutive papers; `texts` gives (title, abstract)."""
    held: list[tuple[str, str, str]] = []
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    titles: list[int] = []
    length = 0
    for raw_title, raw in texts:
        title, abstract = read_through(raw_title).text, read_through(raw).text
        held.append((title, abstract, raw))
        titles.append(len(spans))
        pieces.append(title)
        spans.append((length, length + len(title)))
        length += len(title) + 1
        if not shouts(abstract):
            pieces.append(abstract)
            spans.extend((length + start, length + end) for start, end in sentences(abstract))
            length += len(abstract) + 1
    letters = "\n".join(pieces).encode()
    parts = split_tokens(letters, in_bytes(letters, np.array(spans, np.int64).reshape(-1, 2)))
    headings = np.array(titles, np.int64)
    loud = np.zeros(len(spans), bool)
    loud[headings] = [shouts(title) for title, _, _ in held]
    return Block(
        held,
        headings,
        np.repeat(np.arange(len(held)), np.diff(headings, append=len(spans))),
        loud,
        Lines(parts),
        np.array([SIGNS[part] for part in parts.vocabulary], np.int32)[parts.ids],
    )
