"""Dot products of rows of a sparse matrix, for the pairs that are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.entries import lookup_row, row
from graph.core.room import piled
from graph.core.sparse import Floats, Matrix, stretches, uses

SCRATCH = 4_000_000
"""Numbers at most in the dense rows with which sparse ones are multiplied at one time."""

GATHERED = 200_000
"""Entries of sparse rows, about, that are multiplied at one time: so few stay in a cache."""


def pair_dots(matrix: Matrix, rows: ArrayLike, columns: ArrayLike, *, size: int = 4_096) -> Floats:
    """Dot product of the matrix rows `rows[i]` and `columns[i]`, for every i; float32 (len,)."""
    left, right = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    if len(left) == 1:  # to cut rows out of a matrix takes ten times as long
        return np.array([_pair_dot(matrix, int(left[0]), int(right[0]))], np.float32)
    found = np.zeros(len(left), np.float32)
    held = np.diff(matrix.indptr) > 0
    some = np.flatnonzero(held[left] & held[right])  # of names or citations many rows hold none
    for start in range(0, len(some), size):
        part = some[start : start + size]
        found[part] = (matrix[left[part]] * matrix[right[part]]).sum(axis=1)
    return found


def _pair_dot(matrix: Matrix, one: int, other: int) -> float:
    """Dot product of two rows, added up in the order in which `pair_dots` adds."""
    columns, values = row(matrix, one)
    shared = lookup_row(matrix, other, columns)
    products = (values * shared)[shared != 0]
    return float(np.add.reduceat(products, [0])[0]) if len(products) else 0.0


def many_pair_dots(matrix: Matrix, rows: ArrayLike, columns: ArrayLike) -> Floats:
    """Do as `pair_dots` in a third of its time, where most rows stand in several pairs.

    Products are added up in another order, so that the last digit may be another.
    """
    left, right = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    order = np.argsort(left, kind="stable")
    own, counts = np.unique(left, return_counts=True)
    held = (np.ones(len(left), np.float32), right[order], np.append(0, np.cumsum(counts)))
    found = np.empty(len(left), np.float32)
    found[order] = dots_by_row(matrix, own, Matrix(held, (len(own), len(matrix.indptr))))
    return found


def dots_by_row(matrix: Matrix, own: NDArray[np.int64], others: Matrix) -> Floats:
    """Dot products of the rows own[i] with the rows whose numbers stand in row i of `others`.

    In the order of the entries of `others`.
    """
    return dots_of_rows(matrix[own], matrix, others)


def dots_of_rows(left: Matrix, right: Matrix, others: Matrix) -> Floats:
    """Dot products of row i of the left with the rows of the right that row i of `others` names.

    Some rows are laid out densely, end to end, and multiplied with all of their others at once,
    each shifted to where its row begins. In the order of the entries of `others`.
    """
    width = max(right.shape[1], 1)
    entries_each = others.nnz / max(left.shape[0], 1) * right.nnz / max(right.shape[0], 1)
    size = max(min(SCRATCH // width, int(GATHERED / max(entries_each, 1))), 1)
    dense = np.zeros(size * width, np.float32)
    found = np.zeros(len(others.indices), np.float32)
    for first in range(0, left.shape[0], size):
        bounds = others.indptr[first : first + size + 1]
        entries = slice(bounds[0], bounds[-1])
        ends = left.indptr[first : first + size + 1]
        mine = slice(ends[0], ends[-1])
        starts = width * np.arange(len(ends) - 1, dtype=np.int32)
        laid = left.indices[mine] + np.repeat(starts, np.diff(ends))
        held = right[others.indices[entries]]
        shifts = np.repeat(starts, np.diff(held.indptr[bounds - bounds[0]]))
        parts = (held.data, held.indices + shifts, held.indptr)
        dense[laid] = left.data[mine]
        found[entries] = Matrix(parts, shape=(held.shape[0], len(dense))) @ dense
        dense[laid] = 0
    return found


def frequent_first(matrix: Matrix) -> Matrix:
    """The same rows with their columns in another order, those that most rows hold first.

    Not canonical: entries stand where they stood. Dot products of rows stay what they are, and are
    found sooner, since what they look up lies together in memory.
    """
    order = np.argsort(-uses(matrix), kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    bounds = ((matrix.indptr[at], matrix.indptr[end]) for at, end in stretches(matrix))
    indices = piled((place[matrix.indices[start:stop]] for start, stop in bounds), np.int32)
    return Matrix((matrix.data, indices, matrix.indptr), shape=matrix.shape)
