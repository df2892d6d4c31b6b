"""Forces that move points of a plane: edges attract, others repel, discs push off each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.blocks import map_here, row_blocks
from graph.core.lightly import alone
from graph.core.sparse import Matrix

Points = NDArray[np.float64]
Rows = NDArray[np.signedinteger[Any]]

BLOCK = 30_000  # papers that one worker moves at a time
NEGATIVES = 5


def relax(
    pull: Matrix,
    points: Points,
    partners: Callable[[], Rows],
    *,
    drift: Points | float = 0.0,
    steps: int,
) -> Points:
    """Let edges attract and `partners` (one for each point, drawn anew) repel, ever slower."""
    # Axis by axis: sums over pairs of numbers that stand side by side would take most of the time.
    places = np.ascontiguousarray(points.T)
    drift = np.ascontiguousarray(np.broadcast_to(np.transpose(drift), places.shape))
    ties = [_Ties.of(pull, block) for block in row_blocks(len(points), BLOCK)]
    for step in range(steps):
        others = [partners() for _ in range(NEGATIVES)]
        move = partial(_moves, ties, places=places, drift=drift, others=others)
        moves = map_here(move, row_blocks(len(ties), 1))
        places = places + (1 - step / steps) * np.concatenate(moves, axis=1)
    return np.ascontiguousarray(places.T)


class _Ties(NamedTuple):
    """Entries of a block of rows (own): (row in the block, column, twice the value)."""

    own: slice
    rows: Rows
    columns: Rows
    pull: Points

    @classmethod
    def of(cls, matrix: Matrix, block: range) -> _Ties:
        bounds = matrix.indptr[block.start : block.stop + 1]
        part = slice(bounds[0], bounds[-1])
        rows = np.repeat(np.arange(len(block)), np.diff(bounds))
        own = slice(block.start, block.stop)
        # What others are taken by is converted once, and not at every step.
        return cls(own, rows, matrix.indices[part].astype(np.intp), 2 * matrix.data[part])


def _moves(
    ties: Sequence[_Ties], block: range, *, places: Points, drift: Points, others: list[Rows]
) -> Points:
    """Where forces take the points of a block, as (2, points); places are (2, all points)."""
    own, rows, columns, pull = ties[block.start]
    here = places[:, own]
    # Many are taken at once from an axis much sooner than by an index in brackets.
    gap = places.take(columns, axis=1) - here.take(rows, axis=1)
    force = pull / (1 + (gap[0] ** 2 + gap[1] ** 2))
    pulled = np.stack([np.bincount(rows, force * along, here.shape[1]) for along in gap])
    move = pulled + drift[:, own] - 0.02 * here
    for other in others:
        gap = here - places.take(other[own], axis=1)
        square = gap[0] ** 2 + gap[1] ** 2
        push = gap / ((0.01 + square) * (1 + square))
        move += np.clip(push, -2, 2, out=push)
    return np.clip(move, -4, 4, out=move)


def apart(points: Points, radii: Points, *, steps: int, slack: float = 0.0) -> Points:
    """Push discs that overlap off each other, the smaller one further; at most `steps` times.

    slack: share of its radius that a disc may go until it is found out anew which are near.
    """
    before = np.full_like(points, np.inf)
    for _ in range(steps):
        if (np.hypot(*(points - before).T) > slack * radii).any():
            left, right = _near(points, (1 + slack) * radii).T
            room, before = radii.take(left) + radii.take(right), points
            share = radii.take(right) ** 2 / (radii.take(left) ** 2 + radii.take(right) ** 2)
        gap = points.take(right, axis=0) - points.take(left, axis=0)
        lack = room - np.hypot(*gap.T)
        tight = np.flatnonzero(lack > 1e-3)
        if not len(tight):
            break
        shift = unit(gap.take(tight, axis=0)) * lack.take(tight)[:, None]
        yields = share.take(tight)[:, None]
        points = points - sums(left.take(tight), shift * yields, len(points))
        points = points + sums(right.take(tight), shift * (1 - yields), len(points))
    return points


def _near(points: Points, radii: Points) -> Rows:
    """Pairs (p, 2) of discs that may overlap, each pair once.

    Discs are taken by size, doubling, so that a large one does not make the small ones look far.
    """
    size = np.floor(np.log2(radii / radii.min()))
    found = []
    for step in np.unique(size):
        own, smaller = np.flatnonzero(size == step), np.flatnonzero(size < step)
        tree, reach = trees()(points[own]), 2 * radii[own].max()
        found.append(own[tree.query_pairs(reach, output_type="ndarray")])
        if len(smaller):
            other = trees()(points[smaller])
            near = tree.sparse_distance_matrix(other, reach, output_type="ndarray")
            found.append(np.column_stack([own[near["i"]], smaller[near["j"]]]))
    return np.concatenate(found)


@cache
def trees() -> Any:
    """SciPy's class of trees by which near points are found."""
    return alone("scipy.spatial._ckdtree", of="scipy.spatial").cKDTree


def sums(groups: Rows, vectors: Points, count: int) -> Points:
    """Sum of the vectors of each group; (count, 2)."""
    return np.column_stack([np.bincount(groups, vectors[:, axis], count) for axis in (0, 1)])


def unit(vectors: Points) -> Points:
    """The same directions, of length 1; none stays none."""
    lengths: Points = np.hypot(*vectors.T)
    return vectors / np.maximum(lengths, 1e-9)[:, None]
