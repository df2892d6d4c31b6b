"""Where each paper stands on the map: communities are islands, lone papers ring them.

Distances below are in units of the wanted distance between two neighbouring papers, until
`place` turns them into coordinates.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from graph.core import sparse
from graph.core.sparse import Matrix
from graph.core.types import Communities, Graph

Points = NDArray[np.float64]
Rows = NDArray[np.int64]

SPACING = 90.0
LIMIT = 5_000.0
EDGES = 6
TINY = 4
STEPS = 200
NEGATIVES = 5
DISC = 0.75
ELBOW = 0.45
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def place(graph: Graph, communities: Communities, *, seed: int = 0) -> NDArray[np.float32]:
    """Coordinates of every paper: float32 (n, 2), y up, centred, rounded to a tenth.

    Every community gets a disc whose area grows with its size, near the communities it has most
    edges with, and its papers spread inside: edges attract, sampled papers of the same community
    repel (the forces of t-SNE's Student kernel with the negative sampling of LargeVis, Tang et
    al. 2016), and edges that leave draw a paper to the coast that faces their other end. Isolated
    papers, and components of at most 4 papers beside the largest, stand on rings around.

    Neighbours are about 90 apart; where that would lead further than 5,000 from the origin the
    map shrinks to fit. The same arguments give the same places.
    """
    rng = np.random.default_rng(seed)
    labels = communities.labels.astype(np.int64)
    strong = sparse.symmetrise(sparse.top_k(graph.adjacency, EDGES))
    units = _outer_units(strong, labels)
    outer, main = np.flatnonzero(units >= 0), np.flatnonzero(units < 0)

    points = np.zeros((len(labels), 2))
    if len(main):
        inland = np.unique(labels[main], return_inverse=True)[1]
        pull = sparse.canonical(strong[main][:, main])
        points[main] = _upright(_islands(pull, inland, rng))
    points[outer] = _rings(units[outer], start=np.hypot(*points[main].T).max(initial=0))
    return _fitted(points)


def _fitted(points: Points) -> NDArray[np.float32]:
    if not len(points):
        return np.zeros((0, 2), np.float32)
    points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    points = points * min(SPACING, LIMIT / max(np.abs(points).max(), 1e-9))
    return np.round(points, 1).astype(np.float32)


def _upright(points: Points) -> Points:
    """Centre the points in their circle's middle and turn their longest axis level."""
    points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    x, y = (points - points.mean(axis=0)).T
    angle = np.arctan2(2 * (x * y).sum(), (x**2 - y**2).sum()) / 2
    turned = np.column_stack(
        [
            points[:, 0] * np.cos(angle) + points[:, 1] * np.sin(angle),
            points[:, 1] * np.cos(angle) - points[:, 0] * np.sin(angle),
        ]
    )
    return turned - (turned.max(axis=0) + turned.min(axis=0)) / 2


# The lonely: rings around the map


def _outer_units(adjacency: Matrix, labels: Rows) -> Rows:
    """Number, per paper, of the lone paper or tiny component it is in; -1 for the main map."""
    component = connected_components(adjacency, directed=False)[1].astype(np.int64)
    count = component.max(initial=-1) + 1
    sizes = np.bincount(component[labels >= 0], minlength=count)
    tiny = sizes <= TINY
    if count:
        tiny[sizes.argmax()] = False
    lone = labels < 0
    units = np.where(tiny[component], component, -1)
    units[lone] = count + np.flatnonzero(lone)
    return units


