"""Which part of an atlas is shown: by cluster, neighbourhood, layer, strength, and number."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

import graph
from graph import NotFoundError, OptionError, Selection
from graph.export.selecting import select
from graph.export.view import make_view


def chosen(atlas, **asked):
    return make_view(atlas, Selection(**asked))


def test_everything_is_the_whole_graph_as_it_is(seeds):
    part = select(seeds)
    assert part.rows.tolist() == list(range(119))
    assert not part.cut
    dense = seeds.graph.adjacency.toarray()
    assert (dense[part.one, part.other] == part.weight).all()
    assert len(part.weight) == np.count_nonzero(dense) // 2


def test_clusters_are_shown_whole_with_the_edges_inside(seeds):
    part = select(seeds, Selection(clusters=(1, 3)))
    inside = np.isin(seeds.communities.labels, (1, 3))
    assert part.rows.tolist() == np.flatnonzero(inside).tolist()
    dense = seeds.graph.adjacency.toarray()[np.ix_(inside, inside)]
    assert len(part.weight) == np.count_nonzero(dense) // 2


@pytest.mark.parametrize("hops", [0, 1, 2])
@pytest.mark.parametrize("least", [0.0, 0.4])
def test_around_is_what_is_within_hops_along_the_edges_shown(seeds, row, hops, least):
    network = graph.to_networkx(seeds)
    network.remove_edges_from(
        [(a, b) for a, b, w in network.edges(data="weight") if w < np.float32(least)]
    )
    keys = seeds.corpus.papers["key"].to_pylist()
    starts = (row("S4"), row("Hydra"))
    egos = [nx.ego_graph(network, keys[start], radius=hops) for start in starts]
    expected = set(egos[0]) | set(egos[1])
    view = chosen(seeds, around=starts, hops=hops, min_strength=least)
    assert set(view.nodes["id"].to_pylist()) == expected
    assert view.edges.num_rows == network.subgraph(expected).number_of_edges()


def test_min_strength_leaves_edges_out_and_no_paper(seeds):
    view = chosen(seeds, min_strength=0.5)
    kept = seeds.graph.adjacency.data[seeds.graph.adjacency.data >= 0.5]
    assert view.nodes.num_rows == 119
    assert sorted(view.edges["weight"].to_pylist()) == pytest.approx(sorted(kept)[::2])


def test_an_edge_weighs_what_the_layers_asked_for_say_together(seeds):
    whole = {edge["id"]: edge for edge in make_view(seeds).edges.to_pylist()}
    shares = {
        layer.name: share
        for layer, share in zip(seeds.graph.layers, seeds.graph.shares, strict=True)
    }
    view = chosen(seeds, layers=("names", "lineage"))
    assert set(view.layers) == {"names", "lineage"}
    assert {"terms", "concepts"}.isdisjoint(view.edges.column_names)
    expected = {
        key: 1 - (1 - shares["names"] * edge["names"]) * (1 - shares["lineage"] * edge["lineage"])
        for key, edge in whole.items()
        if edge["names"] or edge["lineage"]
    }
    found = {edge["id"]: edge["weight"] for edge in view.edges.to_pylist()}
    assert found == pytest.approx(expected, rel=1e-5)
    assert set(view.edges["kind"].to_pylist()) <= {"names", "lineage"}


def test_all_layers_by_name_are_the_blend(seeds):
    every = tuple(layer.name for layer in seeds.graph.layers)
    named, whole = chosen(seeds, layers=every), make_view(seeds)
    assert named.edges["weight"].to_numpy() == pytest.approx(whole.edges["weight"].to_numpy(), 1e-5)


def test_too_little_room_around_a_paper_keeps_the_nearest(seeds, row):
    start = row("Mamba")
    near = select(seeds, Selection(around=(start,), hops=1)).rows
    part = select(seeds, Selection(around=(start,), hops=2, max_nodes=len(near) + 2))
    assert part.cut
    assert start in part.rows
    assert set(near) < set(part.rows.tolist())


def test_a_cut_of_some_clusters_keeps_each_of_them(seeds):
    part = select(seeds, Selection(clusters=(0, 2, 4), max_nodes=3))
    assert sorted(seeds.communities.labels[part.rows]) == [0, 2, 4]


def test_the_choice_is_told(seeds, row):
    assert make_view(seeds).part == ""
    assert "selection" not in make_view(seeds, Selection(max_nodes=119)).about
    assert chosen(seeds, max_nodes=20).part == (
        "20 of 119 papers: the best connected of each cluster"
    )
    title = seeds.corpus.papers["title"][row("S4")].as_py()
    near = chosen(seeds, around=(row("S4"),), hops=1, layers=("terms",), min_strength=0.25)
    assert near.part.endswith(f"within 1 hop of {title}, edges by terms, edges of 0.25 or more")
    assert '"hops": 1' in near.about["selection"]
    assert chosen(seeds, clusters=(2,)).part.endswith(": cluster 2")


def test_a_part_stands_where_it_stands_in_the_whole_and_spans_all_sizes(seeds):
    whole = {node["id"]: node for node in make_view(seeds).nodes.to_pylist()}
    nodes = chosen(seeds, clusters=(1,)).nodes.to_pylist()
    for node in nodes:
        for name in ("x", "y", "color", "degree", "strength", "terms", "mentions", "introduces"):
            assert node[name] == whole[node["id"]][name]
    assert {min(node["size"] for node in nodes), max(node["size"] for node in nodes)} == {4, 100}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"clusters": (99,)}, NotFoundError),
        ({"clusters": (-1,)}, NotFoundError),
        ({"around": (119,)}, NotFoundError),
        ({"around": (0,), "clusters": (0,), "hops": 0}, None),
        ({"layers": ("nonsense",)}, OptionError),
        ({"min_strength": 1.0}, OptionError),
        ({"min_strength": float("nan")}, OptionError),
        ({"hops": -1}, OptionError),
        ({"max_nodes": 0}, OptionError),
    ],
)
def test_what_makes_no_sense_is_refused(seeds, asked, error):
    if error is None:  # a paper that is not in the cluster asked for
        other = next(k for k in range(len(seeds.communities)) if k != seeds.communities.labels[0])
        asked, error = replace(Selection(**asked), clusters=(other,)), NotFoundError
    else:
        asked = Selection(**asked)
    with pytest.raises(error):
        select(seeds, asked)
