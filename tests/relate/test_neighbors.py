import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.core.sparse import canonical
from graph.relate import neighbors
from graph.relate.neighbors import nearest


@given(
    arrays(np.float32, (6, 4), elements=st.sampled_from([0, 0, 0.3, 0.5, 0.7])), st.integers(1, 7)
)
def test_nearest_are_the_largest_products_with_other_rows(dense, k):
    found = nearest(canonical(dense), k).toarray()
    products = dense @ dense.T
    np.fill_diagonal(products, 0)
    for row in range(6):
        best = np.sort(products[row])[::-1][:k]
        assert np.sort(found[row])[::-1][: len(best)] == pytest.approx(best)
        kept = found[row] > 0
        assert found[row][kept] == pytest.approx(products[row][kept])


def test_copies_find_each_other_though_every_row_ties():
    found = nearest(canonical(np.ones((9, 2))), 3)
    assert (np.diff(found.indptr) == 3).all()
    assert (found.diagonal() == 0).all()


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("jobs", [1, 2])
def test_block_size_and_workers_change_nothing(monkeypatch, size, jobs):
    dense = np.random.default_rng(1).random((50, 20)) ** 8
    expected = nearest(canonical(dense), 5, jobs=1)
    monkeypatch.setattr(neighbors, "BLOCK", size)
    found = nearest(canonical(dense), 5, jobs=jobs)
    assert (found != expected).nnz == 0


def test_only_the_rows_asked_for():
    dense = np.array([[1, 0], [1, 1], [0, 1]])
    found = nearest(canonical(dense), 1, rows=np.array([2]))
    assert found.toarray().tolist() == [[0, 1, 0]]
    assert nearest(canonical((0, 3)), 2).shape == (0, 0)
