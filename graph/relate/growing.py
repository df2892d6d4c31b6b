"""The graph of a corpus that has grown: what fresh papers change, and nothing else worked out anew.

A layer proposes for each paper its nearest. Where neither a paper nor those near to it have
changed, its nearest now are among its edges before and the pairs with papers that have changed: so
these alone are ranked, and edges come out as those of a graph made from the same measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from graph.core.growth import Growth
from graph.core.sparse import (
    Floats,
    Ints,
    Matrix,
    canonical,
    edges,
    from_edges,
    lookup,
    spread,
    symmetrise,
    top_k,
    upper_edges,
)
from graph.core.types import DenseMeasure, Features, Graph, Measure, Options, Scorer
from graph.relate.layers import (
    above_floor,
    calibrated,
    find_proposals,
    layer_scores,
    link,
    used_measures,
)
from graph.relate.neighbors import EXACT, TRIED, find_nearest_of, pairs_among_nearest
from graph.relate.semantic import grow_vectors
from graph.relate.terms import grow_terms

Flags = NDArray[np.bool_]

SLACK = 0.999
"""Share of the least dot product that is enough for an edge down to which pairs are looked at, so
that none is lost by rounding."""


def grow_features(
    features: Features, papers: pa.Table, growth: Growth, *, options: Options
) -> Features:
    """Read fresh papers as the others were read: see `grow_terms` and `grow_vectors`."""
    grown = grow_terms(features, papers, growth, language=options.language, exact=options.exact)
    if features.vectors is None:
        return grown
    return replace(grown, vectors=grow_vectors(features.vectors, papers, growth))


def grow_graph(
    before: Graph, found: Sequence[Scorer], options: Options, *, growth: Growth
) -> Graph:
    """Link the papers of now as `make_graph` does, by what is known of them before.

    before: of the papers before the growth; found: measures of the papers as they are now. Where
    these say of the other papers what they said, the edges are those of `make_graph`. Where a
    measure has come to weigh all pairs a little differently, the edges between other papers are
    weighed anew, and no more of them are looked for.

    Raises
    ------
    OptionError
        `options.layers` names a layer that is not in `LAYERS`.
    """
    known = _Known(before, growth)
    used = used_measures(found, options)
    pairs = from_edges([], [], [], known.linked.shape)
    for measure in used:
        pairs = pairs.maximum(known.proposals(measure, options))
    if not options.exact and len(growth.places) > EXACT:
        pairs = pairs.maximum(_found_by_search(before, options, growth))
    return link(used, pairs, options, score=known.scores)


def _found_by_search(before: Graph, options: Options, growth: Growth) -> Matrix:
    """Edges to which no paper of now would come by ranking those that it has.

    A search that misses some of the nearest proposes others in their place; these stay.
    """
    ranked = from_edges([], [], [], before.adjacency.shape)
    for layer, measure in zip(before.layers, before.measures, strict=True):
        near = layer.adjacency
        if isinstance(measure, Measure) and measure.pairwise:
            near = measure.matrix
        ranked = ranked.maximum(above_floor(top_k(near, options.neighbors), options))
    rows, columns, weights = upper_edges(before.adjacency)
    stray = lookup(symmetrise(ranked), rows, columns) == 0
    return growth.nodes(from_edges(rows[stray], columns[stray], weights[stray], ranked.shape))


class _Known:
    """What a graph says of the papers of now."""

    def __init__(self, before: Graph, growth: Growth) -> None:
        self._growth = growth
        self._measures = {measure.name: measure for measure in before.measures}
        self._layers = {layer.name: layer.adjacency for layer in before.layers}
        self._same: dict[str, Flags] = {}
        self._before = before.adjacency
        self._held: dict[str, Matrix] = {}
        self.linked = self._spread(before.adjacency)
        self._pairs: tuple[NDArray[np.integer], Flags] = np.zeros(0, np.int32), np.zeros(0, bool)

    def proposals(self, measure: Scorer, options: Options) -> Matrix:
        """What `find_proposals` finds."""
        known = self._measures.get(measure.name)
        if measure.pairwise or known is None or type(known) is not type(measure):
            return find_proposals(measure, options)
        held = self._held_scores(measure)
        some = np.flatnonzero(self._asked(known, measure))
        one, other, dots = edges(self._near(measure, some, options))
        newer = from_edges(one, other, calibrated(measure, dots), self.linked.shape)
        likely = symmetrise(canonical(held.maximum(newer)))
        return above_floor(top_k(likely, options.neighbors), options)

    def _held_scores(self, measure: Scorer) -> Matrix:
        """Scores of the pairs that were linked: (n, n), symmetric."""
        same = self._unchanged(measure)
        layer = self._layer(measure)
        rows, columns, data = edges(layer)
        told = same[rows] & same[columns]
        known = from_edges(rows[told], columns[told], data[told], layer.shape)
        rows, columns, _ = upper_edges(self.linked)
        rest = ~(same[rows] & same[columns])
        rows, columns = rows[rest], columns[rest]
        scores = from_edges(rows, columns, layer_scores(measure, rows, columns), layer.shape)
        return canonical(known.maximum(symmetrise(scores)))

    def _layer(self, measure: Scorer) -> Matrix:
        if measure.name not in self._held:
            self._held[measure.name] = self._spread(self._layers[measure.name])
        return self._held[measure.name]

    def _near(self, measure: Scorer, some: NDArray[np.int64], options: Options) -> Matrix:
        """Dot products of some rows with any that may be their nearest, or they theirs."""
        k, matrix = options.neighbors, measure.matrix
        if not isinstance(matrix, Matrix) or options.exact or matrix.shape[0] <= EXACT:
            return pairs_among_nearest(matrix, k, some=some, floor=_least(measure, options))
        found = find_nearest_of(matrix, TRIED, some=some, linked=self.linked)
        return spread(found, self.linked.shape, rows=some.astype(np.int32))

    def scores(self, measure: Scorer, rows: ArrayLike, columns: ArrayLike) -> Floats:
        """What `layer_scores` gives, looked up where nothing has changed."""
        one, other = np.asarray(rows), np.asarray(columns)
        same = self._unchanged(measure)
        if not same.any():
            return layer_scores(measure, one, other)
        told = same[one] & same[other] & self._were_linked(one, other)
        scores = np.empty(len(one), np.float32)
        scores[told] = lookup(self._layer(measure), one[told], other[told])
        scores[~told] = layer_scores(measure, one[~told], other[~told])
        return scores

    def _were_linked(self, one: NDArray[np.integer], other: NDArray[np.integer]) -> Flags:
        """Which pairs were linked; each measure is asked for the same ones."""
        pairs, linked = self._pairs
        if pairs is not one:
            linked = lookup(self.linked, one, other) > 0
            self._pairs = one, linked
        return linked

    def _unchanged(self, measure: Scorer) -> Flags:
        """Rows of which a measure holds the vectors that it held."""
        if measure.name not in self._same:
            known = self._measures.get(measure.name)
            self._same[measure.name] = (
                _same_rows(known, measure, self._growth)
                if known is not None and not measure.pairwise
                else np.zeros(len(self._growth), bool)
            )
        return self._same[measure.name]

    def _asked(self, known: Scorer, measure: Scorer) -> Flags:
        """Rows of which the nearest may be others than they were, or new to others."""
        growth = self._growth
        places = growth.steady
        changed = growth.fresh.copy()
        gone = places < 0
        if isinstance(known, Measure) and isinstance(measure, Measure):
            were, are = np.diff(known.matrix.indptr), np.diff(measure.matrix.indptr)
            other = ~gone & (were != are[places])
            changed[places[other]] = True
            gone = gone | other
        left, right, _ = edges(self._before)
        bereft = growth.places[right[gone[left]]]
        changed[bereft[bereft >= 0]] = True
        return changed

    def _spread(self, matrix: Matrix) -> Matrix:
        n, places = len(self._growth), self._growth.places
        return spread(matrix, (n, n), rows=places, columns=places)


def _least(measure: Scorer, options: Options) -> float:
    """Dot product below which a pair scores less than is enough for an edge."""
    least = options.min_weight
    if measure.midpoint:
        least = measure.midpoint * (least / (1 - least)) ** 0.25
    return SLACK * least


def _same_rows(known: Scorer, measure: Scorer, growth: Growth) -> Flags:
    """Rows that hold the same values in the same order as they did, by the same midpoint."""
    same = np.zeros(len(growth), bool)
    if type(known) is not type(measure) or known.midpoint != measure.midpoint:
        return same
    stay = np.flatnonzero(growth.steady >= 0)
    now = growth.steady[stay]
    if isinstance(known, Measure) and isinstance(measure, Measure):
        same[now] = _equal_rows(known.matrix, measure.matrix, stay, now)
    if isinstance(known, DenseMeasure) and isinstance(measure, DenseMeasure):
        same[now] = (known.matrix[stay] == measure.matrix[now]).all(axis=1)
    return same


def _equal_rows(one: Matrix, other: Matrix, rows: NDArray[np.int64], now: Ints) -> Flags:
    """Whether rows[i] of the one, ascending, holds the values of now[i], ascending, of the other.

    Most rows stand among the same ones as before: whole stretches are compared at a time.
    """
    equal: Flags = np.diff(one.indptr)[rows] == np.diff(other.indptr)[now]
    alike = np.flatnonzero(equal)
    left, right = rows[alike], now[alike]
    starts = np.flatnonzero((np.diff(left, prepend=-2) != 1) | (np.diff(right, prepend=-2) != 1))
    for start, end in pairwise([*starts.tolist(), len(alike)]):
        places = one.indptr[left[start:end]]
        here = slice(places[0], one.indptr[left[end - 1] + 1])
        there = slice(other.indptr[right[start]], other.indptr[right[end - 1] + 1])
        differing = np.flatnonzero(one.data[here] != other.data[there]) + places[0]
        equal[alike[start + np.searchsorted(places, differing, "right") - 1]] = False
    return equal
