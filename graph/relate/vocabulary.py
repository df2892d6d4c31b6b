"""One vocabulary of the words of many blocks, and how many papers use each: a tree of sums.

A block knows its own words. `MERGED` blocks become one that knows the words of all of them, and so
on until one is left: no merge sees more than that many, wherever it is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.blocks import map_blocks, row_blocks
from graph.core.columns import numbers, rows_as_arrow

MERGED = 16
"""Blocks of words that become one at a time."""


class Words(NamedTuple):
    """What a block of papers uses: terms (v,), each once; df int64 (v,), papers that use each."""

    terms: pa.StringArray
    df: NDArray[np.int64]


class Vocabulary(NamedTuple):
    """The words of all blocks, in alphabetical order; places: per block where its terms stand."""

    terms: pa.StringArray
    df: NDArray[np.int64]
    places: list[NDArray[np.int32]]


class _Merge(NamedTuple):
    words: Words
    places: list[NDArray[np.int32]]


def merge_vocabulary(parts: Sequence[Words], *, jobs: int | None = None) -> Vocabulary:
    """Merge the words of blocks, one at least, by a tree; in any order they give the same."""
    level, places = list(parts), [np.arange(len(part.terms), dtype=np.int32) for part in parts]
    node = np.arange(len(parts))  # that holds the words of each block by now
    while len(level) > 1:
        blocks = row_blocks(len(level), MERGED)
        merged = map_blocks(partial(_merge, level=level), blocks, jobs=jobs)
        steps = [step for merge in merged for step in merge.places]
        places = [steps[at][place] for at, place in zip(node, places, strict=True)]
        node //= MERGED
        level = [merge.words for merge in merged]
    [words] = level
    order = numbers(pc.array_sort_indices(words.terms))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    terms = words.terms.take(rows_as_arrow(order))
    return Vocabulary(terms, words.df[order], [rank[place] for place in places])


def _merge(block: range, *, level: Sequence[Words]) -> _Merge:
    parts = level[block.start : block.stop]
    encoded = pa.concat_arrays([part.terms for part in parts]).dictionary_encode()
    place, terms = numbers(encoded.indices), encoded.dictionary
    df = np.concatenate([part.df for part in parts])
    ends = np.cumsum([len(part.terms) for part in parts[:-1]])
    summed = np.bincount(place, df, len(terms)).astype(np.int64)
    return _Merge(Words(terms, summed), np.split(place, ends))
