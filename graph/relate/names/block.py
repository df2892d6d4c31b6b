"""A block of papers, read through and split at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.company import Seen, company
from graph.relate.names.lines import Line, Lines
from graph.relate.names.parts import in_bytes, split_tokens
from graph.relate.names.shapes import WORDS
from graph.relate.names.signs import DEFINES, NAME, PARTED, SIGNS, SMALL, telling
from graph.relate.names.text import read_all, shouts

Ints = NDArray[np.int64]


class Told(NamedTuple):
    """A title or sentence that may hold something: what, as bits of `signs.telling`.

    place: index of its first token among all tokens of the block. cues, opened, capitals: its own
    tokens that are sought, see `signs.Telling`.
    """

    line: Line
    holds: int
    place: int
    cues: list[int]
    opened: list[int]
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
        holds, *sought = telling(self.signs, self.lines.parts.firsts)
        title = np.zeros(len(holds), bool)
        title[self.titles] = True
        holds &= np.where(title, DEFINES | PARTED, ~np.uint8(PARTED))
        holds[self.loud] = 0
        spans = np.flatnonzero(holds)
        cuts = np.searchsorted(self.owners[spans], np.arange(len(self.texts) + 1)).tolist()
        told = self._told(spans, holds[spans], *sought)
        for sheet, heading, (start, end) in zip(
            self.texts, self.titles.tolist(), pairwise(cuts), strict=True
        ):
            yield Sheet(*sheet, heading, list(islice(told, end - start)))

    def _told(self, spans: Ints, holds: NDArray[np.uint8], *sought: Ints) -> Iterator[Told]:
        """Spans that may hold something."""
        firsts = self.lines.parts.firsts // 2
        within = (_within(tokens, firsts, spans) for tokens in sought)
        known = (holds.tolist(), firsts[spans].tolist())
        yield from map(Told, self.lines.some(spans), *known, *within)

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
        size = max(1, len(parts.vocabulary))
        abstracts = self.owners.copy()
        abstracts[self.titles] = -1
        owner = np.repeat(abstracts, np.diff(parts.firsts) // 2)
        small = np.flatnonzero((self.signs[1::2] & SMALL > 0) & (owner >= 0))
        words = np.sort(owner[small] * size + parts.ids[1::2][small])
        papers = np.bincount(words[np.diff(words, prepend=-1) > 0] % size, minlength=size)
        found = np.flatnonzero(papers)
        counted = zip(found.tolist(), papers[found].tolist(), strict=True)
        return {parts.vocabulary[word]: count for word, count in counted}


def _within(tokens: Ints, firsts: Ints, spans: Ints) -> Iterator[list[int]]:
    """Those of the ascending tokens that are in each of some spans, counted from its first."""
    inside = (tokens - firsts[np.searchsorted(firsts, tokens, "right") - 1]).tolist()
    cuts = (np.searchsorted(tokens, firsts[at]).tolist() for at in (spans, spans + 1))
    return map(inside.__getitem__, map(slice, *cuts))


def read_block(texts: Iterable[tuple[str, str]]) -> Block:
    """Read consecutive papers; `texts` gives (title, abstract)."""
    raws = list(texts)
    plain = read_all(list(chain.from_iterable(raws))).texts
    held = list(zip(plain[::2], plain[1::2], (raw for _, raw in raws), strict=True))
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    counts: list[int] = []
    for title, abstract, _ in held:
        found = [] if shouts(abstract) else sentences(abstract)
        pieces += title, abstract if found else ""
        spans += (0, len(title)), *found
        counts += 1, len(found)
    starts = np.cumsum([0, *(len(piece) + 1 for piece in pieces)])[:-1]
    letters = "\n".join(pieces).encode()
    offsets = np.array(list(chain.from_iterable(spans)), np.int64).reshape(-1, 2)
    offsets += np.repeat(starts, np.array(counts, np.int64))[:, None]
    parts = split_tokens(letters, in_bytes(letters, offsets))
    sizes = np.array(counts, np.int64).reshape(-1, 2).sum(axis=1)
    titles = np.cumsum(sizes) - sizes
    loud = np.zeros(len(spans), bool)
    loud[titles] = [shouts(title) for title, _, _ in held]
    return Block(
        held,
        titles,
        np.repeat(np.arange(len(held)), sizes),
        loud,
        Lines(parts),
        np.array([SIGNS[part] for part in parts.vocabulary], np.int32)[parts.ids],
    )
