"""Measures -> Graph: which pairs become edges, and what each layer and their blend give them.

An edge is a pair that some layer proposes: one of the nearest of either paper. Its weight is what
all layers together say of it, so that an edge's weight and the score of any pair are one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.blocks import map_blocks, map_here, row_blocks
from graph.core.context import Context, whole_of
from graph.core.dots import frequent_first, many_pair_dots, pair_dots
from graph.core.entries import lookup, row, values_at
from graph.core.errors import one_of
from graph.core.growth import Growth
from graph.core.sparse import (
    Floats,
    Matrix,
    canonical,
    edges,
    from_edges,
    symmetrise,
    top_k,
    upper,
    with_values,
)
from graph.core.types import (
    Corpus,
    DenseMeasure,
    Features,
    Graph,
    Layer,
    Measure,
    Names,
    Options,
    Scorer,
)
from graph.core.years import years_of
from graph.relate.citations import citation_measures
from graph.relate.concepts import Known, concept_measure
from graph.relate.lineage import lineage_measure, name_measure
from graph.relate.neighbors import find_nearest
from graph.relate.semantic import nearest_rows, row_dots, semantic_measure
from graph.relate.surveys import Surveys
from graph.relate.terms import term_measure

LAYERS = {
    "terms": 0.6,
    "names": 0.4,
    "lineage": 0.9,
    "concepts": 0.5,
    "cites": 0.8,
    "coupling": 0.6,
    "cocitation": 0.4,
    "semantic": 0.4,
}
"""The share of each layer in the blend: what a full score of this layer alone is worth."""

BLOCK = 50_000
"""Pairs that are scored at one time by each worker."""

MANY = 50_000
"""Pairs beyond which they are scored by what is quicker for many, to another last digit."""

LONG = 20
"""Entries of a row, on average, from which on `many_pair_dots` is sooner done: terms, not names."""

_NOBODY: Mapping[str, Matrix] = MappingProxyType({})

STRONGEST = 0.999
"""Weights stay below 1, so that every hop of a path costs something."""


def measures(
    corpus: Corpus,
    features: Features,
    names: Names,
    *,
    before: Sequence[Scorer] = (),
    growth: Growth | None = None,
) -> tuple[Scorer, ...]:
    """All the ways to score a pair, in the order of `LAYERS`.

    before: measures before the growth; what papers that are not fresh have of lineage, by names or
    by concepts, stays.
    """
    known = {} if growth is None else {one.name: growth.nodes(one.matrix) for one in _tied(before)}
    surveys = Surveys(corpus.papers)
    terms = term_measure(features)
    lineage = lineage_measure(
        names,
        surveys,
        terms=terms,
        years=years_of(corpus.papers),
        known=known.get("lineage"),
    )
    held = None
    if growth is not None and "concepts" in known:
        held = Known(known["concepts"], growth.fresh)
    concepts = concept_measure(
        corpus, features=features, names=names, lineage=lineage, surveys=surveys, known=held
    )
    cited = citation_measures(corpus)
    meant = () if features.vectors is None else (semantic_measure(features.vectors),)
    return (terms, name_measure(names), lineage, concepts, *cited, *meant)


def _tied(found: Sequence[Scorer]) -> list[Measure]:
    names = ("lineage", "concepts")
    return [one for one in found if isinstance(one, Measure) and one.name in names]


def make_graph(
    found: Sequence[Scorer], options: Options, *, near: Mapping[str, Matrix] = _NOBODY
) -> Graph:
    """Link each paper with the nearest by every layer and weigh the links by all layers.

    near: by the name of a layer the dot products of each row of its matrix with the nearest other
    rows, where they are known already; else they are looked for.

    Layers without a single edge are left out, unless `options.layers` asks for them by name or
    none has any: then the first stays, so that a graph has a layer.

    Raises
    ------
    OptionError
        `options.layers` names a layer that is not in `LAYERS`.
    """
    used = used_measures(found, options)
    n = found[0].matrix.shape[0]
    pairs = from_edges([], [], [], (n, n))
    for measure in used:
        pairs = pairs.maximum(find_proposals(measure, options, near=near.get(measure.name)))
    return link(used, pairs, options, score=partial(_scores, near=near))


def _scores(measure: Scorer, pairs: Matrix, *, near: Mapping[str, Matrix]) -> Floats:
    """Do as `edge_scores`, but of many pairs work no dot product out that is known.

    Of few none is taken from elsewhere, so that they are to the last digit what they are alone.
    """
    if measure.name not in near or pairs.nnz <= MANY:
        return edge_scores(measure, pairs)
    dots = values_at(symmetrise(near[measure.name]), pairs)
    scores = calibrated(measure, dots)
    rows, columns, _ = edges(pairs)
    new = np.flatnonzero(dots == 0)
    scores[new] = layer_scores(measure, rows[new], columns[new])
    return scores


def used_measures(found: Sequence[Scorer], options: Options) -> list[Scorer]:
    """Those of which layers are asked for; raises `OptionError` for a layer that nobody knows."""
    asked = {one_of("layer", name, LAYERS) for name in options.layers}
    return [measure for measure in found if not asked or measure.name in asked]


def link(
    used: Sequence[Scorer],
    proposals: Matrix,
    options: Options,
    *,
    score: Callable[[Scorer, Matrix], Floats] | None = None,
    jobs: int | None = 1,
) -> Graph:
    """Make of proposed pairs, (n, n), edges, and weigh these by all layers.

    score: what a measure says of the entries of a matrix, where it is not `edge_scores` that is to
    find out. jobs: measures asked at one time, by threads; None: one for each core.
    """
    both = symmetrise(proposals)
    pairs = upper(both)
    weigh = partial(_weighed, used=used, pairs=pairs, both=both, score=score or edge_scores)
    scored, layers = zip(*map_here(weigh, row_blocks(len(used), 1), jobs=jobs), strict=True)
    kept = [one for one in layers if one.adjacency.nnz or one.name in options.layers] or layers[:1]
    shares = tuple(LAYERS[layer.name] for layer in kept)
    names = [layer.name for layer in kept]
    held = tuple(measure for measure in used if measure.name in names)
    told = [scores for scores, m in zip(scored, used, strict=True) if m.name in names]
    return Graph(
        layers=tuple(kept),
        shares=shares,
        adjacency=symmetrise(with_values(pairs, blend(told, shares))),
        measures=held,
    )


def _weighed(
    block: range,
    *,
    used: Sequence[Scorer],
    pairs: Matrix,
    both: Matrix,
    score: Callable[[Scorer, Matrix], Floats],
) -> tuple[Floats, Layer]:
    [place] = block
    scores = score(used[place], pairs)
    return scores, _layer(used[place], pairs, both, scores=scores)


def edge_scores(measure: Scorer, pairs: Matrix) -> Floats:
    """What `layer_scores` gives for the entries of a matrix, in their order."""
    if isinstance(measure, Measure) and measure.pairwise:
        return np.minimum(values_at(symmetrise(measure.matrix), pairs), STRONGEST)
    rows, columns, _ = edges(pairs)
    return layer_scores(measure, rows, columns)


def pair_scores(
    found: Sequence[Scorer], shares: Sequence[float], *, rows: ArrayLike, columns: ArrayLike
) -> Floats:
    """Blend of all layers for any pairs of papers; float32 (len,), in [0, 1).

    Noisy-or: 1 - product over layers of (1 - share * score), so that more evidence never lowers a
    score. Of a directed layer the stronger direction counts.
    """
    return blend([layer_scores(measure, rows, columns) for measure in found], shares)


def blend(scores: Sequence[Floats], shares: Sequence[float]) -> Floats:
    """Noisy-or of each layer's scores of the same pairs."""
    doubt = np.ones(len(scores[0]))
    for share, values in zip(shares, scores, strict=True):
        doubt *= 1 - share * values.astype(np.float64)
    return np.minimum(1 - doubt, STRONGEST).astype(np.float32)


