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
from graph.core.room import Pile, empty, in_files, piled

with without(np, "f2py", "testing"):
    from scipy import sparse

SCRATCH = 4_000_000
"""Numbers at most in the dense rows with which sparse ones are multiplied at one time."""

GATHERED = 200_000
"""Entries of sparse rows, about, that are multiplied at one time: so few stay in a cache."""

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
    stretches = _stretches(*matrices)
    if len(stretches) < 2:
        return function(0, *matrices)
    parts = (function(at, *(each[at:end] for each in matrices)) for at, end in stretches)
    return stacked(parts)


def _stretches(*matrices: Matrix) -> list[tuple[int, int]]:
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
    stretches = _stretches(matrix)
    if len(stretches) < 2:
        return _with_int32(matrix.T.tocsr())
    indptr = np.append(0, np.cumsum(uses(matrix)))
    free = indptr[:-1].copy()
    data, indices = empty(matrix.nnz, matrix.dtype), empty(matrix.nnz, np.int32)
    for at, end in stretches:
        rows, columns, values = edges(matrix[at:end])
        order = np.argsort(columns, kind="stable")
        columns = columns[order]
        first = np.flatnonzero(np.diff(columns, prepend=-1))
        held = np.diff(first, append=len(columns))
        places = free[columns] + np.arange(len(columns)) - np.repeat(first, held)
        data[places], indices[places] = values[order], at + rows[order]
        free[columns[first]] += held
    return _numbered(data, indices, indptr, (matrix.shape[1], matrix.shape[0]))


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
    return _numbered(data.whole(), indices.whole(), indptr, (len(indptr) - 1, width))


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


def with_row(matrix: Matrix, columns: ArrayLike, data: ArrayLike) -> Matrix:
    """The same matrix with one more row at its end, dtype kept."""
    at = np.asarray(columns, np.int64)
    last = sparse.csr_array(
        (np.asarray(data, matrix.dtype), (np.zeros(len(at), np.int64), at)),
        shape=(1, matrix.shape[1]),
    )
    return canonical(sparse.vstack([matrix, last]), dtype=matrix.dtype.type)


def with_node(matrix: Matrix, columns: ArrayLike, data: ArrayLike) -> Matrix:
    """The same square matrix with one more row, as given, and one more column, empty."""
    wider = sparse.csr_array(
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
    return _numbered(data, indices, np.cumsum(held), shape)


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
    return _numbered(data, indices, indptr, (len(counts), others.shape[1]))


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
    squares = sparse.csr_array((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
    norms = np.sqrt(degrees(squares).astype(np.float64))
    return scale(matrix, rows=1 / np.maximum(norms, 1e-12))


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
    found[order] = dots_by_row(matrix, own, sparse.csr_array(held, (len(own), len(matrix.indptr))))
    return found


def dots_by_row(matrix: Matrix, own: NDArray[np.int64], others: Matrix) -> Floats:
    """Dot products of the rows own[i] with the rows whose numbers stand in row i of `others`.

    Some rows are laid out densely, end to end, and multiplied with all of their others at once,
    each shifted to where its row begins. In the order of the entries of `others`.
    """
    width = max(matrix.shape[1], 1)
    entries_each = others.nnz / max(len(own), 1) * matrix.nnz / max(matrix.shape[0], 1)
    size = max(min(SCRATCH // width, int(GATHERED / max(entries_each, 1))), 1)
    dense = np.zeros(size * width, np.float32)
    found = np.zeros(len(others.indices), np.float32)
    for first in range(0, len(own), size):
        bounds = others.indptr[first : first + size + 1]
        entries = slice(bounds[0], bounds[-1])
        count = len(bounds) - 1
        held = matrix[np.append(own[first : first + size], others.indices[entries])]
        starts = width * np.arange(count, dtype=np.int32)
        begin = held.indptr[count]
        laid = held.indices[:begin] + np.repeat(starts, np.diff(held.indptr[: count + 1]))
        shifts = np.repeat(starts, np.diff(held.indptr[count + bounds - bounds[0]]))
        parts = (held.data[begin:], held.indices[begin:] + shifts, held.indptr[count:] - begin)
        dense[laid] = held.data[:begin]
        shape = (held.shape[0] - count, len(dense))
        found[entries] = sparse.csr_array(parts, shape=shape) @ dense
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
    bounds = ((matrix.indptr[at], matrix.indptr[end]) for at, end in _stretches(matrix))
    indices = piled((place[matrix.indices[start:stop]] for start, stop in bounds), np.int32)
    return sparse.csr_array((matrix.data, indices, matrix.indptr), shape=matrix.shape)


def uses(matrix: Matrix) -> NDArray[np.int64]:
    """How many rows hold each column."""
    counts = np.zeros(matrix.shape[1], np.int64)
    for at, end in _stretches(matrix):
        held = matrix.indices[matrix.indptr[at] : matrix.indptr[end]]
        counts += np.bincount(held, minlength=len(counts))
    return counts


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


def with_values(matrix: Matrix, data: ArrayLike) -> Matrix:
    """The same entries with other values, one for each or one for all; not canonical with a 0."""
    values = np.broadcast_to(np.asarray(data), matrix.data.shape)
    return sparse.csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)


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
    return _numbered(matrix.data, matrix.indices, matrix.indptr, matrix.shape)


def _numbered(
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
