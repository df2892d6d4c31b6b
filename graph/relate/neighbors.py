"""Nearest neighbours by dot product: for each row, the k other rows that are closest.

In a small corpus all rows are held against all, at a cost that grows as the square. In a large one
few are held against each row, at a cost in line with the number of rows: those that share what is
heaviest in either, and those that are near to what was found near.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from graph.core.context import Context, whole_of
from graph.core.dots import dots_by_row, frequent_first
from graph.core.placing import spread
from graph.core.sparse import (
    Floats,
    Matrix,
    added,
    canonical,
    edges,
    from_edges,
    kept,
    scale,
    symmetrise,
    top_k,
    transposed,
    upper,
    with_values,
)
from graph.relate.products import block_largest, by_block, in_shards, largest

EXACT = 10_000
"""Rows up to which all are held against all."""

HEAVIEST = 20
"""Columns of each row, its heaviest, by which others are looked for."""

POSTINGS = 400
"""Rows that are looked at in each column: of those whose heaviest it is, where it is heaviest."""

CANDIDATES = 50
"""Rows that are held against each row in one round of the search, unless told otherwise."""

KEPT = 20
"""Neighbours of each row that a search finds at least."""

TRIED = 300
"""Rows that are held against a row when it comes new among others."""

ROUNDS = 2
"""Times that the neighbours of what was found near are tried for such a row."""

FRIENDS = 10
"""Neighbours of each row whose neighbours are tried in turn."""


def find_nearest(matrix: Matrix, k: int, *, exact: bool = False, jobs: int | None = None) -> Matrix:
    """Give the k nearest of each row: all of them up to `EXACT` rows, or if so asked."""
    if exact or matrix.shape[0] <= EXACT:
        return nearest(matrix, k, jobs=jobs)
    if not matrix.nnz:
        return canonical((matrix.shape[0], matrix.shape[0]))
    return top_k(search(matrix, max(k, KEPT), jobs=jobs), k)


def nearest(
    matrix: Matrix,
    k: int,
    *,
    rows: NDArray[np.int64] | None = None,
    jobs: int | None = None,
) -> Matrix:
    """Give the `k` largest positive dot products of each row with the other rows.

    matrix: (n, d), non-negative; rows: which rows to ask for (None: all). Returns (len(rows), n),
    without a row's product with itself. Exact; the same for any number of jobs.
    """
    asked = np.arange(matrix.shape[0]) if rows is None else rows
    columns = transposed(matrix)
    block = partial(_block_nearest, matrix=matrix, columns=in_shards(columns), asked=asked, k=k)
    return by_block(block, (len(asked), matrix.shape[0]), jobs=jobs)


def _block_nearest(
    block: range,
    *,
    matrix: Matrix,
    columns: Sequence[Matrix],
    asked: NDArray[np.int64],
    k: int,
    threads: int,
) -> Matrix:
    own = asked[block.start : block.stop]
    # One more than asked for: the row itself is among its own nearest.
    found = largest(matrix[own], columns, k + 1, threads=threads)
    return top_k(_without(own, found), k)


def find_nearest_of(
    matrix: Matrix | Context,
    k: int,
    *,
    some: NDArray[np.int64],
    likely: Matrix | None = None,
    linked: Matrix | None = None,
    exact: bool = False,
    jobs: int | None = None,
) -> Matrix:
    """Give the `k` nearest rows of each of `some`, as `nearest` does: up to `EXACT` rows surely.

    In a larger matrix a search holds each against rows that share its `HEAVIEST` columns, or those
    that are held to be likely, then against the neighbours of what was found near. likely:
    (len(some), n). linked: (n, n), which rows are known to be near each other.
    """
    if exact or matrix.shape[0] <= EXACT:
        return nearest(whole_of(matrix), k, rows=some, jobs=jobs)
    unsure = np.ones(len(some), bool)
    if likely is None:
        matrix = whole_of(matrix)
        # The rest are held against all with which they have anything in common.
        unsure = np.diff(matrix.indptr)[some] > HEAVIEST
        likely = _sharing(matrix, max(k, CANDIDATES), some=some, jobs=jobs)
    dots = _dots(matrix, some, _without(some, likely))
    found = top_k(dots, max(k, KEPT))
    for tie in [linked] * ROUNDS if linked is not None else ():
        near = scale(top_k(found, FRIENDS), rows=unsure)
        friends = canonical((near @ tie).maximum(found))
        dots = _more_dots(matrix, some, _without(some, top_k(friends, TRIED)), known=dots)
        found = top_k(dots, max(k, KEPT))
    return top_k(found, k)


def _sharing(matrix: Matrix, k: int, *, some: NDArray[np.int64], jobs: int | None) -> Matrix:
    """The `k` rows, and it itself, that are nearest to each of `some` by its `HEAVIEST` columns."""
    heavy, columns = top_k(matrix[some], HEAVIEST), transposed(matrix)
    block = partial(block_largest, rows=heavy, columns=in_shards(columns), k=k + 1)
    return by_block(block, (len(some), matrix.shape[0]), jobs=jobs)


def pairs_among_nearest(
    matrix: Matrix | Floats,
    k: int,
    *,
    some: NDArray[np.int64],
    floor: float,
    jobs: int | None = None,
) -> Matrix:
    """Hold some rows against all, and give the pairs that can be among the `k` nearest of a row.

    matrix: (n, d), sparse and non-negative, or dense. some: rows, ascending. Returns (n, n), with
    entries from any row to one of `some`: those to the `k` nearest of these, and for each of these
    those from the `k` rows nearest to it; without a row's product with itself, and none that is
    not above `floor`. Exact; the cost is that of len(some) x n products.
    """
    n = matrix.shape[0]
    block = partial(_block_some, matrix=matrix, some=some, k=k, floor=floor)
    found = by_block(block, (n, len(some)), jobs=jobs)
    return spread(found, (n, n), columns=some.astype(np.int32))


def _block_some(
    block: range,
    *,
    matrix: Matrix | Floats,
    some: NDArray[np.int64],
    k: int,
    floor: float,
    threads: int,
) -> Matrix:
    rows, columns = matrix[block.start : block.stop], matrix[some].T
    if isinstance(rows, Matrix):
        found = largest(rows, [Matrix(columns)], len(some), floor=floor, threads=threads)
    else:
        dots = np.asarray(rows @ columns)
        above = np.nonzero(dots > floor)
        found = from_edges(above[0], above[1], dots[above], dots.shape)
    at, to, _ = edges(found)
    found = kept(found, at + block.start != some[to])
    return canonical(top_k(found, k).maximum(top_k(canonical(found.T), k).T.tocsr()))


def search(matrix: Matrix, k: int, *, least: float = 0.0, jobs: int | None = None) -> Matrix:
    """Look for the `k` nearest of each row, (n, n), as `nearest` does but not by all products.

    Two rounds. Candidates of the first share `HEAVIEST` columns with a row, each being asked for
    those `POSTINGS` rows alone in which it is heaviest (impact-ordered postings, cut: Anh & Moffat
    2006, "Pruned query evaluation using pre-computed impacts"). Those of the second are the
    neighbours' neighbours (Dong et al. 2011, "Efficient k-nearest neighbor graph construction for
    generic similarity measures"). What one row finds is known to the other after each.

    least: dot product in its heaviest columns alone that a candidate of the first exceeds.
    """
    heavy = top_k(matrix, HEAVIEST)
    postings = top_k(transposed(heavy), POSTINGS)
    common = frequent_first(matrix)
    n = matrix.shape[0]
    first = partial(
        _block_among, matrix=common, left=heavy, right=in_shards(postings), k=k, least=least
    )
    found = symmetrise(by_block(first, (n, n), jobs=jobs))
    friends = top_k(found, FRIENDS)
    second = partial(
        _block_among,
        matrix=common,
        left=friends,
        right=in_shards(symmetrise(friends)),
        k=k,
        known=found,
    )
    more = symmetrise(by_block(second, (n, n), jobs=jobs))
    return top_k(added(found, more), k)


def _block_among(
    block: range,
    *,
    matrix: Matrix,
    left: Matrix,
    right: Sequence[Matrix],
    k: int,
    threads: int,
    known: Matrix | None = None,
    least: float = 0.0,
) -> Matrix:
    """Give the `k` nearest of each row among `CANDIDATES`, those for which left @ right is largest.

    matrix: whose dot products decide; right: see `in_shards`; known: (n, n), those that need not be
    worked out; least: what left @ right exceeds.
    """
    own = np.arange(block.start, block.stop)
    likely = _without(own, largest(left[own], right, CANDIDATES + 1, floor=least, threads=threads))
    if known is not None:
        likely = _without_known(likely, known[own])
    return top_k(_dots(matrix, own, likely), k)


def nearest_among(
    matrix: Matrix,
    k: int,
    *,
    left: Sequence[Matrix],
    right: Matrix,
    candidates: int = CANDIDATES,
    jobs: int | None = None,
) -> Matrix:
    """Give the `k` nearest of each row, (n, n), among its likeliest candidates.

    Candidates of a row are so many others for which left @ right is largest, left being a product
    itself, and those rows whose candidate it is; matrix, whose dot products decide, is (n, d), left
    (n, m) and right (m, n), all non-negative. Each pair of rows is held against each other once.
    """
    shape = (matrix.shape[0], matrix.shape[0])
    block = partial(_block_likely, left=left, right=in_shards(right), k=candidates + 1)
    likely = symmetrise(by_block(block, shape, jobs=jobs))
    dots = partial(_block_dots, matrix=frequent_first(matrix), likely=upper(likely))
    return top_k(symmetrise(by_block(dots, shape, jobs=jobs)), k)


def _block_likely(
    block: range, *, left: Sequence[Matrix], right: Sequence[Matrix], k: int, threads: int
) -> Matrix:
    first, *more = left
    rows = first[block.start : block.stop]
    for factor in more:
        rows = rows @ factor
    return largest(rows, right, k, threads=threads)


def _block_dots(block: range, *, matrix: Matrix, likely: Matrix, threads: int) -> Matrix:
    own = np.arange(block.start, block.stop)
    return _dots(matrix, own, likely[block.start : block.stop])


def _without_known(likely: Matrix, known: Matrix) -> Matrix:
    """The same entries without those that are known."""
    one, other = (
        Matrix((np.full(part.nnz, digit, np.float32), part.indices, part.indptr), shape=part.shape)
        for part, digit in ((likely, 1), (known, 2))
    )
    both = canonical(one + other)
    return kept(both, both.data == 1)


def _without(own: NDArray[np.int64], found: Matrix) -> Matrix:
    """The same without what stands in column own[i] of row i."""
    rows, columns, _ = edges(found)
    return kept(found, columns != own[rows])


def _more_dots(
    matrix: Matrix | Context, own: NDArray[np.int64], likely: Matrix, *, known: Matrix
) -> Matrix:
    """Do as `_dots`, where some are known."""
    ones = Matrix((np.ones_like(likely.data), likely.indices, likely.indptr), shape=likely.shape)
    told = canonical(ones.multiply(known))
    return canonical(told + _dots(matrix, own, canonical(ones - (told > 0))))


def _dots(matrix: Matrix | Context, own: NDArray[np.int64], likely: Matrix) -> Matrix:
    """Dot products of the rows own[i] with the rows that stand in row i of `likely`."""
    if isinstance(matrix, Context):
        dots = matrix.dots_by_row(own, likely)
    else:
        dots = dots_by_row(matrix, own, likely)
    return canonical(with_values(likely, dots))
