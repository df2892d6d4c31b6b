from tempfile import gettempdir
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from graph.core import dots
from graph.core import sparse as kitchen
from graph.core.dots import frequent_first, many_pair_dots, pair_dots
from graph.core.entries import lookup, places, row, values_at
from graph.core.placing import interleaved, spread
from graph.core.room import room

HERE = gettempdir()

small = st.sampled_from([0, 0, 0, 0.25, 0.5, 1, 2])
square = arrays(np.float32, (5, 5), elements=small)
oblong = arrays(np.float32, (4, 6), elements=small)


def is_canonical(matrix):
    assert type(matrix) is sparse.csr_array
    assert matrix.indices.dtype == matrix.indptr.dtype == np.int32
    assert matrix.has_canonical_format
    assert (matrix.data != 0).all()
    return True


def test_canonical_sums_duplicates_drops_zeros_and_leaves_its_argument():
    given_ = sparse.coo_array(([1.0, 2.0, 0.0, 3.0], ([1, 1, 0, 0], [2, 2, 0, 1])), shape=(2, 3))
    made = kitchen.canonical(given_)
    assert is_canonical(made)
    assert made.toarray().tolist() == [[0, 3, 0], [0, 0, 3]]
    assert given_.nnz == 4


def test_from_edges_keeps_the_largest_of_a_pair_that_stands_twice():
    made = kitchen.from_edges([0, 0, 1], [1, 1, 0], [0.2, 0.7, 0.1], (2, 2))
    assert made.toarray() == pytest.approx(np.array([[0, 0.7], [0.1, 0]]))


@given(oblong)
def test_edges_and_from_edges_are_each_other_s_inverse(dense):
    matrix = kitchen.canonical(dense)
    again = kitchen.from_edges(*kitchen.edges(matrix), matrix.shape)
    assert (again.toarray() == dense).all()


@given(square)
def test_symmetrise_takes_the_larger_direction(dense):
    made = kitchen.symmetrise(kitchen.canonical(dense))
    assert is_canonical(made)
    assert (made.toarray() == np.maximum(dense, dense.T)).all()


@given(oblong, square)
def test_a_product_is_canonical(dense, other):
    wide = np.vstack([other, other[:1]])
    made = kitchen.product(kitchen.canonical(dense), kitchen.canonical(wide))
    assert is_canonical(made)
    assert made.toarray() == pytest.approx(dense @ wide)


@given(square)
def test_upper_edges_give_each_edge_once(dense):
    rows, columns, data = kitchen.upper_edges(kitchen.symmetrise(kitchen.canonical(dense)))
    again = np.zeros_like(dense)
    again[rows, columns] = data
    assert (again == np.triu(np.maximum(dense, dense.T), 1)).all()


@given(oblong, st.integers(1, 6))
def test_top_k_keeps_the_largest_with_ties_to_the_smaller_index(dense, k):
    made = kitchen.top_k(kitchen.canonical(dense), k)
    for kept, whole in zip(made.toarray(), dense, strict=True):
        order = sorted(range(6), key=lambda column: (-whole[column], column))
        expected = np.zeros(6)
        for column in order[:k]:
            expected[column] = whole[column]
        assert (kept == expected).all()


@given(oblong, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))), st.integers(1, 3))
def test_pair_dots_are_the_dense_products_for_any_block_size(dense, pairs, size):
    rows, columns = np.array(pairs, int).reshape(-1, 2).T
    matrix, expected = kitchen.canonical(dense), (dense @ dense.T)[rows, columns]
    assert pair_dots(matrix, rows, columns, size=size) == pytest.approx(expected)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dots, "SCRATCH", 6 * size)
        assert many_pair_dots(matrix, rows, columns) == pytest.approx(expected)


