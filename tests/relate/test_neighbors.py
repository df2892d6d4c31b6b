from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.core import dots
from graph.core.entries import lookup
from graph.core.sparse import canonical, edges, from_edges, top_k, unit_rows
from graph.relate import neighbors, products
from graph.relate.neighbors import find_nearest, nearest, nearest_among, search


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
@pytest.mark.parametrize(("jobs", "threaded"), [(1, True), (2, True), (2, False)])
def test_block_size_and_workers_change_nothing(monkeypatch, size, jobs, threaded):
    dense = np.random.default_rng(1).random((50, 20)) ** 8
    expected = nearest(canonical(dense), 5, jobs=1)
    monkeypatch.setattr(products, "BLOCK", size)
    monkeypatch.setattr(products, "_threaded", lambda: threaded)
    found = nearest(canonical(dense), 5, jobs=jobs)
    assert (found != expected).nnz == 0


def test_only_the_rows_asked_for():
    dense = np.array([[1, 0], [1, 1], [0, 1]])
    found = nearest(canonical(dense), 1, rows=np.array([2]))
    assert found.toarray().tolist() == [[0, 1, 0]]
    assert nearest(canonical((0, 3)), 2).shape == (0, 0)


@pytest.fixture(scope="module")
def topics():
    """1,500 sparse rows: each draws most of its columns from one of 60 topics."""
    rng = np.random.default_rng(3)
    topic = rng.integers(60, size=1500)
    own = topic[:, None] * 20 + rng.integers(40, size=(1500, 12))
    columns = np.hstack([own, rng.integers(1240, size=(1500, 8))]) % 1240
    rows = np.repeat(np.arange(1500), 20)
    made = from_edges(rows, columns.ravel(), rng.random(rows.size) + 0.1, (1500, 1240))
    return unit_rows(made)


@pytest.mark.parametrize(
    ("size", "jobs", "scratch"), [(400, 1, 10), (1500, 1, 10**6), (400, 2, 5000)]
)
def test_a_search_finds_nearly_all_and_scores_them_right(monkeypatch, topics, size, jobs, scratch):
    monkeypatch.setattr(neighbors, "HEAVIEST", 10)
    monkeypatch.setattr(neighbors, "POSTINGS", 40)
    exact = nearest(topics, 10, jobs=1)
    expected = search(topics, 10, jobs=1)
    monkeypatch.setattr(products, "BLOCK", size)
    monkeypatch.setattr("graph.core.dots.SCRATCH", scratch)
    found = search(topics, 10, jobs=jobs)
    assert (found != expected).nnz == 0
    assert (np.diff(found.indptr) <= 10).all()
    assert not found.diagonal().any()
    hits = lookup(found, *edges(exact)[:2])
    assert np.mean(hits > 0) > 0.95
    rows, columns, data = edges(found)
    assert data == pytest.approx((topics[rows] * topics[columns]).sum(axis=1), abs=1e-6)


def test_the_first_round_alone_finds_less(monkeypatch, topics):
    monkeypatch.setattr(neighbors, "HEAVIEST", 3)
    monkeypatch.setattr(neighbors, "POSTINGS", 20)
    heavy = top_k(topics, 3)
    postings = top_k(canonical(heavy.T), 20)
    once = nearest_among(topics, 10, left=[heavy], right=postings, jobs=1)
    exact = edges(nearest(topics, 10, jobs=1))[:2]
    twice = np.mean(lookup(search(topics, 10, jobs=1), *exact) > 0)
    assert twice > np.mean(lookup(once, *exact) > 0) + 0.05


@pytest.fixture
def worked_out(monkeypatch):
    """Pairs of which dot products were worked out, the smaller row first, as often as they were."""
    told = []

    def dots_by_row(matrix, own, others):
        rows, columns, _ = edges(others)
        told.extend(map(tuple, np.sort(np.column_stack([own[rows], columns])).tolist()))
        return dots.dots_by_row(matrix, own, others)

    monkeypatch.setattr(neighbors, "dots_by_row", dots_by_row)
    return told


def test_two_rows_are_held_against_each_other_once(topics, worked_out):
    heavy = top_k(topics, 5)
    found = nearest_among(topics, 50, left=[heavy], right=canonical(heavy.T), jobs=1)
    assert len(worked_out) == len(set(worked_out)) > 1500
    assert (found != found.T).nnz == 0  # whoever of the two asked


def test_what_the_first_round_found_is_not_worked_out_again(topics, worked_out):
    search(canonical(topics[:40]), 40, jobs=1)  # the first finds all that there is
    assert max(Counter(worked_out).values()) == 2  # by either row


def test_a_candidate_of_the_first_round_exceeds_what_is_asked(topics):
    assert search(topics, 10, least=1.1, jobs=1).nnz == 0


def test_a_crowd_of_copies_stays_cheap_and_finds_each_other(monkeypatch):
    monkeypatch.setattr(neighbors, "POSTINGS", 10)
    found = search(canonical(np.ones((60, 3))), 5, jobs=1)
    assert (np.diff(found.indptr) == 5).all()


def test_all_are_held_against_all_when_few_or_asked(monkeypatch, topics):
    exact = nearest(topics, 4, jobs=1)
    assert (find_nearest(topics, 4, jobs=1) != exact).nnz == 0
    monkeypatch.setattr(neighbors, "EXACT", 100)
    monkeypatch.setattr(neighbors, "HEAVIEST", 1)
    monkeypatch.setattr(neighbors, "FRIENDS", 1)
    assert (find_nearest(topics, 4, jobs=1) != exact).nnz > 0
    assert (find_nearest(topics, 4, exact=True, jobs=1) != exact).nnz == 0
    assert find_nearest(canonical((200, 5)), 4).nnz == 0


@pytest.mark.parametrize("size", [7, 64, 1000])
def test_an_index_in_shards_finds_what_a_whole_one_finds(monkeypatch, topics, size):
    expected = [nearest(topics, 5), search(topics, 5)]
    monkeypatch.setattr(products, "SHARD", size)
    assert sum(part.shape[1] for part in neighbors.in_shards(topics)) == topics.shape[1]
    for found, before in zip([nearest(topics, 5), search(topics, 5)], expected, strict=True):
        assert (found != before).nnz == 0
