"""Papers in the company of their nearest, and what becomes of it when the corpus grows."""

import numpy as np
import pytest

from graph.core.entries import lookup
from graph.core.growth import Growth
from graph.core.sparse import canonical, edges, from_edges, unit_rows
from graph.relate import company
from graph.relate.company import COMPANY, KEPT, LEAN, grow_context, in_context, leaning_anew


def random_weights(rows, seed=0):
    rng = np.random.default_rng(seed)
    dense = rng.random((rows, 30)) * (rng.random((rows, 30)) < 0.2)
    return unit_rows(canonical(dense))


def test_context_leans_towards_the_mean_of_the_nearest():
    rng = np.random.default_rng(0)
    dense = rng.random((100, 30)) * (rng.random((100, 30)) < 0.2)
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-12)
    found = in_context(canonical(dense))[0].whole.toarray()
    cosines = dense @ dense.T
    np.fill_diagonal(cosines, 0)
    for paper in (0, 50, 99):
        near = np.argsort(-cosines[paper])[:COMPANY]
        mean = cosines[paper, near] @ dense[near] / cosines[paper, near].sum()
        expected = dense[paper] + LEAN * mean
        assert found[paper] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_a_small_corpus_has_less_company_and_a_tiny_one_none():
    for rows, borrowed in ((19, 0), (40, 40 * 2), (200, 200 * COMPANY)):
        weights = canonical(np.eye(rows) + 0.1)
        found = in_context(weights)[0]
        assert found.lent.nnz == borrowed
        assert ((found.whole != weights).nnz > 0) == bool(borrowed)


def test_in_a_large_corpus_nearly_all_the_nearest_by_context_are_found(monkeypatch):
    rng = np.random.default_rng(5)
    topic = rng.integers(80, size=1200)
    columns = np.hstack(
        [
            topic[:, None] * 15 + rng.integers(30, size=(1200, 12)),
            rng.integers(1230, size=(1200, 8)),
        ]
    )
    rows = np.repeat(np.arange(1200), 20)
    weights = unit_rows(from_edges(rows, columns.ravel(), rng.random(24_000) + 0.1, (1200, 1230)))
    exact, nearest = in_context(weights, neighbors=8, jobs=1)
    monkeypatch.setattr(company, "EXACT", 1000)
    context, found = in_context(weights, neighbors=8, jobs=1)
    again = in_context(weights, neighbors=8, jobs=2)
    assert (context.whole != again[0].whole).nnz == (found != again[1]).nnz == 0
    assert np.mean(lookup(found, *edges(nearest)[:2]) > 0) > 0.95
    asked = in_context(weights, neighbors=8, exact=True, jobs=1)
    assert (asked[0].whole != exact.whole).nnz == (asked[1] != nearest).nnz == 0


def test_what_stays_keeps_its_company_and_a_fresh_row_leans_towards_the_nearest_of_all():
    weights = random_weights(100)
    old = np.flatnonzero(np.arange(100) != 40)
    before = in_context(weights[old])[0]
    fresh = np.arange(100) == 40
    growth = Growth(old.astype(np.int32), fresh)
    found, near = grow_context(before, weights, growth)
    assert not found.at_hand
    assert (found.whole[old] != before.whole).nnz == 0
    anew = in_context(weights)[0]
    assert (found.whole[[40]] != anew.whole[[40]]).nnz == 0
    assert np.diff(near.indptr)[40] == near.nnz == KEPT
    assert not leaning_anew(before, growth).any()
    assert found.norms == pytest.approx(np.where(fresh, anew.norms, found.norms), abs=1e-7)


@pytest.mark.parametrize("gone", [True, False])
def test_what_borrows_from_a_row_that_is_gone_or_another_is_worked_out_anew(gone):
    weights = random_weights(100)
    before = in_context(weights)[0]
    lender = 7
    borrowers = edges(before.lent)[0][edges(before.lent)[1] == lender]
    assert 0 < len(borrowers) < 50
    places, fresh, now = np.arange(100, dtype=np.int32), np.zeros(100, bool), weights.toarray()
    now[lender] = random_weights(1, seed=9).toarray()[0]
    if gone:
        places[lender] = -1  # the row there is a new one
    fresh[lender] = True
    growth = Growth(places, fresh)
    found = grow_context(before, canonical(now), growth)[0]
    assert np.flatnonzero(leaning_anew(before, growth)).tolist() == sorted(borrowers)
    lent = before.lent.toarray()
    lent[lender] = found.lent.toarray()[lender]
    if gone:
        lent[:, lender] = 0
    assert (found.lent.toarray() == lent).all()
    expected = now + lent @ now
    norms = np.where(lent.any(axis=1), np.linalg.norm(expected, axis=1), 1)
    assert found.whole.toarray() == pytest.approx(expected / norms[:, None], abs=1e-5)
    assert found.norms == pytest.approx(norms, abs=1e-5)
