"""What stands in a canonical matrix, looked up."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.sparse import Floats, Ints, Matrix, with_values


def lookup(matrix: Matrix, rows: ArrayLike, columns: ArrayLike) -> Floats:
    """Values at the given coordinates, 0 where nothing is stored; float32 (len,)."""
    wanted, at = np.asarray(columns), np.asarray(rows, np.int64)
    if len(at) == 1:
        return lookup_row(matrix, int(at[0]), wanted)
    found = np.zeros(len(at), np.float32)
    # A binary search in all rows at once: the cost is that of the pairs, whatever the matrix holds.
    low, high = matrix.indptr[at].astype(np.int64), matrix.indptr[at + 1].astype(np.int64)
    live = np.flatnonzero(low < high)
    while len(live):
        middle = (low[live] + high[live]) // 2
        stored = matrix.indices[middle]
        hit, beyond = stored == wanted[live], stored < wanted[live]
        found[live[hit]] = matrix.data[middle[hit]]
        low[live[beyond]] = middle[beyond] + 1
        high[live[~beyond]] = middle[~beyond]
        live = live[~hit & (low[live] < high[live])]
    return found


def values_at(matrix: Matrix, entries: Matrix) -> Floats:
    """Values where another matrix has its entries, in their order, 0 where nothing is stored.

    What `lookup` gives, in a fraction of its time where the other matrix holds much. Both are
    canonical and of one shape.
    """
    place = np.arange(1, entries.nnz + 1, dtype=np.int32)
    numbered = with_values(entries, place).multiply(with_values(matrix, np.int32(1)))
    found = np.zeros(entries.nnz, np.float32)
    found[numbered.data - 1] = matrix.multiply(with_values(entries, np.float32(1))).data
    return found


def lookup_row(matrix: Matrix, index: int, columns: ArrayLike) -> Floats:
    """Values of one row at the given columns, 0 where nothing is stored; float32 (len,)."""
    stored, values = row(matrix, index)
    wanted = np.asarray(columns)
    if not len(stored):
        return np.zeros(len(wanted), np.float32)
    place = np.minimum(np.searchsorted(stored, wanted), len(stored) - 1)
    return np.where(stored[place] == wanted, values[place], 0).astype(np.float32)


def row(matrix: Matrix, index: int) -> tuple[Ints, Floats]:
    """Column indices and values of one row, without a copy."""
    part = slice(matrix.indptr[index], matrix.indptr[index + 1])
    return matrix.indices[part], matrix.data[part]


def places(matrix: Matrix, rows: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where the stored entries of some rows stand in `indices` and `data`, row by row."""
    starts, counts = matrix.indptr[rows].astype(np.int64), np.diff(matrix.indptr)[rows]
    ends = np.cumsum(counts, dtype=np.int64)
    found: NDArray[np.int64] = np.repeat(starts - ends + counts, counts)
    return found + np.arange(len(found))
