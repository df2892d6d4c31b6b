"""Communities of a corpus that has grown: what was together stays so where it can."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from graph.core.growth import Growth
from graph.core.sparse import (
    Ints,
    Matrix,
    canonical,
    edges,
    from_edges,
    top_k,
)
from graph.core.types import Communities, Graph
from graph.core.workers import beside, many
from graph.find.border import separation, sides
from graph.find.communities import NOISE, RUNS
from graph.find.leiden import leiden, modularity

STAYS = 0.8
"""Share of a community's papers that were in it before for it to be much what it was."""


def grow_communities(
    graph: Graph,
    before: Communities,
    growth: Growth,
    *,
    resolution: float = 1.0,
    seed: int = 0,
) -> Communities:
    """Improve the communities that there were, by `leiden`, for the papers of now.

    New papers begin in the community that holds most of their edge weight; groups of papers change
    sides only where many are new. Of what comes out, that which shares most papers with an old
    community keeps its number; others take the numbers that are free, the largest first. So numbers
    no longer go by size.

    A paper that stays where it was keeps its confidence. That of another one is the share of draws,
    of its edge weights times exp(z / 2) with z standard normal, in which its community still holds
    most of them.
    """
    adjacency = graph.adjacency
    old = growth.values(before.labels, np.int32(-1))
    if not adjacency.nnz:
        empty = np.zeros(len(growth), np.float32)
        return Communities(np.full(len(growth), -1, np.int32), empty, 0.0, 0.0)
    rng = np.random.default_rng([seed, 2])
    found = leiden(
        adjacency,
        resolution=resolution,
        rng=rng,
        start=_joining(adjacency, old),
        fresh=growth.fresh,
    )
    labels = _keeping_numbers(found, old, isolated=np.diff(adjacency.indptr) == 0)
    dividing = partial(_separation, adjacency, labels)
    with beside(dividing, jobs=None if many(len(labels)) else 1, prefer="threads") as divided:
        confidence = growth.values(before.confidence, np.float32(0))
        moved = np.flatnonzero(growth.fresh | (labels != old))
        confidence[moved] = _steadiness(canonical(adjacency[moved]), labels, labels[moved], rng)
        return Communities(
            labels=labels,
            confidence=confidence,
            modularity=modularity(adjacency, found),
            separation=divided(),
        )


def _separation(adjacency: Matrix, labels: Ints) -> float:
    return separation(sides(adjacency, labels), labels)


def _joining(adjacency: Matrix, labels: Ints) -> Ints:
    """Communities to begin with: papers of none join the one that holds most of their weight."""
    n, count = len(labels), int(labels.max(initial=-1)) + 1
    start = labels.copy()
    lone = np.flatnonzero(labels < 0)
    known = np.flatnonzero(labels >= 0)
    members = from_edges(known, labels[known], 1.0, (n, count))
    tied, community, _ = edges(top_k(canonical(adjacency[lone] @ members), 1))
    start[lone[tied]] = community
    alone = start < 0
    start[alone] = count + np.arange(alone.sum())
    return np.unique(start, return_inverse=True)[1].astype(np.int32)


def _keeping_numbers(found: Ints, old: Ints, *, isolated: NDArray[np.bool_]) -> Ints:
    """Number communities as those that they share most papers with; -1 the isolated."""
    ids, group, sizes = np.unique(found[~isolated], return_inverse=True, return_counts=True)
    shared = np.flatnonzero(old[~isolated] >= 0)
    span = int(old.max(initial=-1)) + 1
    cells, papers = np.unique(
        group[shared] * max(span, 1) + old[~isolated][shared], return_counts=True
    )
    number = np.full(len(ids), -1, np.int32)
    taken = np.zeros(max(span, len(ids)), bool)
    for cell in cells[np.lexsort((cells, -papers))].tolist():  # a few for each community
        one, other = divmod(cell, max(span, 1))
        if number[one] < 0 and not taken[other]:
            number[one], taken[other] = other, True
    rest = np.flatnonzero(number < 0)
    number[rest[np.lexsort((rest, -sizes[rest]))]] = np.flatnonzero(~taken)[: len(rest)]
    labels = np.full(len(found), -1, np.int32)
    labels[~isolated] = _without_gaps(number)[group]
    return labels


def _without_gaps(number: Ints) -> Ints:
    """The same numbers where all below their count occur; the highest go where one is wanting."""
    count = len(number)
    beyond = np.flatnonzero(number >= count)
    free = np.setdiff1d(np.arange(count), number)
    closed = number.copy()
    closed[beyond[np.argsort(number[beyond])]] = free
    return closed


def _steadiness(
    rows: Matrix, labels: Ints, own: Ints, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Share of draws in which rows (of the adjacency) are tied most to their own communities."""
    votes = np.zeros(len(own), np.float32)
    row, column, weight = edges(rows)
    count = int(labels.max(initial=-1)) + 1
    for _ in range(RUNS):
        drawn = weight * np.exp(NOISE * rng.standard_normal(len(weight)))
        held = np.bincount(row * np.int64(count) + labels[column], drawn, len(own) * count)
        votes += held.reshape(len(own), count).argmax(axis=1) == own
    votes[own < 0] = 0
    return (votes / RUNS).astype(np.float32)


def staying(before: Communities, now: Communities, growth: Growth) -> list[int]:
    """Numbers of the communities of now of which `STAYS` of the papers were in them before."""
    old = growth.values(before.labels, np.int32(-1))
    kept = np.bincount(now.labels[(now.labels == old) & (old >= 0)], minlength=len(now))
    sizes = np.bincount(now.labels[now.labels >= 0], minlength=len(now))
    return np.flatnonzero(kept >= STAYS * sizes).tolist()