def layer_scores(measure: Scorer, rows: ArrayLike, columns: ArrayLike) -> Floats:
    """Scores of pairs by one layer, the stronger direction of a directed one; float32 (len,)."""
    if isinstance(measure, DenseMeasure):
        return calibrated(measure, row_dots(measure.matrix, rows, columns))
    if isinstance(measure, Measure) and measure.pairwise:
        there = lookup(measure.matrix, rows, columns)
        return np.minimum(np.maximum(there, lookup(measure.matrix, columns, rows)), STRONGEST)
    one, other = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    if isinstance(measure.matrix, Context) and not measure.matrix.at_hand:
        return calibrated(measure, measure.matrix.pair_dots(one, other))
    matrix = whole_of(measure.matrix)
    if len(one) <= BLOCK:
        return calibrated(measure, pair_dots(matrix, one, other))
    of_many = len(one) > MANY and matrix.nnz > LONG * matrix.shape[0]
    matrix = frequent_first(matrix) if of_many else matrix
    dots = partial(_block_dots, matrix=matrix, rows=one, columns=other, of_many=of_many)
    return calibrated(measure, np.concatenate(map_blocks(dots, row_blocks(len(one), BLOCK))))


def _block_dots(
    block: range,
    *,
    matrix: Matrix,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    of_many: bool = False,
) -> Floats:
    part = slice(block.start, block.stop)
    dots = many_pair_dots if of_many else pair_dots
    return dots(matrix, rows[part], columns[part])


