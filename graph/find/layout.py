"""Where each paper stands on the map: communities are islands, lone papers ring them.

Distances below are in units of the wanted distance between two neighbouring papers, until
`place` turns them into coordinates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.core import sparse
from graph.core.csgraph import connected_components
from graph.core.sparse import Matrix
from graph.core.types import Communities, Graph
from graph.find.forces import Points, Rows, apart, relax, sums, unit

SPACING = 90.0  # coordinates between neighbours: wider than most nodes, whose sizes end at 100
LIMIT = 5_000.0  # what Gephi shows without rescaling
EDGES = 6
TINY = 4
STEPS = 200
TRIES = 6
DISC = 0.75  # radius of a community's disc by root of size; 0.53 would be the closest packing
ELBOW = 0.45  # room around each paper: two stand at least 0.9 apart


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
    tiny, lone = _tiny_components(strong, labels), labels < 0
    main = np.flatnonzero((tiny < 0) & ~lone)

    points = np.zeros((len(labels), 2))
    if len(main):
        inland = np.unique(labels[main], return_inverse=True)[1]
        pull = sparse.canonical(strong[main][:, main])
        points[main] = _upright(_islands(pull, inland, rng))
    for outer, units in ((tiny >= 0, tiny), (lone, np.arange(len(labels)))):
        points[outer] = _rings(units[outer], start=np.hypot(*points.T).max(initial=0))
    return _fitted(points)


def _fitted(points: Points) -> NDArray[np.float32]:
    if not len(points):
        return np.zeros((0, 2), np.float32)
    points = _centred(points)
    points = points * min(SPACING, LIMIT / max(np.abs(points).max(), 1e-9))
    return np.round(points, 1).astype(np.float32)


def _upright(points: Points) -> Points:
    """Turn the points so that they spread most from left to right, and centre them."""
    x, y = (points - points.mean(axis=0)).T
    angle = np.arctan2(2 * (x * y).sum(), (x**2 - y**2).sum()) / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    return _centred(np.column_stack([x * cosine + y * sine, y * cosine - x * sine]))


def _centred(points: Points) -> Points:
    """Move the middle of the bounding box to the origin."""
    middle: Points = (points.max(axis=0) + points.min(axis=0)) / 2
    return points - middle


# The lonely: rings around the map


def _tiny_components(adjacency: Matrix, labels: Rows) -> Rows:
    """Number, per paper, of the tiny component it is in; -1 in larger ones and for lone papers."""
    component = connected_components(adjacency, directed=False)[1]
    sizes = np.bincount(component[labels >= 0], minlength=component.max(initial=-1) + 1)
    tiny = sizes <= TINY
    tiny[sizes == sizes.max(initial=0)] = False
    units: Rows = np.where(tiny[component] & (labels >= 0), component, -1)
    return units


def _rings(units: Rows, *, start: float) -> Points:
    """Seat units evenly on rings that begin outside `start`, larger units first."""
    _, first, unit, sizes = np.unique(
        units, return_index=True, return_inverse=True, return_counts=True
    )
    place_of = np.empty(len(sizes), np.int64)
    place_of[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    room = 1 + 2 * float(_polygon(sizes).max(initial=0))
    seats = _ring_seats(len(sizes), pitch=room, start=start)

    order = np.argsort(unit, kind="stable")
    corner = np.empty(len(units), np.int64)
    corner[order] = np.arange(len(units)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    angle = 2 * np.pi * corner / sizes[unit]
    radius = _polygon(sizes)[unit]
    return seats[place_of[unit]] + radius[:, None] * _directions(angle)


def _polygon(corners: Rows) -> Points:
    """Radius of the regular polygon with sides of 1; 0 for a single corner."""
    radius: Points = np.where(corners == 1, 0, 0.5 / np.sin(np.pi / np.maximum(corners, 2)))
    return radius


def _ring_seats(count: int, *, pitch: float, start: float) -> Points:
    """`count` seats at least `pitch` apart, ring after ring, each ring evenly filled."""
    # No more than `count` rings are needed; the first keeps a little aloof.
    rings = start + 0.5 + pitch * np.arange(1, count + 1)
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
    leaving = unit(seats[labels[columns]] - seats[labels[rows]]) * weights[:, None] / 2
    drift = sums(rows[~inner], leaving[~inner], len(labels))

    # Papers of a community side by side, so that what they meet lies together in memory.
    order = np.argsort(labels, kind="stable")
    first = np.cumsum(sizes) - sizes
    base, count = first[labels[order]], sizes[labels[order]]

    def partners() -> Rows:
        lot = (rng.random(len(labels)).take(order) * count).astype(np.int64)
        return np.asarray(base + lot)

    reach, turn = 3 * np.sqrt(rng.random(len(labels))), 2 * np.pi * rng.random(len(labels))
    start = reach[:, None] * _directions(turn)
    within = sparse.from_edges(rows[inner], columns[inner], weights[inner], pull.shape)
    near = _renumbered(within, order)
    local = np.empty_like(start)
    local[order] = relax(near, start[order], partners, drift=drift[order], steps=STEPS)
    points = seats[labels] + radii[labels, None] * _in_discs(local, labels, sizes)
    return apart(points, np.full(len(labels), ELBOW), steps=30, slack=0.7)


def _renumbered(matrix: Matrix, order: Rows) -> Matrix:
    """Row and column order[i] as i, the entries of each row where they stood: not canonical."""
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    rows = matrix[order]
    return Matrix((rows.data, place[rows.indices], rows.indptr), shape=rows.shape)


def _seats(pull: Matrix, labels: Rows, radii: Points, rng: np.random.Generator) -> Points:
    """Middles of the communities' discs: linked ones near each other, none overlapping.

    Forces alone get stuck where they start, so the best of a few starts is taken: the one with
    the shortest edges between communities.
    """
    count = len(radii)
    between = sparse.group_sum(pull, labels, count)
    between = sparse.group_sum(sparse.canonical(between.T), labels, count)
    between = sparse.without_diagonal(between)
    # Large communities have many edges to all others: what tells is how many for their size.
    links = _normalised(sparse.scale(between, rows=1 / radii, columns=1 / radii))

    tries = [_packed(links, radii, rng) for _ in range(max(1, min(TRIES, 300 // count)))]
    rows, columns, weights = sparse.edges(between)
    lengths = [(weights * np.hypot(*(seats[rows] - seats[columns]).T)).sum() for seats in tries]
    return tries[int(np.argmin(lengths))]


def _packed(links: Matrix, radii: Points, rng: np.random.Generator) -> Points:
    """One arrangement of the discs, from a start at random."""
    count = len(radii)
    seats = rng.standard_normal((count, 2))
    seats = relax(links, seats, lambda: rng.integers(count, size=count), steps=STEPS)
    seats = seats * np.sqrt((radii**2).sum()) / max(np.sqrt((seats**2).sum() / count), 1e-9)
    rooms = radii + 0.5 + 0.05 * radii.mean()
    for _ in range(STEPS // 2):
        seats = apart(0.96 * seats, rooms, steps=1)
    return apart(seats, rooms, steps=STEPS)


def _in_discs(local: Points, labels: Rows, sizes: Rows) -> Points:
    """Scale every community to about the unit disc, between its own density and an even one.

    Left alone, dense middles leave wide empty coasts; spread wholly even, no shape would show.
    """
    count = len(sizes)
    local = local - (sums(labels, local, count) / sizes[:, None])[labels]
    reach = np.hypot(*local.T)
    rank = np.empty(len(labels))
    rank[np.lexsort((reach, labels))] = np.arange(len(labels)) - np.repeat(
        np.cumsum(sizes) - sizes, sizes
    )
    even = np.sqrt((rank + 0.5) / sizes[labels])
    whole = np.sqrt(2 * np.bincount(labels, reach**2, count) / sizes)[labels]
    wanted = np.cbrt(even**2 * reach / np.maximum(whole, 1e-9))
    spread: Points = unit(local) * wanted[:, None]
    return spread


def _normalised(adjacency: Matrix) -> Matrix:
    """Divide each weight by the root of both strengths, so that hubs do not drag everything."""
    strength = np.maximum(sparse.degrees(adjacency), 1e-9)
    return sparse.scale(adjacency, rows=strength**-0.5, columns=strength**-0.5)


def _directions(angles: Points) -> Points:
    return np.column_stack([np.cos(angles), np.sin(angles)])
