"""Rows that are worked out when asked for are those that are at hand, and so are their products."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import context as module
from graph.core.context import Context, holding, leant, whole_of
from graph.core.dots import dots_by_row, many_pair_dots, pair_dots
from graph.core.sparse import canonical, unit_rows


def sparse(rng, rows, columns, share):
    return canonical(rng.random((rows, columns)) * (rng.random((rows, columns)) < share))


@pytest.fixture(params=[0, 1, 2])
def made(request):
    """A context of 60 rows of which nothing is at hand; some are empty, some borrow nothing."""
    rng = np.random.default_rng(request.param)
    filled = (rng.random((60, 1)) < 0.7).astype(float)
    weights = unit_rows(canonical(sparse(rng, 60, 40, 0.1).multiply(filled)))
    lent = sparse(rng, 60, 60, 0.05)
    lent = canonical(lent.multiply(1 - np.eye(60)))
    return Context(weights, lent, leant(weights, lent, np.arange(60)).norms)


def test_a_row_is_its_own_weights_and_what_it_borrows_at_norm_one(made):
    own, lent = made.weights.toarray(), made.lent.toarray()
    expected = own + lent @ own
    norms = np.linalg.norm(expected, axis=1)
    assert made.whole.toarray() == pytest.approx(
        expected / np.maximum(norms, 1e-9)[:, None], abs=1e-6
    )
    assert made.norms == pytest.approx(norms, abs=1e-6)
    assert not norms.all()
    alone = np.flatnonzero(~lent.any(axis=1))
    assert len(alone)
    assert (made.whole[alone] != made.weights[alone]).nnz == 0


def test_rows_are_the_same_to_the_last_bit_whichever_are_asked_for(made, monkeypatch):
    alone = [made[[row]] for row in range(60)]
    assert not made.at_hand
    monkeypatch.setattr(module, "BLOCK", 7)
    assert made.whole is made.whole
    assert made.at_hand
    for row, found in enumerate(alone):
        assert (found != made.whole[[row]]).nnz == 0
    assert (made[[5, 3, 5]] != made.whole[[5, 3, 5]]).nnz == 0
    assert made[np.zeros(0, np.int64)].shape == (0, 40)


@given(seed=st.integers(0, 99))
def test_dot_products_are_those_of_the_rows(seed):
    rng = np.random.default_rng(seed)
    weights, lent = unit_rows(sparse(rng, 30, 20, 0.2)), sparse(rng, 30, 30, 0.1)
    make = partial(Context, weights, lent, leant(weights, lent, np.arange(30)).norms)
    whole = make().whole
    one, other = rng.integers(30, size=(2, 50))
    for row in (0, 29):
        assert make().dots(row) == pytest.approx((whole @ whole[[row]].toarray()[0]), abs=1e-6)
    own = np.unique(one)
    others = sparse(rng, len(own), 30, 0.3)
    assert make().dots_by_row(own, others) == pytest.approx(
        dots_by_row(whole, own, others), abs=1e-6
    )
    exact = pair_dots(whole, one, other)
    assert (make().pair_dots(one, other) == exact).all()
    assert (pair_dots(*holding(make(), one, other)) == exact).all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", 5)
        many = make()
        assert many.pair_dots(one, other) == pytest.approx(
            many_pair_dots(whole, one, other), abs=1e-6
        )
        assert not many.at_hand


def test_what_is_at_hand_is_not_worked_out_again(made, monkeypatch):
    ready = Context.worked_out(made.weights, made.lent, made.norms, whole=made.whole)
    monkeypatch.delattr(module, "leant")
    assert whole_of(ready) is ready.whole
    assert whole_of(ready.whole) is ready.whole
    assert (ready[[3, 4]] != ready.whole[[3, 4]]).nnz == 0
    assert holding(ready, np.arange(2), np.arange(2))[0] is ready.whole


def test_parts_that_do_not_fit_are_refused(made):
    with pytest.raises(ValueError, match="borrows"):
        Context(made.weights, made.lent[:5], made.norms)
