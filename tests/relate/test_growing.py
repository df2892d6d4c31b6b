"""Growing: what is looked up of a graph before is what a whole graph would hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph import Options
from graph.core.context import Context, leant
from graph.core.entries import lookup
from graph.core.growth import Growth
from graph.core.sparse import canonical, edges, symmetrise, unit_rows
from graph.core.types import ContextMeasure, DenseMeasure, Measure
from graph.relate import growing, neighbors
from graph.relate.company import grow_context
from graph.relate.growing import grow_graph
from graph.relate.layers import make_graph
from graph.relate.neighbors import find_nearest_of, nearest, pairs_among_nearest


@st.composite
def growths(draw):
    """Measures of n rows, those of the rows before, and how these grew to be the former."""
    n = draw(st.integers(3, 12))
    # 0: there and the same, 1: there with another text, 2: new
    fate = draw(arrays(np.int8, n, elements=st.sampled_from([0, 0, 0, 1, 2])))
    gone = draw(st.integers(0, 2))
    there = np.flatnonzero(fate < 2)
    places = np.full(len(there) + gone, -1, np.int32)
    stays = np.sort(draw(st.permutations(range(len(places))))[: len(there)]).astype(np.int64)
    places[stays] = there
    growth = Growth(places, fate > 0)
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    now, before = [], []
    for name, kind in (("names", "rows"), ("lineage", "pairs"), ("semantic", "dense")):
        width = 4 if kind != "pairs" else n
        dense = some(rng, n, width)
        if kind == "pairs":
            np.fill_diagonal(dense, 0)
            old = np.zeros((len(places),) * 2, np.float32)
            old[np.ix_(places >= 0, places >= 0)] = dense[np.ix_(there, there)]
        else:
            old = some(rng, len(places), width)
            old[growth.steady >= 0] = dense[growth.steady[growth.steady >= 0]]
        now.append(made(name, kind, dense))
        before.append(made(name, kind, old))
        if name == "names":  # of the same rows some lean towards others
            context = leaning(rng, canonical(old))
            before.append(ContextMeasure("terms", context, midpoint=0.25))
            context, _ = grow_context(context, canonical(dense), growth)
            now.append(ContextMeasure("terms", context, midpoint=0.25))
    return growth, before, now


def some(rng, rows, columns):
    """Rows of numbers without ties, many of them 0, whose products stay below 1."""
    held = rng.random((rows, columns)) > 0.5
    two = rng.random((rows, columns)).argsort(axis=1) < 2  # in one direction rows would tie
    found = rng.random((rows, columns)) * (held | two)
    return (0.9 * found / np.maximum(np.linalg.norm(found, axis=1), 0.1)[:, None]).astype("f4")


def leaning(rng, weights, *, share=0.2):
    n = weights.shape[0]
    lent = rng.random((n, n)) * (rng.random((n, n)) < share) * (1 - np.eye(n))
    return Context(weights, canonical(lent), leant(weights, canonical(lent), np.arange(n)).norms)


def made(name, kind, dense):
    if kind == "dense":
        return DenseMeasure(name, dense, midpoint=0.25)
    if kind == "pairs":
        return Measure(name, canonical(dense), pairwise=True, directed=True)
    return Measure(name, canonical(dense), midpoint=0.25)


@settings(deadline=None, max_examples=40)
@given(growths(), st.integers(1, 4), st.sampled_from([0.0, 0.3]))
def test_edges_are_those_of_a_graph_made_as_a_whole(grown, neighbors, least):
    growth, before, now = grown
    options = Options(neighbors=neighbors, min_weight=least)
    if len(growth.places) == 0:
        return
    found = grow_graph(make_graph(before, options), now, options, growth=growth)
    whole = make_graph(now, options)
    assert (found.adjacency != whole.adjacency).nnz == 0
    assert [layer.name for layer in found.layers] == [layer.name for layer in whole.layers]
    for one, other in zip(found.layers, whole.layers, strict=True):
        assert (one.adjacency != other.adjacency).nnz == 0


@pytest.mark.parametrize("seed", range(8))
def test_edges_of_rows_that_lean_towards_what_has_changed_are_those_of_a_whole_graph(seed):
    rng = np.random.default_rng(seed)
    dense, options = some(rng, 90, 20), Options(neighbors=2, min_weight=0.0)
    known = leaning(rng, canonical(dense), share=0.02)
    fresh = np.arange(90) % 30 == seed
    dense[fresh] = some(rng, 3, 20)
    growth = Growth(np.arange(90, dtype=np.int32), fresh)
    context, _ = grow_context(known, canonical(dense), growth)
    before, now = (ContextMeasure("terms", each, midpoint=0.25) for each in (known, context))
    found = grow_graph(make_graph([before], options), [now], options, growth=growth)
    assert (found.adjacency != make_graph([now], options).adjacency).nnz == 0


def islands(rows, seed):
    """Rows of 20 kinds, of which each uses columns of its own beside common ones."""
    rng = np.random.default_rng(seed)
    dense = 0.05 * rng.random((rows, 100)) * (rng.random((rows, 100)) < 0.2)
    kind = rng.integers(20, size=rows)
    dense[np.arange(rows)[:, None], 5 * kind[:, None] + np.arange(5)] += rng.random((rows, 5))
    return unit_rows(canonical(dense))


def test_a_search_finds_most_of_the_nearest(monkeypatch):
    matrix, some = islands(400, 1), np.arange(0, 400, 9)
    whole = nearest(matrix, 8, rows=some)
    linked = symmetrise(nearest(matrix, 8))
    monkeypatch.setattr(neighbors, "EXACT", 100)
    found = find_nearest_of(matrix, 8, some=some, linked=linked)
    assert found.shape == whole.shape
    assert not np.any(lookup(found, np.arange(len(some)), some))
    hits = lookup(found, *edges(whole)[:2]) > 0
    assert hits.mean() > 0.95
    assert (found.data[: found.indptr[1]] > 0).all()


def test_where_nothing_is_new_no_edge_that_a_search_made_is_lost(monkeypatch):
    poor = {"EXACT": 100, "HEAVIEST": 2, "POSTINGS": 3, "FRIENDS": 1, "KEPT": 3}
    for name, value in poor.items():  # a search that misses much
        monkeypatch.setattr(neighbors, name, value)
    monkeypatch.setattr(growing, "EXACT", 100)
    terms = Measure("terms", islands(300, 2), midpoint=0.5)
    options = Options(neighbors=3)
    before = make_graph([terms], options)
    growth = Growth(np.arange(300, dtype=np.int32), np.zeros(300, bool))
    after = grow_graph(before, [terms], options, growth=growth)
    assert (after.adjacency != before.adjacency).nnz == 0


def test_some_against_all_are_the_nearest_of_either():
    matrix, some = islands(60, 3), np.array([4, 17, 58])
    found = pairs_among_nearest(matrix, 2, some=some, floor=0.0).toarray()
    dots = (matrix @ matrix.T).toarray()
    np.fill_diagonal(dots, 0)
    for row in some:
        best = np.argsort(-dots[row])[:2]
        assert found[best, row] == pytest.approx(dots[best, row])
    best = some[np.argsort(-dots[0][some])[:2]]
    assert found[0, best] == pytest.approx(dots[0, best])
