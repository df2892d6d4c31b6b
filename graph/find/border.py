"""Where a paper stands between communities: its sides, and the papers that bridge two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.sparse import Ints, Matrix, canonical, degrees, edges, from_edges, top_k
from graph.core.types import Bridge, Communities, Graph

BETWEEN = 0.25
"""Share of a bridge's edge weight that each of its two communities holds at least."""


class Sides(NamedTuple):
    """Per paper, (n,): share of its edge weight in its own community, the other community that
    holds most (-1 where none holds any; ties to the lower number), and that one's share.
    """

    own: NDArray[np.float64]
    other: Ints
    share: NDArray[np.float64]


def sides(adjacency: Matrix, labels: Ints) -> Sides:
    """Weigh each paper's own community against the other one that it is nearest to."""
    n, count = len(labels), int(labels.max(initial=-1)) + 1
    strength = degrees(adjacency).astype(np.float64)
    strength[strength == 0] = 1
    linked = np.flatnonzero(labels >= 0)
    members = from_edges(linked, labels[linked], 1.0, (n, count))
    papers, communities, weights = edges(canonical(adjacency @ members))
    inside = communities == labels[papers]
    outside = from_edges(papers[~inside], communities[~inside], weights[~inside], (n, count))
    nearest = edges(top_k(outside, 1))
    other, share = np.full(n, -1, np.int32), np.zeros(n)
    other[nearest[0]], share[nearest[0]] = nearest[1], nearest[2]
    own = np.bincount(papers[inside], weights[inside], n)
    return Sides(own / strength, other, share / strength)


def separation(found: Sides, labels: Ints) -> float:
    """How clearly papers belong where they are: the mean of (own - other) / max(own, other).

    Rousseeuw's silhouette (1987) with shares of edge weight for distances: 1 if no edge leaves a
    community, 0 if papers are drawn as much to another one; papers without an edge are left out.
    """
    linked = labels >= 0
    own, share = found.own[linked], found.share[linked]
    return float(np.mean((own - share) / np.maximum(own, share))) if linked.any() else 0.0


def find_bridges(graph: Graph, communities: Communities) -> tuple[Bridge, ...]:
    """Papers of which two communities, their own and another, hold a quarter or more each.

    Those that tie the two most strongly come first: by edge weight on the weaker side, then row.
    """
    found = sides(graph.adjacency, communities.labels)
    weaker = np.minimum(found.own, found.share)
    rows = np.flatnonzero(weaker >= BETWEEN)
    weight = weaker[rows] * degrees(graph.adjacency)[rows]
    rows = rows[np.lexsort((rows, -weight))]
    columns = (rows, communities.labels[rows], found.other[rows], found.own[rows])
    table = zip(*(column.tolist() for column in (*columns, found.share[rows])), strict=True)
    return tuple(Bridge(paper, (a, b), (own, share)) for paper, a, b, own, share in table)
