from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from graph import Paper, Selection, build
from graph.core.sparse import canonical, top_k
from graph.core.text import shorten
from graph.export.nodes import _labels, _likely
from graph.export.palette import FIRST, ISOLATED, community_color, rgb
from graph.export.plain import harmless
from graph.export.selecting import select
from graph.export.view import EDGES, NODES, Told, make_view


def told(one, other):
    return Told(pa.array([f"{a} and {b}" for a, b in zip(one, other, strict=True)], pa.string()))


@pytest.fixture(scope="module")
def view(seeds):
    return make_view(seeds, tell=told)


def test_every_paper_and_edge_is_shown(seeds, view):
    assert view.nodes.schema.equals(NODES)
    assert view.nodes["id"].to_pylist() == seeds.corpus.papers["key"].to_pylist()
    assert view.edges.num_rows == seeds.graph.adjacency.nnz // 2
    assert view.edges.column_names == [*EDGES.names, *view.layers]
    assert view.communities["size"].to_pylist() == np.bincount(seeds.communities.labels).tolist()


def test_edges_carry_the_blend_the_layers_and_the_reason(seeds, view):
    dense = seeds.graph.adjacency.toarray()
    for edge in view.edges.slice(0, 40).to_pylist():
        a, b = edge["source"], edge["target"]
        assert edge["weight"] == dense[a, b]
        assert edge["reason"] == f"{a} and {b}"
        doubt = np.prod([1 - share * edge[name] for name, share in view.layers.items()])
        assert 1 - doubt == pytest.approx(edge["weight"], abs=1e-5)


def test_a_lineage_edge_leads_from_the_later_paper(view, row):
    ends = (row("Hydra"), row("Mamba"))
    [edge] = [e for e in view.edges.to_pylist() if {e["source"], e["target"]} == set(ends)]
    assert (edge["source"], edge["target"]) == ends
    assert edge["directed"]
    assert edge["kind"] == "lineage"


def test_papers_are_labelled_by_what_they_introduce(view, row):
    labels = view.nodes["label"].to_pylist()
    assert [labels[row(name)] for name in ("S4", "Mamba", "Hydra")] == ["S4", "Mamba", "Hydra"]
    assert all(0 < len(label) <= 60 for label in labels)


def test_sizes_span_what_gephi_leaves_alone_and_grow_with_strength(view):
    sizes = np.array(view.nodes["size"].to_pylist())
    strength = np.array(view.nodes["strength"].to_pylist())
    assert (sizes.min(), sizes.max()) == (4, 100)
    assert (np.argsort(sizes, kind="stable") == np.argsort(strength, kind="stable")).all()


def test_coordinates_stay_within_gephi_s_reach(seeds):
    far = replace(seeds, positions=(seeds.positions * 100).astype(np.float32))
    nodes = make_view(far).nodes
    x, y = (np.array(nodes[name].to_pylist()) for name in "xy")
    assert max(np.abs(x).max(), np.abs(y).max()) == pytest.approx(5000)


@pytest.mark.parametrize("room", [12, 20, 60, 118])
def test_a_cut_keeps_every_community_in_proportion_and_its_strongest(seeds, room):
    rows = select(seeds, Selection(max_nodes=room)).rows
    assert len(rows) == room
    labels = seeds.communities.labels
    kept = np.bincount(labels[rows], minlength=len(seeds.communities))
    assert (kept > 0).all()
    expected = room * np.bincount(labels) / len(labels)
    assert np.abs(kept - expected).max() <= 2
    strength = np.asarray(seeds.graph.adjacency.sum(axis=1)).ravel()
    for community in range(len(kept)):
        inside = strength[labels == community]
        shown = strength[np.intersect1d(rows, np.flatnonzero(labels == community))]
        assert np.sort(shown) == pytest.approx(np.sort(inside)[::-1][: len(shown)][::-1])


def test_a_cut_view_numbers_its_edges_by_its_own_rows(seeds):
    view = make_view(seeds, Selection(max_nodes=30))
    keys = seeds.corpus.papers["key"].to_pylist()
    dense = seeds.graph.adjacency.toarray()
    ids = view.nodes["id"].to_pylist()
    assert (view.about["papers"], view.about["shown"]) == ("119", "30")
    for edge in view.edges.to_pylist():
        a, b = (keys.index(ids[edge[end]]) for end in ("source", "target"))
        assert edge["weight"] == dense[a, b]


def test_a_corpus_of_one_and_one_without_edges_have_views():
    for papers in ([Paper("Alone")], [Paper("Whale song"), Paper("Sorting networks")]):
        view = make_view(build(papers))
        assert view.edges.num_rows == 0
        assert view.nodes["color"].to_pylist() == [ISOLATED] * len(papers)


def test_colours_are_valid_and_the_first_are_the_palette_s():
    colors = [community_color(number) for number in range(200)]
    assert tuple(colors[: len(FIRST)]) == FIRST
    assert all(len(color) == 7 and all(0 <= part <= 255 for part in rgb(color)) for color in colors)
    assert len(set(colors)) > 150
    assert rgb("#0180ff") == (1, 128, 255)


def test_labels_are_names_or_else_the_first_words_of_titles():
    titles = ["Mamba: linear time", "A " * 30, "x" * 50, " " + "é" * 45, "Two  blanks " * 4, ""]
    known = pa.array(["", "", "", "", "", "S4"], pa.string())
    told = _labels(known, pa.chunked_array([titles], pa.string())).to_pylist()
    assert told == [*map(shorten, titles[:-1]), "S4"]


def test_the_largest_of_each_row_are_among_few():
    random = np.random.default_rng(0)
    held = random.integers(0, 40, (300, 1)) > np.arange(30)  # of rows some are empty, some short
    weights = canonical(held * random.integers(1, 9, held.shape))  # many alike
    for count in (1, 3, 6):
        likely = _likely(weights, count)
        assert (top_k(likely, count) != top_k(weights, count)).nnz == 0
        assert likely.nnz < weights.nnz
    assert _likely(canonical(np.zeros((2, 3))), 6).nnz == 0


def test_text_is_looked_through_whatever_stands_beside_it():
    for text, shown in (("a\tb", "a b"), ("é\x85", "é "), ("\u202ea", "\u2060a"), ("é", "é")):
        column = pa.chunked_array([["plain", text, ""]], pa.string())
        assert harmless(column).to_pylist() == ["plain", shown, ""]