def scores_of(found: Sequence[Scorer], shares: Sequence[float], paper: int) -> Floats:
    """Blended score of one paper with every paper, 0 with itself; float32 (n,)."""
    n = found[0].matrix.shape[0]
    doubt = np.ones(n)
    for measure, share in zip(found, shares, strict=True):
        if isinstance(measure, DenseMeasure):
            scores = calibrated(measure, measure.matrix @ measure.matrix[paper])
        elif isinstance(measure, Measure) and measure.pairwise:
            scores = np.zeros(n, np.float32)
            for matrix in (measure.matrix, measure.matrix.T.tocsr()):
                at, values = row(matrix, paper)
                scores[at] = np.maximum(scores[at], np.minimum(values, STRONGEST))
        elif isinstance(measure.matrix, Context):
            scores = calibrated(measure, measure.matrix.dots(paper))
        else:
            at, values = row(measure.matrix, paper)
            vector = np.zeros(measure.matrix.shape[1], np.float32)
            vector[at] = values
            scores = calibrated(measure, measure.matrix @ vector)
        doubt *= 1 - share * scores.astype(np.float64)
    blended = np.minimum(1 - doubt, STRONGEST).astype(np.float32)
    blended[paper] = 0
    return blended


def calibrated(measure: Scorer, dots: Floats) -> Floats:
    """Scores of dot products."""
    scores = np.clip(dots, 0.0, None).astype(np.float64)
    if measure.midpoint:
        power = scores**4
        scores = power / (power + measure.midpoint**4)
    return np.minimum(scores, STRONGEST).astype(np.float32)


def find_proposals(measure: Scorer, options: Options, *, near: Matrix | None = None) -> Matrix:
    """Pairs that a layer proposes, and their scores: of each row the nearest above the floor.

    near: dot products of each row with the nearest others, where they are known.
    """
    if isinstance(measure, DenseMeasure):
        near = nearest_rows(measure.matrix, options.neighbors)
    elif isinstance(measure, Measure) and measure.pairwise:
        near = measure.matrix
    elif near is None:
        near = find_nearest(whole_of(measure.matrix), options.neighbors, exact=options.exact)
    rows, columns, data = edges(top_k(near, options.neighbors))
    scores = data if measure.pairwise else calibrated(measure, data)
    return above_floor(from_edges(rows, columns, scores, near.shape), options)


def above_floor(scores: Matrix, options: Options) -> Matrix:
    """The scores that are enough for an edge."""
    rows, columns, data = edges(scores)
    keep = data >= options.min_weight
    return from_edges(rows[keep], columns[keep], data[keep], scores.shape)


def _layer(measure: Scorer, pairs: Matrix, both: Matrix, *, scores: Floats) -> Layer:
    """The layer's own scores on the given pairs; both: the pairs in both directions."""
    if not (isinstance(measure, Measure) and measure.directed):
        return Layer(measure.name, symmetrise(with_values(pairs, scores)))
    held = measure.matrix.multiply(with_values(both, np.float32(1))).minimum(STRONGEST)
    return Layer(measure.name, canonical(held), directed=True)
