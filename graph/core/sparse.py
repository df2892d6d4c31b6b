"""The one kitchen for sparse matrices: whatever is in canonical form was made here.

Canonical: `scipy.sparse.csr_array`, int32 indices, sorted within rows, no duplicates, no stored
zeros. Every function returns a new matrix; none changes its argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.lightly import without
from graph.core.room import Pile, empty, in_files

with without(np, "f2py", "testing"):
    from scipy import sparse

STRETCH = 1 << 20
"""Entries, about, that are looked at together where matrices lie in files."""

Matrix = sparse.csr_array
Number = TypeVar("Number", bound=np.generic)
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


def canonical(matrix: Any, *, dtype: type = np.float32) -> Matrix:
    """Canonical copy of any SciPy sparse matrix or array (or dense 2-d array)."""
    made = sparse.csr_array(matrix, dtype=dtype, copy=True)
    made.sum_duplicates()
    made.eliminate_zeros()
    return _with_int32(made)


def from_edges(
    rows: ArrayLike, columns: ArrayLike, data: ArrayLike, shape: tuple[int, int]
) -> Matrix:
    """Canonical matrix from coordinates; where a pair stands twice the largest value holds."""
    place = np.asarray(rows, np.int64) * shape[1] + np.asarray(columns, np.int64)
    values = np.broadcast_to(np.asarray(data, np.float32), place.shape)
    if (place[1:] <= place[:-1]).any():
        order = np.argsort(place, kind="stable")
        place, values = place[order], values[order]
    first = np.ones(len(place), bool)
    first[1:] = place[1:] != place[:-1]
    if not first.all():
        values = np.maximum.reduceat(values, np.flatnonzero(first))
    held = np.stack(np.divmod(place[first], max(shape[1], 1)))
    return canonical(sparse.coo_array((values, held), shape=shape))


def edges(matrix: Matrix) -> tuple[Ints, Ints, Floats]:
    """Coordinates (rows, columns, data) of the stored entries, in row order."""
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    return rows, np.asarray(matrix.indices), np.asarray(matrix.data)


def upper_edges(matrix: Matrix) -> tuple[Ints, Ints, Floats]:
    """Each edge of a symmetric matrix once: the entries right of the diagonal."""
    rows, columns, data = edges(matrix)
    keep = rows < columns
    return rows[keep], columns[keep], data[keep]


def upper(matrix: Matrix) -> Matrix:
    """The entries right of the diagonal: each edge of a symmetric matrix once."""
    return by_rows(_right, matrix)


def _right(first: int, part: Matrix) -> Matrix:
    rows, columns, _ = edges(part)
    return kept(part, first + rows < columns)


def symmetrise(matrix: Matrix) -> Matrix:
    """Largest of the two directions, for every pair that stands in either."""
    return by_rows(_largest, matrix, transposed(matrix))


def _largest(_: int, one: Matrix, other: Matrix) -> Matrix:
    return canonical(one.maximum(other))


def added(one: Matrix, other: Matrix) -> Matrix:
    """Canonical sum of two matrices."""
    return by_rows(_sum, one, other)


def _sum(_: int, one: Matrix, other: Matrix) -> Matrix:
    return canonical(one + other)


def by_rows(function: Callable[..., Matrix], *matrices: Matrix) -> Matrix:
    """What a function gives for matrices of equal height, of which it looks at each row by itself.

    It is handed the number of the first row and the rows: all, or blocks of them where large arrays
    lie in files (`graph.core.room`).
    """
    ranges = stretches(*matrices)
    if len(ranges) < 2:
        return function(0, *matrices)
    parts = (function(at, *(each[at:end] for each in matrices)) for at, end in ranges)
    return stacked(parts)


def stretches(*matrices: Matrix) -> list[tuple[int, int]]:
    """Ranges of rows of matrices of equal height: one, or several where they lie in files."""
    rows = matrices[0].shape[0]
    if not in_files():
        return [(0, rows)]
    ends = np.zeros(rows + 1, np.int64)
    for matrix in matrices:
        ends += matrix.indptr
    cuts = np.searchsorted(ends, np.arange(STRETCH, ends[-1], STRETCH))
    return list(pairwise(np.unique([0, *cuts.tolist(), rows]).tolist()))


def transposed(matrix: Matrix) -> Matrix:
    """The canonical matrix whose rows are the columns of another one, dtype kept."""
    ranges = stretches(matrix)
    if len(ranges) < 2:
        return _with_int32(matrix.T.tocsr())
    indptr = np.append(0, np.cumsum(uses(matrix)))
    free = indptr[:-1].copy()
    data, indices = empty(matrix.nnz, matrix.dtype), empty(matrix.nnz, np.int32)
    for at, end in ranges:
        rows, columns, values = edges(matrix[at:end])
        order = np.argsort(columns, kind="stable")
        columns = columns[order]
        first = np.flatnonzero(np.diff(columns, prepend=-1))
        held = np.diff(first, append=len(columns))
        places = free[columns] + np.arange(len(columns)) - np.repeat(first, held)
        data[places], indices[places] = values[order], at + rows[order]
        free[columns[first]] += held
    return numbered(data, indices, indptr, (matrix.shape[1], matrix.shape[0]))


def kept(matrix: Matrix, keep: NDArray[np.bool_]) -> Matrix:
    """The same matrix with only those of its stored entries that are to be kept, dtype kept."""
    place = np.flatnonzero(keep)
    starts = np.searchsorted(place, matrix.indptr)
    part = (matrix.data.take(place), matrix.indices.take(place), starts)
    return _with_int32(sparse.csr_array(part, shape=matrix.shape))


def product(left: Matrix, right: Matrix) -> Matrix:
    """Canonical product of two matrices."""
    # Transposed twice, what SciPy leaves unsorted is in order in half the time that sorting takes.
    return canonical((left @ right).tocsc().tocsr())


def without_diagonal(matrix: Matrix) -> Matrix:
    """The same matrix with nothing on its diagonal."""
    rows, columns, _ = edges(matrix)
    return kept(matrix, rows != columns)


def stacked(parts: Iterable[Matrix]) -> Matrix:
    """Matrices, at least one, one below the other, as wide as the widest; looked at in turn."""
    first, parts = _peeked(parts)
    data, indices, counts = Pile(first.dtype), Pile(np.int32), Pile(np.int64)
    width = 0
    for part in parts:
        width = max(width, part.shape[1])
        data.add(part.data)
        indices.add(part.indices)
        counts.add(np.diff(part.indptr))
    indptr = np.append(0, np.cumsum(counts.whole()))
    return numbered(data.whole(), indices.whole(), indptr, (len(indptr) - 1, width))


def _peeked(parts: Iterable[Matrix]) -> tuple[Matrix, Iterator[Matrix]]:
    """The first of them, and all."""
    them = iter(parts)
    first = next(them)
    return first, chain([first], them)


def side_by_side(parts: Sequence[Matrix]) -> Matrix:
    """Canonical matrices of equal height, each right of the one before."""
    return canonical(sparse.hstack(parts, format="csr"))


def columns_between(matrix: Matrix, start: int, stop: int) -> Matrix:
    """The columns of a canonical matrix from `start` to before `stop`."""
    return by_rows(partial(_between, start=start, stop=stop), matrix)


def _between(_: int, matrix: Matrix, *, start: int, stop: int) -> Matrix:
    part = kept(matrix, (matrix.indices >= start) & (matrix.indices < stop))
    held = (part.data, part.indices - np.int32(start), part.indptr)
    return _with_int32(sparse.csr_array(held, shape=(matrix.shape[0], stop - start)))


def scale(
    matrix: Matrix, *, rows: ArrayLike | None = None, columns: ArrayLike | None = None
) -> Matrix:
    """Multiply each row and each column by its factor."""
    data = matrix.data.astype(np.float64)
    if rows is not None:
        data = data * np.repeat(np.asarray(rows, np.float64), np.diff(matrix.indptr))
    if columns is not None:
        data = data * np.asarray(columns, np.float64)[matrix.indices]
    return canonical(sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape))


def unit_rows(matrix: Matrix) -> Matrix:
    """Rows scaled to norm 1; an empty row stays empty."""
    return scale(matrix, rows=1 / np.maximum(norms(matrix), 1e-12))


def norms(matrix: Matrix) -> NDArray[np.float64]:
    """Euclidean norm of each row; (rows,)."""
    squares = sparse.csr_array((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
    return np.sqrt(degrees(squares).astype(np.float64))


def top_k(matrix: Matrix, k: int) -> Matrix:
    """The `k` largest entries of every row; ties go to the smaller column index."""
    return by_rows(partial(_top, k=k), matrix)


def _top(_: int, matrix: Matrix, *, k: int) -> Matrix:
    if not matrix.nnz:
        return matrix.copy()
    rows, data = edges(matrix)[0], matrix.data
    # Row and value in one number sort ten times faster than as two keys. The bits of a positive
    # float are in its order, those of a negative one in reverse.
    bits = np.asarray(data, np.float32).view(np.uint32)
    falling = np.where(bits >> 31 == 0, ~bits & 0x7FFFFFFF, bits)
    keys = rows.astype(np.uint64) << np.uint64(32) | falling
    ordered = np.sort(keys)  # without the order itself, which takes thrice as long to tell
    starts, ends = matrix.indptr[:-1], matrix.indptr[1:]
    last = ordered[np.minimum(starts + k, ends) - 1]
    keep = keys <= last[rows]
    tied = np.flatnonzero(keys == last[rows])  # of these so many stay as there is room for
    room = k - (np.searchsorted(ordered, last) - starts)
    counts = np.bincount(rows[tied], minlength=len(starts))
    before = np.arange(len(tied)) - (np.cumsum(counts) - counts)[rows[tied]]
    keep[tied[before >= room[rows[tied]]]] = False
    return kept(matrix, keep)


def uses(matrix: Matrix) -> NDArray[np.int64]:
    """How many rows hold each column."""
    counts = np.zeros(matrix.shape[1], np.int64)
    for at in range(0, matrix.nnz, STRETCH):  # NumPy counts copies of what it is given, in int64
        counts += np.bincount(matrix.indices[at : at + STRETCH], minlength=len(counts))
    return counts


def with_values(matrix: Matrix, data: ArrayLike) -> Matrix:
    """The same entries with other values, one for each or one for all; not canonical with a 0."""
    values = np.broadcast_to(np.asarray(data), matrix.data.shape)
    return sparse.csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)


def group_sum(matrix: Matrix, groups: ArrayLike, count: int) -> Matrix:
    """Sum the rows of each group: (count, columns); rows of a negative group are left out."""
    labels = np.asarray(groups, np.int64)
    members = np.flatnonzero(labels >= 0)
    pick = sparse.csr_array(
        (np.ones(len(members), np.float32), (labels[members], members)),
        shape=(count, matrix.shape[0]),
    )
    return canonical(pick @ matrix)


def degrees(matrix: Matrix) -> Floats:
    """Sum of every row: the strength of each node of a weighted graph; float32 (rows,)."""
    return np.asarray(matrix.sum(axis=1, dtype=np.float64), np.float32)


def _with_int32(matrix: Matrix) -> Matrix:
    return numbered(matrix.data, matrix.indices, matrix.indptr, matrix.shape)


def numbered(
    data: NDArray[Any],
    indices: NDArray[np.integer],
    indptr: NDArray[np.integer],
    shape: tuple[int, int],
) -> Matrix:
    """A matrix of these parts with int32 indices; SciPy would widen both if either was wider."""
    if len(data) > np.iinfo(np.int32).max:
        raise ValueError(f"{len(data)} entries are more than 32-bit indices can number")
    narrow = (part.astype(np.int32, copy=False) for part in (indices, indptr))
    return sparse.csr_array((data, *narrow), shape=shape)
