"""The graph of a corpus that has grown: what fresh papers change, and nothing else worked out anew.

A layer proposes for each paper its nearest. Where neither a paper nor those near to it have
changed, its nearest now are among its edges before and the pairs with papers that have changed: so
these alone are ranked, and edges come out as those of a graph made from the same measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.blocks import map_here, row_blocks
from graph.core.context import whole_of
from graph.core.entries import lookup, values_at
from graph.core.growth import Growth
from graph.core.placing import spread
from graph.core.sparse import (
    Floats,
    Matrix,
    canonical,
    edges,
    from_edges,
    kept,
    symmetrise,
    top_k,
    upper,
)
from graph.core.types import (
    ContextMeasure,
    DenseMeasure,
    Features,
    Graph,
    Measure,
    Options,
    Scorer,
)
from graph.relate.company import leaning_anew
from graph.relate.layers import (
    above_floor,
    calibrated,
    edge_scores,
    find_proposals,
    layer_scores,
    link,
    used_measures,
)
from graph.relate.neighbors import EXACT, TRIED, find_nearest_of, pairs_among_nearest
from graph.relate.semantic import grow_vectors
from graph.relate.terms import grow_terms
from graph.relate.unchanged import unchanged

Flags = NDArray[np.bool_]

_NOBODY: Mapping[str, Matrix] = MappingProxyType({})

SLACK = 0.999
"""Share of the least dot product that is enough for an edge down to which pairs are looked at, so
that none is lost by rounding."""


def grow_features(
    features: Features, papers: pa.Table, growth: Growth, *, options: Options
) -> tuple[Features, Matrix]:
    """Read fresh papers as the others were read: see `grow_terms` and `grow_vectors`."""
    grown, near = grow_terms(
        features, papers, growth, language=options.language, exact=options.exact
    )
    if features.vectors is None:
        return grown, near
    return replace(grown, vectors=grow_vectors(features.vectors, papers, growth)), near


def grow_graph(
    before: Graph,
    found: Sequence[Scorer],
    options: Options,
    *,
    growth: Growth,
    newer: Mapping[str, Matrix] = _NOBODY,
    proposed: Proposed | None = None,
) -> Graph:
    """Link the papers of now as `make_graph` does, by what is known of them before.

    before: of the papers before the growth; found: measures of the papers as they are now. Where
    these say of the other papers what they said, the edges are those of `make_graph`. Where a
    measure has come to weigh all pairs a little differently, the edges between other papers are
    weighed anew, and no more of them are looked for. newer: by the name of a layer what
    `newer_pairs` gives, and proposed: what `proposed_before` does, where that is known already.

    Raises
    ------
    OptionError
        `options.layers` names a layer that is not in `LAYERS`.
    """
    proposed = proposed or proposed_before(before, options)
    known = _Known(before, growth, options=options)
    used = used_measures(found, options)
    proposing = partial(_proposals, known=known, used=used, newer=newer, proposed=proposed)
    pairs = growth.nodes(proposed.searched)
    for one in map_here(proposing, row_blocks(len(used), 1)):
        pairs = pairs.maximum(one)
    return link(used, pairs, options, score=known.scores, jobs=None)


def _proposals(
    block: range,
    *,
    known: _Known,
    used: Sequence[Scorer],
    newer: Mapping[str, Matrix],
    proposed: Proposed,
) -> Matrix:
    [place] = block
    measure = used[place]
    if not known.knows(measure):
        return find_proposals(measure, known.options)
    found = newer.get(measure.name)
    return known.proposals(
        measure,
        newer=known.nearest(measure) if found is None else found,
        before=proposed.by_layer[measure.name],
    )


def newer_pairs(
    before: Graph, measure: Scorer, options: Options, *, growth: Growth, near: Matrix
) -> Mapping[str, Matrix]:
    """Find, by the name of the measure, dot products (n, n) of rows with those to which they may
    come to be linked; nothing where the graph before had no such layer.

    near: papers (n, n) from which a search for the nearest of fresh ones sets out.
    """
    known = _Known(before, growth, options=options)
    if not known.knows(measure):
        return {}
    return {measure.name: known.nearest(measure, near=near)}


class Proposed(NamedTuple):
    """Of which proposals a graph was made: those of the rows by each layer, with their scores.

    searched: edges, each once, to which no row comes by ranking those that it has. A search that
    misses some of the nearest proposes others in their place.
    """

    by_layer: Mapping[str, Matrix]
    searched: Matrix


def proposed_before(before: Graph, options: Options) -> Proposed:
    """What each row of a graph proposed, told by the edges that came of it."""
    found = {}
    for layer, measure in zip(before.layers, before.measures, strict=True):
        near = layer.adjacency
        if isinstance(measure, Measure) and measure.pairwise:
            near = measure.matrix
        found[layer.name] = above_floor(top_k(near, options.neighbors), options)
    ranked = from_edges([], [], [], before.adjacency.shape)
    if options.exact or before.adjacency.shape[0] <= EXACT:
        return Proposed(found, ranked)
    for one in found.values():
        ranked = ranked.maximum(one)
    pairs = upper(before.adjacency)
    return Proposed(found, kept(pairs, values_at(symmetrise(ranked), pairs) == 0))


class _Held(NamedTuple):
    """What a layer says now of the pairs that were linked: scores, symmetric, (n, n). moved: bool
    (n,), rows in which a score is another than it was, or gone.
    """

    scores: Matrix
    moved: Flags


class _Known:
    """What a graph says of the papers of now."""

    def __init__(self, before: Graph, growth: Growth, *, options: Options) -> None:
        self.options = options
        self._growth = growth
        self._measures = {measure.name: measure for measure in before.measures}
        self._layers = {layer.name: layer.adjacency for layer in before.layers}
        self._held: dict[str, _Held] = {}
        self.linked = self._spread(before.adjacency)
        self._pairs = upper(self.linked)
        self._bereft = _bereft(before.adjacency, growth)

    def proposals(self, measure: Scorer, *, newer: Matrix, before: Matrix) -> Matrix:
        """What `find_proposals` finds, by what `nearest` gives and what rows proposed before.

        A row proposes what it did unless it holds another score than it did, or comes as near to
        one with which it was not linked.
        """
        one, other, dots = edges(newer)
        newer = symmetrise(from_edges(one, other, calibrated(measure, dots), newer.shape))
        held, ranked = self._scores_held(measure), self._spread(before)
        moved = held.moved | self._as_near(newer, ranked)
        some = np.flatnonzero(moved)
        likely = canonical(held.scores[some].maximum(newer[some]))
        again = above_floor(top_k(likely, self.options.neighbors), self.options)
        stays = kept(ranked, ~moved[edges(ranked)[0]])
        return canonical(stays.maximum(spread(again, stays.shape, rows=some.astype(np.int32))))

    def _as_near(self, newer: Matrix, ranked: Matrix) -> Flags:
        """Rows that may propose one of the newer pairs: it is no worse than what they proposed."""
        counts = np.diff(ranked.indptr)
        least = np.full(len(counts), np.float32(self.options.min_weight))
        some = np.flatnonzero(counts)
        if len(some):
            worst = np.minimum.reduceat(ranked.data, ranked.indptr[some])
            least[some] = np.where(counts[some] < self.options.neighbors, least[some], worst)
        rows, _, scores = edges(newer)
        found = np.zeros(len(counts), bool)
        found[rows[scores >= least[rows]]] = True
        return found

    def scores(self, measure: Scorer, pairs: Matrix) -> Floats:
        """What `edge_scores` gives; pairs that were linked are looked up."""
        if not self.knows(measure):
            return edge_scores(measure, pairs)
        rows, columns, _ = edges(pairs)
        scores = values_at(self._scores_held(measure).scores, pairs)
        newer = values_at(self.linked, pairs) == 0
        scores[newer] = layer_scores(measure, rows[newer], columns[newer])
        return scores

    def knows(self, measure: Scorer) -> bool:
        """Whether the measure was there, and is one of which to ask row by row what has changed."""
        return not measure.pairwise and type(self._measures.get(measure.name)) is type(measure)

    def _scores_held(self, measure: Scorer) -> _Held:
        if measure.name not in self._held:
            rows, columns, _ = edges(self._pairs)
            before = self._spread(self._layers[measure.name])
            same = unchanged(self._measures[measure.name], measure, self._growth)
            changed = np.flatnonzero(~(same[rows] & same[columns]))
            one, other = rows[changed], columns[changed]
            scores = layer_scores(measure, one, other)
            at, to, _ = edges(before)
            stays = kept(before, same[at] & same[to])
            newer = symmetrise(from_edges(one, other, scores, before.shape))
            differ = scores != lookup(before, one, other)
            moved = self._bereft.copy()
            moved[np.concatenate([one[differ], other[differ]])] = True
            self._held[measure.name] = _Held(canonical(stays.maximum(newer)), moved)
        return self._held[measure.name]

    def nearest(self, measure: Scorer, *, near: Matrix | None = None) -> Matrix:
        """Dot products of rows that have changed with any that may be their nearest, or they
        theirs; and of rows that lose one of their nearest, perhaps, with those they may have now.

        near: from which a search sets out.
        """
        k, linked = self.options.neighbors, self.linked
        changed, bereft = self._asked(measure)
        if isinstance(measure, DenseMeasure) or self.options.exact or len(self._growth) <= EXACT:
            held = measure.matrix if isinstance(measure, DenseMeasure) else whole_of(measure.matrix)
            some, floor = np.flatnonzero(changed | bereft), _least(measure, self.options)
            return pairs_among_nearest(held, k, some=some, floor=floor)
        found = from_edges([], [], [], linked.shape)
        for asked, count in ((changed, TRIED), (bereft & ~changed, k)):
            some = np.flatnonzero(asked)
            likely = None if near is None else canonical(near[some].maximum(linked[some]))
            best = find_nearest_of(measure.matrix, count, some=some, likely=likely, linked=linked)
            found = found.maximum(spread(best, linked.shape, rows=some.astype(np.int32)))
        return found

    def _asked(self, measure: Scorer) -> tuple[Flags, Flags]:
        """Rows that hold something else than before, or are new, and those once tied to such."""
        known, places = self._measures[measure.name], self._growth.steady
        changed, bereft = self._growth.fresh.copy(), np.zeros(len(self._growth), bool)
        gone = places < 0
        if isinstance(known, Measure) and isinstance(measure, Measure):
            were, are = np.diff(known.matrix.indptr), np.diff(measure.matrix.indptr)
            other = ~gone & (were != are[places])
            changed[places[other]] = True
            gone = gone | other
        if isinstance(known, ContextMeasure):
            anew = leaning_anew(known.matrix, self._growth)
            changed |= anew
            gone = gone | anew[places]
        left, right, _ = edges(self._layers[measure.name])
        tied = self._growth.places[right[gone[left]]]
        bereft[tied[tied >= 0]] = True
        return changed, bereft

    def _spread(self, matrix: Matrix) -> Matrix:
        n, places = len(self._growth), self._growth.places
        return spread(matrix, (n, n), rows=places, columns=places)


def _bereft(before: Matrix, growth: Growth) -> Flags:
    """Rows that were linked with one that is gone; bool (n,)."""
    found = np.zeros(len(growth), bool)
    if (growth.places < 0).any():
        left, right, _ = edges(before)
        tied = growth.places[right[growth.places[left] < 0]]
        found[tied[tied >= 0]] = True
    return found


def _least(measure: Scorer, options: Options) -> float:
    """Dot product below which a pair scores less than is enough for an edge."""
    least = options.min_weight
    if measure.midpoint:
        least = measure.midpoint * (least / (1 - least)) ** 0.25
    return SLACK * least
