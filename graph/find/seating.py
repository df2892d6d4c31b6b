"""Places of new papers on a map on which the others stay where they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.core.csgraph import connected_components
from graph.core.growth import Growth
from graph.core.sparse import Matrix, edges, from_edges, symmetrise, top_k
from graph.core.types import Graph
from graph.find.forces import trees
from graph.find.layout import EDGES, SPACING

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Points = NDArray[np.float64]

ROUNDS = 20
"""Steps at most from papers that have a place to those that get one by way of others."""

SAMPLE = 10_000
"""Points at most by which it is told how far apart neighbours stand."""

SPOTS = 64
"""Spots around where a paper is drawn that are tried at one time."""

ROOM = 0.9
"""Distance that papers keep at least, by how far apart neighbours usually are."""

_GOLDEN = np.pi * (3 - np.sqrt(5))


def grow_positions(
    graph: Graph, before: NDArray[np.float32], growth: Growth
) -> NDArray[np.float32]:
    """Give new papers a place on a map on which the others stay: float32 (n, 2), as `place` does.

    A new paper stands at the free spot nearest to the middle of its neighbours, by the weight of
    its strongest edges. Those that no edges lead to from papers with a place stand at the rim, with
    the papers that they are linked with.
    """
    points = growth.values(before, np.float32(0)).astype(np.float64)
    new = np.flatnonzero(growth.new)
    tree = _tree(points[~growth.new])
    room = ROOM * _spacing(tree)
    anchors = _anchors(graph.adjacency, points, growth.new)[new]
    rank = _ranks(_cells(anchors, room))
    anchors += room * _sunflower(len(new))[rank]  # many that are drawn to one spot, around it
    spots = room * _sunflower(SPOTS)
    seated = np.empty((0, 2))
    while len(new):
        free = _free_spots((tree, _tree(seated)), anchors, spots, room)
        points[new] = free
        settled = _apart(free, room)
        seated = np.concatenate([seated, free[settled]])
        new, anchors = new[~settled], anchors[~settled]
    return np.round(points, 1).astype(np.float32)


def _tree(points: Points) -> cKDTree:
    tree: cKDTree = trees()(points)
    return tree


def _spacing(tree: cKDTree) -> float:
    """How far apart neighbours usually stand, by some points of all."""
    if tree.n < 2:
        return SPACING
    some = tree.data[:: -(-tree.n // SAMPLE)]
    distances = np.asarray(tree.query(some, k=2)[0])
    return float(np.median(distances[:, 1])) or 1.0


def _apart(points: Points, room: float) -> NDArray[np.bool_]:
    """Which points may stay, so that all have room: of those in each other's way the first."""
    first: NDArray[np.bool_] = _ranks(_cells(points, room)) == 0
    few = np.flatnonzero(first)  # one in a cell, so that each is near to a few others at most
    late = _tree(points[few]).query_pairs(room * 0.999, output_type="ndarray")[:, 1]
    first[few[late]] = False
    return first


def _cells(points: Points, room: float) -> NDArray[np.int64]:
    """Number of the square of a grid that each point is in: (n,)."""
    squares = np.floor(points / room).astype(np.int64)
    return np.asarray(np.unique(squares, axis=0, return_inverse=True)[1]).ravel()


def _ranks(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of its group stand before each: (n,)."""
    order = np.argsort(groups, kind="stable")
    ranks = np.empty(len(groups), np.int64)
    ranks[order] = np.arange(len(groups)) - np.searchsorted(groups[order], groups[order])
    return ranks


def _anchors(adjacency: Matrix, points: Points, new: NDArray[np.bool_]) -> Points:
    """Where each paper is drawn to: (n, 2); papers that have a place, to that."""
    strong = _strong(adjacency, new)
    found: Points = np.where(new[:, None], 0.0, points)
    placed = ~new
    rows, columns, weights = edges(strong)
    for _ in range(ROUNDS):
        told = placed[columns]
        total = np.bincount(rows[told], weights[told], len(new))
        drawn = new & (total > 0)
        for axis in (0, 1):
            pull = np.bincount(rows[told], (weights * found[columns, axis])[told], len(new))
            found[drawn, axis] = pull[drawn] / total[drawn]
        if not (drawn & ~placed).any():
            break
        placed = placed | drawn
    lost = np.flatnonzero(~placed)
    component = connected_components(strong[lost][:, lost], directed=False)[1]
    rim = float(np.hypot(*points.T).max(initial=0))
    found[lost] = rim * _directions(component)
    return found


def _strong(adjacency: Matrix, new: NDArray[np.bool_]) -> Matrix:
    """Edges of the new papers that are among the strongest of either end: (n, n)."""
    near = new.copy()
    near[adjacency[new].indices] = True
    some = np.flatnonzero(near)
    rows, columns, weights = edges(top_k(adjacency[some], EDGES))
    both = symmetrise(from_edges(some[rows], columns, weights, adjacency.shape))
    rows, columns, weights = edges(both)
    of_new = new[rows]
    return from_edges(rows[of_new], columns[of_new], weights[of_new], adjacency.shape)


def _directions(numbers: NDArray[np.integer]) -> Points:
    """Directions that turn by the golden angle with each number."""
    angle = _GOLDEN * numbers
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _sunflower(count: int) -> Points:
    """So many spots about 1 apart, from the middle outwards (Vogel 1979)."""
    number = np.arange(count)
    spots: Points = 0.6 * np.sqrt(number)[:, None] * _directions(number)
    return spots


def _free_spots(taken: Sequence[cKDTree], anchors: Points, spots: Points, room: float) -> Points:
    """For each anchor the first spot with room to what is taken, in ever wider circles."""
    found = np.empty_like(anchors)
    left = np.arange(len(anchors))
    reach = 1.0
    while len(left):
        tried = anchors[left, None] + reach * spots
        near = [tree.query(tried, distance_upper_bound=2 * room)[0] for tree in taken]
        free = np.asarray(near).min(axis=0) >= room
        first, any_free = free.argmax(axis=1), free.any(axis=1)
        found[left] = tried[np.arange(len(left)), first]
        left = left[~any_free]
        reach *= 2
    return found
