"""Leiden: communities of high modularity, each of them connected.

Traag, Waltman & van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities".
Papers move where modularity grows most (scikit-network's compiled loop); each community is then
refined on its own, the refined parts become the papers of a smaller graph, and so on. The whole
is repeated from the communities found until they are hardly better, which is worth more than one
pass from elsewhere. scikit-network's own Leiden draws from the C library's random numbers, that
no seed reaches: it answers differently when called twice.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.core.csgraph import connected_components
from graph.core.lightly import alone
from graph.core.sparse import Matrix, canonical, kept, product

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MANY = 0.05
"""Share of a community's nodes that have come to it from which groups of them are looked for."""

TOLERANCE = 1e-3
"""Modularity that a sweep over the papers must gain for another one to follow, unless told."""

GAIN = 1e-3
"""Modularity that a pass over all levels must gain for another one to follow."""

PASSES = 10
"""Passes at most; three or four are usual."""


def leiden(
    adjacency: Matrix,
    *,
    resolution: float,
    rng: np.random.Generator,
    passes: int = PASSES,
    start: Ints | None = None,
    fresh: Flags | None = None,
    tolerance: float = TOLERANCE,
) -> Ints:
    """Community of each node of a symmetric graph, int32 (n,), numbered from 0 in no fixed order.

    Nodes are visited in an order drawn from `rng`; a node without an edge stays alone. start: the
    communities to improve, numbered from 0 below n; None: each node on its own. fresh: nodes that
    have come to these; where they are not `MANY`, nodes move one at a time or all together, and not
    in groups. tolerance: the modularity that a sweep must gain for another one to follow.
    """
    matrix = canonical(adjacency, dtype=np.float64) / adjacency.sum(dtype=np.float64)
    found, best = np.arange(matrix.shape[0], dtype=np.int32), -1.0
    if start is not None:
        found, best = start, modularity(matrix, start, resolution=resolution)
    for _ in range(passes):
        order = rng.permutation(len(found))
        better = np.empty_like(found)
        # It is its own transpose, and to transpose it puts rows in order sooner than to sort them.
        shuffled = canonical(matrix[order][:, order].T.tocsr())
        came = None if fresh is None else fresh[order]
        better[order] = _pass(shuffled, found[order], resolution, tolerance, fresh=came)
        found, gain = better, modularity(matrix, better, resolution=resolution) - best
        if gain <= GAIN:
            break
        best += gain
    return found


def modularity(adjacency: Matrix, labels: Ints, *, resolution: float = 1.0) -> float:
    """Newman's modularity: the share of edge weight inside, less what chance puts there."""
    inside = (adjacency.data * _together(adjacency, labels)).sum(dtype=np.float64)
    strengths = np.asarray(adjacency.sum(axis=1, dtype=np.float64))
    volumes = np.bincount(np.unique(labels, return_inverse=True)[1], strengths)
    total = strengths.sum()
    return float(inside / total - resolution * (volumes / total) @ (volumes / total))


def _pass(
    matrix: Matrix, labels: Ints, resolution: float, tolerance: float, *, fresh: Flags | None
) -> Ints:
    """Improve the communities of nodes, then of groups of nodes, until no group grows."""
    weights = np.asarray(matrix.sum(axis=1, dtype=np.float64))
    group = np.arange(len(labels), dtype=np.int32)
    while True:
        labels = _move(matrix, weights, labels, resolution, tolerance)
        some = np.arange(len(labels)) if fresh is None else np.flatnonzero(_renewed(labels, fresh))
        fresh = None  # groups of nodes are few
        parts = _refine(matrix, weights, labels, resolution, tolerance, some=some)
        count = int(parts.max()) + 1
        if count == len(parts):
            return labels[group]
        group = parts[group]
        member = _membership(parts, count)
        matrix = product(member.T.tocsr(), matrix @ member)
        weights = np.bincount(parts, weights, count)
        of_part = np.empty(count, np.int32)
        of_part[parts] = labels
        labels = of_part


def _move(
    matrix: Matrix, weights: Floats, labels: Ints, resolution: float, tolerance: float
) -> Ints:
    """Move nodes one at a time to the neighbouring community that gains most modularity.

    weights: of the nodes, adding up to 1, as the entries of the matrix do at the top level. A
    community that loses the node that held it together is split: that gains modularity, too.
    """
    node = weights.astype(np.float32)
    community = np.bincount(labels, weights, len(weights)).astype(np.float32)
    found, _ = _compiled().optimize_core(
        labels.copy(),
        matrix.indices,
        matrix.indptr,
        matrix.data,
        node,
        node,
        community,
        community.copy(),  # the loop changes both, each for one direction of the edges
        np.zeros_like(community),
        matrix.diagonal(),
        resolution,
        tolerance,
    )
    joined = _within(matrix, np.asarray(found))
    return np.asarray(connected_components(joined, directed=False)[1], np.int32)


@cache
def _compiled() -> Any:
    """The module with the loop."""
    return alone("sknetwork.clustering.louvain_core", of="sknetwork")


def _refine(
    matrix: Matrix,
    weights: Floats,
    labels: Ints,
    resolution: float,
    tolerance: float,
    *,
    some: NDArray[np.int64],
) -> Ints:
    """Split each community into parts that are communities within it, if its nodes are in `some`;
    the others stay whole.
    """
    alone = np.arange(len(some), dtype=np.int32)
    if len(some) == len(labels):
        return _move(_within(matrix, labels), weights, alone, resolution, tolerance)
    if not len(some):
        return labels
    within = _within(canonical(matrix[some][:, some]), labels[some])
    parts = labels.copy()
    parts[some] = len(labels) + _move(within, weights[some], alone, resolution, tolerance)
    return np.unique(parts, return_inverse=True)[1].astype(np.int32)


def _renewed(labels: Ints, fresh: Flags) -> Flags:
    """Nodes of the communities of which fresh ones are `MANY`."""
    count = np.bincount(labels)
    renewed: Flags = np.bincount(labels[fresh], minlength=len(count)) >= MANY * count
    return renewed[labels]


def _within(matrix: Matrix, labels: Ints) -> Matrix:
    """The edges that join nodes of one label."""
    return kept(matrix, _together(matrix, labels))


def _together(matrix: Matrix, labels: Ints) -> Flags:
    """Which edges join nodes of one label."""
    found: Flags = np.repeat(labels, np.diff(matrix.indptr)) == labels.take(matrix.indices)
    return found


def _membership(groups: Ints, count: int) -> Matrix:
    """Matrix (nodes, groups) with a one where a node is in a group."""
    ones = np.ones(len(groups), np.float32)
    starts = np.arange(len(groups) + 1, dtype=np.int32)
    return Matrix((ones, groups, starts), shape=(len(groups), count))