def _rings(units: Rows, *, start: float) -> Points:
    """Seat units evenly on rings that begin outside `start`, larger units first."""
    _, first, unit, sizes = np.unique(
        units, return_index=True, return_inverse=True, return_counts=True
    )
    place_of = np.empty(len(sizes), np.int64)
    place_of[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    seats = _ring_seats(len(sizes), pitch=1 + 2 * _polygon(sizes.max(initial=1)), start=start)

    order = np.argsort(unit, kind="stable")
    corner = np.empty(len(units), np.int64)
    corner[order] = np.arange(len(units)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    angle = 2 * np.pi * corner / sizes[unit]
    radius = _polygon(sizes)[unit]
    return seats[place_of[unit]] + radius[:, None] * _directions(angle)


def _polygon(corners: NDArray[np.int64] | int) -> Points:
    """Radius of the regular polygon with sides of 1; 0 for a single corner."""
    return np.where(np.equal(corners, 1), 0, 0.5 / np.sin(np.pi / np.maximum(corners, 2)))


def _ring_seats(count: int, *, pitch: float, start: float) -> Points:
    """`count` seats at least `pitch` apart, ring after ring, each ring evenly filled."""
    # Ring k has the radius start + (k + 1) * pitch; no more than `count` rings are needed.
    rings = start + pitch * np.arange(1, count + 1)
    room = np.floor(2 * np.pi * rings / pitch).astype(np.int64)
    full = np.minimum(np.cumsum(room), count)
    filled = np.diff(full, prepend=0)
    ring = np.repeat(np.arange(count), filled)
    slot = np.arange(count) - np.repeat(full - filled, filled)
    return rings[ring][:, None] * _directions(2 * np.pi * slot / filled[ring])


# The islands


def _islands(pull: Matrix, labels: Rows, rng: np.random.Generator) -> Points:
    """Places of papers that each are in a community numbered from 0; every number occurs."""
    pull = _normalised(pull)
    sizes = np.bincount(labels)
    radii = DISC * np.sqrt(sizes)
    seats = _seats(pull, labels, radii, rng)
    rows, columns, weights = sparse.edges(pull)
    inner = labels[rows] == labels[columns]
    leaving = _unit(seats[labels[columns]] - seats[labels[rows]]) * weights[:, None] / 2
    drift = _sums(rows[~inner], leaving[~inner], len(labels))

    order = np.argsort(labels, kind="stable")
    first = np.cumsum(sizes) - sizes

    def partners() -> Rows:
        lot = rng.random(len(labels)) * sizes[labels]
        return order[first[labels] + lot.astype(np.int64)]

    start = (
        3
        * np.sqrt(rng.random(len(labels)))[:, None]
        * _directions(2 * np.pi * rng.random(len(labels)))
    )
    local = _relax(
        (rows[inner], columns[inner], weights[inner]), start, partners, drift=drift, steps=STEPS
    )
    points = seats[labels] + radii[labels, None] * _in_discs(local, labels, sizes)
    return _apart(points, np.full(len(labels), ELBOW), steps=30)


def _seats(pull: Matrix, labels: Rows, radii: Points, rng: np.random.Generator) -> Points:
    """Middles of the communities' discs: linked ones near each other, none overlapping."""
    count = len(radii)
    between = sparse.group_sum(pull, labels, count)
    between = sparse.group_sum(sparse.canonical(between.T), labels, count)
    between = sparse.without_diagonal(between)
    links = _normalised(sparse.scale(between, rows=1 / radii, columns=1 / radii))

    turn = np.arange(count)
    seats = np.sqrt(turn + 0.5)[:, None] * _directions(turn * GOLDEN_ANGLE)
    seats = _relax(
        sparse.edges(links), seats, lambda: rng.integers(count, size=count), steps=2 * STEPS
    )
    seats = seats * np.sqrt((radii**2).sum()) / max(np.sqrt((seats**2).sum() / count), 1e-9)
    rooms = radii + 0.5 + 0.05 * radii.mean()
    for _ in range(STEPS):
        seats = _apart(0.98 * seats, rooms, steps=1)
    return _apart(seats, rooms, steps=STEPS)


def _in_discs(local: Points, labels: Rows, sizes: Rows) -> Points:
    """Scale every community to about the unit disc, between its own density and an even one.

    Left alone, dense middles leave wide empty coasts; spread wholly even, no shape would show.
    """
    count = len(sizes)
    local = local - (_sums(labels, local, count) / sizes[:, None])[labels]
    reach = np.hypot(*local.T)
    rank = np.empty(len(labels))
    rank[np.lexsort((reach, labels))] = np.arange(len(labels)) - np.repeat(
        np.cumsum(sizes) - sizes, sizes
    )
    even = np.sqrt((rank + 0.5) / sizes[labels])
    whole = np.sqrt(2 * np.bincount(labels, reach**2, count) / sizes)[labels]
    wanted = np.cbrt(even**2 * reach / np.maximum(whole, 1e-9))
    return _unit(local) * wanted[:, None]


# Forces


def _relax(
    edges: tuple[sparse.Ints, sparse.Ints, sparse.Floats],
    points: Points,
    partners: Callable[[], Rows],
    *,
    drift: Points | float = 0.0,
    steps: int,
) -> Points:
    """Let edges attract and `partners` (one for each point, drawn anew) repel, ever slower."""
    rows, columns, weights = edges
    for step in range(steps):
        gap = points[columns] - points[rows]
        force = 2 * weights / (1 + (gap**2).sum(axis=1))
        move = _sums(rows, force[:, None] * gap, len(points)) + drift - 0.02 * points
        for _ in range(NEGATIVES):
            gap = points - points[partners()]
            square = (gap**2).sum(axis=1)
            push = gap / ((0.01 + square) * (1 + square))[:, None]
            move += np.clip(push, -2, 2)
        points = points + (1 - step / steps) * np.clip(move, -4, 4)
    return points


def _apart(points: Points, radii: Points, *, steps: int) -> Points:
    """Push discs that overlap off each other, the smaller one further; at most `steps` times."""
    for _ in range(steps):
        pairs = KDTree(points).query_pairs(2 * radii.max(initial=0), output_type="ndarray")
        gap = points[pairs[:, 1]] - points[pairs[:, 0]]
        lack = radii[pairs].sum(axis=1) - np.hypot(*gap.T)
        tight = lack > 1e-3
        if not tight.any():
            break
        left, right = pairs[tight].T
        shift = _unit(gap[tight]) * lack[tight, None]
        share = (radii[right] ** 2 / (radii[left] ** 2 + radii[right] ** 2))[:, None]
        points = points - _sums(left, shift * share, len(points))
        points = points + _sums(right, shift * (1 - share), len(points))
    return points


def _normalised(adjacency: Matrix) -> Matrix:
    """Divide each weight by the root of both strengths, so that hubs do not drag everything."""
    strength = np.maximum(sparse.degrees(adjacency), 1e-9)
    return sparse.scale(adjacency, rows=strength**-0.5, columns=strength**-0.5)


def _sums(groups: Rows, vectors: Points, count: int) -> Points:
    return np.column_stack([np.bincount(groups, vectors[:, axis], count) for axis in (0, 1)])


def _unit(vectors: Points) -> Points:
    return vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None]


def _directions(angles: Points) -> Points:
    return np.column_stack([np.cos(angles), np.sin(angles)])
