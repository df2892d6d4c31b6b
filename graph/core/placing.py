"""Rows of sparse matrices put at other places: behind others or among them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.sparse import Ints, Matrix, Number, canonical, numbered, stacked


def with_row(matrix: Matrix, columns: ArrayLike, data: ArrayLike) -> Matrix:
    """The same matrix with one more row at its end, dtype kept."""
    at = np.asarray(columns, np.int64)
    last = Matrix(
        (np.asarray(data, matrix.dtype), (np.zeros(len(at), np.int64), at)),
        shape=(1, matrix.shape[1]),
    )
    return canonical(stacked([matrix, last]), dtype=matrix.dtype.type)


def with_node(matrix: Matrix, columns: ArrayLike, data: ArrayLike) -> Matrix:
    """The same square matrix with one more row, as given, and one more column, empty."""
    wider = Matrix(
        (matrix.data, matrix.indices, matrix.indptr),
        shape=(matrix.shape[0], matrix.shape[1] + 1),
    )
    return with_row(wider, columns, data)


def spread(
    matrix: Matrix,
    shape: tuple[int, int],
    *,
    rows: Ints | None = None,
    columns: Ints | None = None,
) -> Matrix:
    """The same entries in a matrix of another shape: (i, j) goes to (rows[i], columns[j]).

    rows, columns: places, ascending among themselves, -1 for what is left out; None: as they stand.
    """
    indices, data, counts = matrix.indices, matrix.data, np.diff(matrix.indptr)
    places = np.arange(matrix.shape[0]) if rows is None else rows
    if (places < 0).any():
        indices, data = (_of_rows(matrix, part, places >= 0) for part in (indices, data))
        counts, places = counts[places >= 0], places[places >= 0]
    if columns is not None:
        indices = columns[indices]
        if (columns < 0).any():
            keep = indices >= 0
            passed = np.append(0, np.cumsum(keep))
            counts = np.diff(passed[np.append(0, np.cumsum(counts))])
            indices, data = indices[keep], data[keep]
    held = np.zeros(shape[0] + 1, np.int64)
    held[1 + places] = counts
    return numbered(data, indices, np.cumsum(held), shape)


def _of_rows(matrix: Matrix, part: NDArray[Number], kept: NDArray[np.bool_]) -> NDArray[Number]:
    """What a part, indices or data, holds of some rows; whole stretches are copied at a time."""
    bounds = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    ends = matrix.indptr[bounds].tolist()
    stretches = zip(ends[::2], ends[1::2], strict=True)
    return np.concatenate([part[:0], *(part[start:end] for start, end in stretches)])


def interleaved(
    matrix: Matrix, others: Matrix, *, rows: Ints, columns: Ints, own: NDArray[np.integer]
) -> Matrix:
    """Rows of two matrices among each other, in one as wide as `others`.

    Entry (i, j) of the one goes to (rows[i], columns[j]), ascending, -1 for a row that is left out;
    row i of the others to own[i], ascending, among which are all rows that would be empty else.
    """
    kept = np.flatnonzero(rows >= 0)
    counts = np.zeros(int(max(rows.max(initial=-1), own.max(initial=-1))) + 1, np.int64)
    counts[rows[kept]] = np.diff(matrix.indptr)[kept]
    counts[own] = np.diff(others.indptr)
    indptr = np.append(0, np.cumsum(counts))
    data, indices = np.empty(indptr[-1], matrix.dtype), np.empty(indptr[-1], np.int32)
    every = np.arange(others.shape[1], dtype=np.int32)
    for source, numbers, at, to in (
        (matrix, columns, kept, rows[kept]),
        (others, every, np.arange(len(own)), own),
    ):
        breaks = np.flatnonzero((np.diff(at, prepend=-2) != 1) | (np.diff(to, prepend=-2) != 1))
        for start, end in pairwise([*breaks.tolist(), len(at)]):  # a stretch is copied at a time
            part = slice(source.indptr[at[start]], source.indptr[at[end - 1] + 1])
            there = slice(indptr[to[start]], indptr[to[end - 1] + 1])
            data[there] = source.data[part]
            np.take(numbers, source.indices[part], out=indices[there], mode="clip")
    return numbered(data, indices, indptr, (len(counts), others.shape[1]))