@given(square, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_lookup_reads_what_a_dense_matrix_holds(dense, pairs):
    rows, columns = np.array(pairs, int).reshape(-1, 2).T
    found = lookup(kitchen.canonical(dense), rows, columns)
    assert found.tolist() == dense[rows, columns].tolist()


@given(oblong, st.lists(st.sampled_from("kgn"), max_size=9), st.integers(0, 9))
def test_interleaved_rows_stand_where_they_were_sent(dense, fates, seed):
    """k: a row of the one that stays; g: one that goes; n: one of the others."""
    fates = [*fates, *"k" * 4]
    there = [fate for fate in fates if fate != "n"][:4]
    fates = [*there[:2], *(["n"] * fates.count("n")), *there[2:]]
    now = [fate for fate in fates if fate != "g"]
    rows = np.full(4, -1, np.int32)
    rows[[fate == "k" for fate in there]] = [at for at, fate in enumerate(now) if fate == "k"]
    own = np.flatnonzero([fate == "n" for fate in now])
    columns = np.array([0, 1, 3, 4, 6, 7], np.int32)
    others = np.random.default_rng(seed).integers(0, 3, (len(own), 8)).astype(np.float32)
    expected = np.zeros((len(now), 8), np.float32)
    expected[np.ix_(rows[rows >= 0], columns)] = dense[rows >= 0]
    expected[own] = others
    matrix, more = kitchen.canonical(dense), kitchen.canonical(others)
    made = interleaved(matrix, more, rows=rows, columns=columns, own=own)
    assert is_canonical(made)
    assert made.toarray().tolist() == expected.tolist()


@given(square, square)
def test_values_at_entries_are_those_that_are_looked_up(dense, pattern):
    matrix, entries = kitchen.canonical(dense), kitchen.upper(kitchen.canonical(pattern))
    rows, columns, _ = kitchen.edges(entries)
    assert (rows < columns).all()
    assert values_at(matrix, entries).tolist() == dense[rows, columns].tolist()


@given(oblong)
def test_scale_multiplies_rows_and_columns(dense):
    rows, columns = np.arange(1, 5), np.array([0, 1, 2, 0.5, 1, 1])
    made = kitchen.scale(kitchen.canonical(dense), rows=rows, columns=columns)
    assert is_canonical(made)
    assert made.toarray() == pytest.approx(dense * rows[:, None] * columns)


@given(oblong, st.lists(st.integers(-1, 2), min_size=4, max_size=4))
def test_group_sum_adds_rows_and_leaves_out_negative_groups(dense, groups):
    made = kitchen.group_sum(kitchen.canonical(dense), groups, 3)
    for group in range(3):
        members = [row for row, label in enumerate(groups) if label == group]
        assert made.toarray()[group] == pytest.approx(dense[members].sum(axis=0))


def test_without_diagonal_and_row_and_degrees():
    matrix = kitchen.canonical(np.array([[9, 1, 0], [2, 9, 3], [0, 0, 9]]))
    off = kitchen.without_diagonal(matrix)
    assert off.toarray().tolist() == [[0, 1, 0], [2, 0, 3], [0, 0, 0]]
    assert kitchen.degrees(off).tolist() == [1, 5, 0]
    columns, values = row(off, 1)
    assert (columns.tolist(), values.tolist()) == ([0, 2], [2, 3])


@given(square, arrays(bool, 25))
def test_what_is_kept_of_the_entries_and_stacked_is_canonical(dense, keep):
    matrix = kitchen.canonical(dense)
    keep = keep[: matrix.nnz]
    rows, columns, data = kitchen.edges(matrix)
    expected = np.zeros((5, 5), np.float32)
    expected[rows[keep], columns[keep]] = data[keep]
    made = kitchen.stacked([matrix, kitchen.kept(matrix, keep)])
    assert is_canonical(made)
    assert (made.toarray() == np.vstack([dense, expected])).all()


@given(oblong, st.sets(st.integers(0, 3)), st.sets(st.integers(0, 5)))
def test_spread_puts_rows_and_columns_in_their_places_and_leaves_others_out(dense, rows, columns):
    matrix = kitchen.canonical(dense)
    to_row, to_column = np.full(4, -1, np.int32), np.full(6, -1, np.int32)
    to_row[sorted(rows)] = 2 * np.arange(len(rows))
    to_column[sorted(columns)] = 1 + np.arange(len(columns))
    made = spread(matrix, (8, 7), rows=to_row, columns=to_column)
    expected = np.zeros((8, 7), np.float32)
    expected[np.ix_(to_row[sorted(rows)], to_column[sorted(columns)])] = dense[
        np.ix_(sorted(rows), sorted(columns))
    ]
    assert is_canonical(made)
    assert np.array_equal(made.toarray(), expected)


@given(oblong, st.lists(st.integers(0, 3)))
def test_places_are_where_the_entries_of_rows_stand(dense, rows):
    matrix = kitchen.canonical(dense)
    found = places(matrix, np.array(rows, np.int64))
    picked = matrix[rows] if rows else matrix[:0]
    assert np.array_equal(matrix.data[found], picked.data)
    assert np.array_equal(matrix.indices[found], picked.indices)


@given(square)
def test_dots_are_the_same_when_frequent_columns_stand_first(dense):
    matrix = kitchen.canonical(dense)
    made = frequent_first(matrix)
    held = np.bincount(made.indices, minlength=5)
    assert (held[:-1] >= held[1:]).all()
    assert sorted(held) == sorted((dense != 0).sum(axis=0))
    pairs = np.repeat(np.arange(5), 5), np.tile(np.arange(5), 5)
    found = many_pair_dots(made, *pairs)
    assert (found == many_pair_dots(matrix, *pairs)).all()


@given(oblong, square, st.integers(1, 8))
def test_matrices_in_files_are_those_in_memory_whatever_is_looked_at_together(dense, other, size):
    one, two = kitchen.canonical(dense), kitchen.canonical(other)
    results = [
        lambda: kitchen.symmetrise(two),
        lambda: kitchen.transposed(one),
        lambda: kitchen.upper(two),
        lambda: kitchen.top_k(one, 2),
        lambda: kitchen.added(two, kitchen.transposed(two)),
        lambda: kitchen.columns_between(one, 1, 4),
        lambda: kitchen.stacked(iter([one, one])),
    ]
    expected = [result() for result in results]
    frequent, held = frequent_first(one), kitchen.uses(one)
    with room(HERE), patch.object(kitchen, "STRETCH", size):
        for result, before in zip(results, expected, strict=True):
            made = result()
            assert is_canonical(made)
            assert made.shape == before.shape
            assert (made.toarray() == before.toarray()).all()
        assert (frequent_first(one).toarray() == frequent.toarray()).all()
        assert kitchen.uses(one).tolist() == held.tolist()
    assert held.tolist() == (dense != 0).sum(axis=0).tolist()
    assert (kitchen.transposed(one).toarray() == dense.T).all()
    assert (kitchen.columns_between(one, 1, 4).toarray() == dense[:, 1:4]).all()


@given(oblong, oblong)
def test_side_by_side_is_hstack(dense, other):
    made = kitchen.side_by_side([kitchen.canonical(dense), kitchen.canonical(other)])
    assert is_canonical(made)
    assert (made.toarray() == np.hstack([dense, other])).all()


def test_what_is_stacked_is_as_wide_as_the_widest():
    made = kitchen.stacked(kitchen.canonical(np.ones((1, width))) for width in (2, 3, 1))
    assert made.toarray().tolist() == [[1, 1, 0], [1, 1, 1], [1, 0, 0]]
