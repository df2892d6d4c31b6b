import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import graph
from graph import OptionError, Options, Paper
from graph.core.sparse import canonical, edges, upper_edges
from graph.core.types import Measure
from graph.relate import layers
from graph.relate.layers import LAYERS, layer_scores, make_graph, pair_scores, scores_of
from graph.relate.neighbors import nearest


def everyone(n):
    return np.array(list(itertools.combinations(range(n), 2))).T


def test_every_weight_is_what_score_pairs_gives_that_pair(seeds):
    rows, columns, weights = edges(seeds.graph.adjacency)
    assert (graph.score_pairs(seeds, rows, columns) == weights).all()


def test_a_paper_s_scores_are_its_pair_scores(seeds):
    n = len(seeds)
    found = scores_of(seeds.graph.measures, seeds.graph.shares, 40)
    pairs = graph.score_pairs(seeds, np.full(n, 40), np.arange(n))
    pairs[40] = 0
    assert found == pytest.approx(pairs, abs=1e-6)


def test_layers_hold_their_own_scores_on_the_edges(seeds):
    rows, columns, _ = upper_edges(seeds.graph.adjacency)
    for layer, measure in zip(seeds.graph.layers, seeds.graph.measures, strict=True):
        dense = layer.adjacency.toarray()
        best = np.maximum(dense, dense.T)
        assert best[rows, columns] == pytest.approx(layer_scores(measure, rows, columns))
        assert np.count_nonzero(np.triu(best)) <= len(rows)
        assert (dense.diagonal() == 0).all()


def test_the_graph_is_symmetric_within_bounds_and_without_loops(seeds):
    adjacency = seeds.graph.adjacency
    assert (adjacency != adjacency.T).nnz == 0
    assert adjacency.data.min() > 0
    assert adjacency.data.max() < 1
    assert not adjacency.diagonal().any()


def measure(name, *dense, **more):
    return Measure(name, canonical(np.array(dense, np.float32)), **more)


def test_of_many_pairs_dots_that_are_known_are_taken(monkeypatch, seeds):
    used, options = seeds.graph.measures, replace(seeds.options, layers=())
    terms = next(measure for measure in used if measure.name == "terms")
    near = {"terms": nearest(terms.matrix.whole, options.neighbors)}
    expected = make_graph(used, options, near=near)
    monkeypatch.setattr(layers, "MANY", 100)
    known = make_graph(used, options, near=near)
    assert known.adjacency.toarray() == pytest.approx(expected.adjacency.toarray(), abs=1e-6)
    near["terms"].data[:] = 1
    assert make_graph(used, options, near=near).adjacency.data.mean() > 0.5


def test_noisy_or_by_hand():
    one = measure("terms", [0, 0.5], [0.5, 0], pairwise=True)
    other = measure("cites", [0, 0], [0.8, 0], pairwise=True, directed=True)
    score = pair_scores([one, other], [0.6, 0.5], rows=[0, 1], columns=[1, 0])
    assert score == pytest.approx([1 - 0.7 * 0.6] * 2)


scores = st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3)


@given(scores, scores)
def test_more_evidence_never_lowers_a_score(one, other):
    lower, upper = np.minimum(one, other), np.maximum(one, other)
    blends = [
        pair_scores(
            [measure(n, [0, v], [v, 0], pairwise=True) for n, v in zip("abc", values, strict=True)],
            [0.6, 0.4, 0.9],
            rows=[0],
            columns=[1],
        )[0]
        for values in (lower, upper)
    ]
    assert 0 <= blends[0] <= blends[1] < 1


def test_calibration_keeps_zero_puts_the_midpoint_at_a_half_and_stays_below_one():
    rows = measure("terms", [1, 0, 0], [0.3, 0, 0], [0, 1, 0], [1, 0, 0], midpoint=0.3)
    found = layer_scores(rows, [0, 0, 0], [1, 2, 3])
    assert found[:2] == pytest.approx([0.5, 0])
    assert 0.99 < found[2] < 1


def test_an_edge_needs_one_of_the_nearest_and_the_floor():
    chain = measure(
        "terms", [0, 0.9, 0.8, 0.04], [0.9, 0, 0, 0], [0.8, 0, 0, 0], [0.04, 0, 0, 0], pairwise=True
    )
    linked = make_graph([chain], Options(neighbors=1))
    assert set(zip(*upper_edges(linked.adjacency)[:2], strict=True)) == {(0, 1), (0, 2)}
    assert make_graph([chain], Options(neighbors=3, min_weight=0.01)).adjacency.nnz == 6


def test_layers_without_ground_are_left_out_unless_asked_for(toy):
    names = [layer.name for layer in graph.build(toy).graph.layers]
    assert names == ["terms", "cites", "coupling"] or names == ["terms", "cites"]
    only = graph.build(toy, Options(layers=("cites",))).graph
    assert [layer.name for layer in only.layers] == ["cites"]
    assert only.adjacency.nnz == 2
    with pytest.raises(OptionError, match="nonsense") as caught:
        graph.build(toy, Options(layers=("nonsense",)))
    assert all(name in caught.value.hint for name in LAYERS)


def test_citations_make_kin_of_papers_that_share_no_word():
    atlas = graph.build(
        [Paper("Whale song", key="a", references=("b",)), Paper("Sorting networks", key="b")]
    )
    assert [layer.name for layer in atlas.graph.layers] == ["cites"]
    assert atlas.graph.adjacency.toarray()[0, 1] == pytest.approx(LAYERS["cites"] * 0.999)


def test_shares_of_an_atlas_are_its_own(seeds):
    halved = replace(seeds.graph, shares=tuple(share / 2 for share in seeds.graph.shares))
    found = graph.score_pairs(replace(seeds, graph=halved), [0], [1])
    assert found < graph.score_pairs(seeds, [0], [1])
