"""What ties pairs of papers, looked up for many at once: scores, shared words, names, concepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log1p
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from graph.core.blocks import row_blocks
from graph.core.columns import rows_as_arrow
from graph.core.context import holding
from graph.core.dots import pair_dots
from graph.core.entries import lookup
from graph.core.sparse import Floats, Ints, Matrix, canonical, edges
from graph.core.types import Features, Measure, Names, Scorer
from graph.relate.layers import blend, calibrated, layer_scores
from graph.relate.lineage import rarity

BLOCK = 4096
"""Pairs that are looked at together."""

Rows = NDArray[np.int64]


class Tie(NamedTuple):
    """What ties two papers (rows).

    layers: the part of each in the score, the greatest first; they add up to 1. terms: those in
    both texts, with their share of the cosine of the contexts. names: those that both use, the more
    specific first, without those that are background. inherited: names (rows) that the one mentions
    and the other introduces, and the other way round. spoken: whether the one speaks of a concept
    of the other's, and the other way round.
    """

    one: int
    other: int
    score: float
    layers: tuple[tuple[str, float], ...]
    terms: dict[str, float]
    names: tuple[str, ...]
    inherited: tuple[Ints, Ints]
    spoken: tuple[bool, bool]

    def ways(self) -> Iterator[tuple[int, int, Ints, bool]]:
        """Each direction as (later, earlier, inherited, spoken)."""
        yield self.one, self.other, self.inherited[0], self.spoken[0]
        yield self.other, self.one, self.inherited[1], self.spoken[1]


class Ties:
    """Looks up what ties any papers of one atlas, linked or not."""

    def __init__(
        self,
        *,
        features: Features,
        names: Names,
        measures: Sequence[Scorer],
        shares: Sequence[float],
    ) -> None:
        self._features = features
        self._names = names
        self._measures = measures
        self._shares = shares
        self._rarity = rarity(names)
        concepts = (m for m in measures if isinstance(m, Measure) and m.name == "concepts")
        self._concepts = next((measure.matrix for measure in concepts), None)

    def between(self, ones: ArrayLike, others: ArrayLike) -> Iterator[Tie]:
        """What ties each of some pairs of rows, in their order."""
        one, other = np.asarray(ones, np.int64), np.asarray(others, np.int64)
        for block in row_blocks(len(one), BLOCK):
            part = slice(block.start, block.stop)
            yield from self._block(one[part], other[part])

    def _block(self, one: Rows, other: Rows) -> Iterator[Tie]:
        context = self._features.context
        rows = holding(context, one, other)
        dots = pair_dots(*rows)
        scores = [
            calibrated(measure, dots)
            if measure.matrix is context  # as that of terms is
            else layer_scores(measure, one, other)
            for measure in self._measures
        ]
        columns = (
            one.tolist(),
            other.tolist(),
            blend(scores, self._shares).tolist(),
            map(self._layers, zip(*(at.tolist() for at in scores), strict=True)),
            self._terms(one, other, rows=rows, dots=dots),
            self._shared_names(one, other),
            zip(self._inherited(one, other), self._inherited(other, one), strict=True),
            zip(self._spoken(one, other), self._spoken(other, one), strict=True),
        )
        yield from map(Tie._make, zip(*columns, strict=True))

    def _layers(self, scores: Sequence[float]) -> tuple[tuple[str, float], ...]:
        """Each layer's part in -log(1 - score), in which a noisy-or is a sum."""
        parts = [-log1p(-share * at) for share, at in zip(self._shares, scores, strict=True)]
        whole = sum(parts)
        shares = [
            (measure.name, part / whole)
            for measure, part in zip(self._measures, parts, strict=True)
            if part > 0
        ]
        return tuple(sorted(shares, key=lambda pair: -pair[1]))

    def _terms(
        self, one: Rows, other: Rows, *, rows: tuple[Matrix, Rows, Rows], dots: Floats
    ) -> Iterator[dict[str, float]]:
        """rows: contexts of the papers, and where in it those of `one` and `other` stand."""
        at, term, _ = edges(_both(self._features.weights, self._features.weights, one, other))
        context, *ends = rows
        there, back = (lookup(context, end[at], term) for end in ends)
        share = there * back / dots[at]
        spelt = _split(at, _texts(self._features.terms, term), len(one))
        for words, shares in zip(spelt, _split(at, share.tolist(), len(one)), strict=True):
            yield dict(zip(words, shares, strict=True))

    def _shared_names(self, one: Rows, other: Rows) -> Iterator[tuple[str, ...]]:
        at, name, _ = edges(_both(self._names.mentions, self._names.mentions, one, other))
        worth = self._rarity[name]
        order = np.lexsort((name, -worth, at))
        order = order[worth[order] > 0]
        spelt = _texts(self._names.table["name"], name[order])
        return map(tuple, _split(at[order], spelt, len(one)))

    def _inherited(self, later: Rows, earlier: Rows) -> Iterator[Ints]:
        """Names that the later mentions and the earlier introduces, and the later does not."""
        names = self._names
        at, name, _ = edges(_both(names.mentions, names.introduced, later, earlier))
        taken = lookup(names.introduced, later[at], name) == 0
        return _split(at[taken], name[taken], len(later))

    def _spoken(self, later: Rows, earlier: Rows) -> Sequence[bool]:
        if self._concepts is None:
            return [False] * len(later)
        return (lookup(self._concepts, later, earlier) > 0).tolist()  # type: ignore[no-any-return]


def _both(left: Matrix, right: Matrix, one: Rows, other: Rows) -> Matrix:
    """What is stored in row one[i] of the left and in row other[i] of the right."""
    return canonical(left[one].multiply(right[other]))


def _texts(column: pa.Array | pa.ChunkedArray, places: Ints) -> list[str]:
    return column.take(rows_as_arrow(places)).to_pylist()  # type: ignore[no-any-return]


def _split(at: Ints, values: Any, count: int) -> Iterator[Any]:
    """The values of each pair: values[i] is of pair at[i], ascending."""
    bounds = np.searchsorted(at, np.arange(count + 1)).tolist()
    return (values[start:end] for start, end in pairwise(bounds))
