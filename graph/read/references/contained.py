"""References in which the whole title of a paper stands.

Titles and references are compared as runs of words, by a sum of hashes over each run (Rabin & Karp
1987): a reference is gone through once for all titles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.read.references.shelf import ranges

Rows = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Sums = tuple[Hashes, Hashes]

WORDS = 4
"""Words that a title must have to be looked for inside a text."""

_BASE = 0x9E3779B97F4A7C15
_BLOCK = 50_000
_FILTER = 22


class Hit(NamedTuple):
    """The title of paper `row` is the words from `start` to `end` of text `text`."""

    text: Rows
    row: Rows
    start: Rows
    end: Rows


class Titles:
    """Titles of `WORDS` words and more, folded, by the hash of their first words."""

    def __init__(self, titles: pa.StringArray) -> None:
        words = pc.split_pattern(titles, " ")
        self.length = np.diff(words.offsets.to_numpy()).astype(np.int64)
        self.vocabulary = pc.unique(words.flatten())
        sums = _sums(pc.index_in(words.flatten(), self.vocabulary).to_numpy())
        starts = words.offsets.to_numpy()[:-1].astype(np.int64)
        rows = np.flatnonzero(self.length >= WORDS)
        self.hash = _run(sums, starts, self.length)
        first = _run(sums, starts[rows], WORDS)
        order = np.lexsort((rows, first))
        self.rows, self.first = rows[order], first[order]
        self.sieve = np.zeros(1 << _FILTER, bool)
        self.sieve[_sieved(first)] = True

    def within(self, texts: pa.StringArray) -> Iterator[Hit]:
        """Find those that stand in folded texts; yields blocks of hits, arrays of one length."""
        for start in range(0, len(texts) if len(self.rows) else 0, _BLOCK):
            text, row, at = self._within(texts.slice(start, _BLOCK))
            yield Hit(text + start, row, at, at + self.length[row])

    def _within(self, texts: pa.StringArray) -> tuple[Rows, Rows, Rows]:
        """Text, row, and word at which the title of the row begins in the text."""
        words = pc.split_pattern(texts, " ")
        offsets = words.offsets.to_numpy().astype(np.int64) - words.offsets[0].as_py()
        codes = pc.index_in(words.flatten(), self.vocabulary).fill_null(-1).to_numpy()
        sums = _sums(codes)
        starts = np.arange(max(len(codes) - WORDS + 1, 0))
        first = _run(sums, starts, WORDS)
        likely = np.flatnonzero(self.sieve[_sieved(first)])
        left, right = (
            np.searchsorted(self.first, first[likely], side) for side in ("left", "right")
        )
        counts = right - left
        at = np.repeat(likely, counts)
        row = self.rows[ranges(left, counts)]
        text = np.searchsorted(offsets, at, "right") - 1
        inside = at + self.length[row] <= offsets[text + 1]
        at, row, text = at[inside], row[inside], text[inside]
        same = _run(sums, at, self.length[row]) == self.hash[row]
        at, row, text = at[same], row[same], text[same]
        return text, row, at - offsets[text]


def _sums(codes: NDArray[np.int32]) -> Sums:
    """For `_run`: sums of the hashes of words times powers of the base, and the inverse powers."""
    with np.errstate(over="ignore"):
        mixed = (codes.astype(np.uint64) + np.uint64(2)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(31)
        sums = np.cumsum(mixed * _powers(_BASE, len(codes)), dtype=np.uint64)
    return np.append(np.uint64(0), sums), _powers(pow(_BASE, -1, 1 << 64), len(codes) + 1)


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _run(sums: Sums, starts: Rows, length: Rows | int) -> Hashes:
    """Hash of the words from each start on, so many; the same wherever they stand."""
    upto, inverse = sums
    found: Hashes = (upto[starts + length] - upto[starts]) * inverse[starts]
    return found


def _sieved(hashes: Hashes) -> NDArray[np.uint64]:
    return hashes >> np.uint64(64 - _FILTER)
