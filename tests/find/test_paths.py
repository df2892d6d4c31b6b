from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import OptionError
from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Graph, Layer
from graph.find.paths import find_paths


def graph_of(n, terms, lineage=()):
    layers = []
    for name, edges in (("terms", terms), ("lineage", lineage)):
        rows, columns, weights = np.array(list(edges)).T if edges else ([], [], [])
        matrix = from_edges(rows, columns, weights, (n, n))
        directed = name == "lineage"
        layers.append(Layer(name, matrix if directed else symmetrise(matrix), directed=directed))
    blend = symmetrise(layers[0].adjacency.maximum(layers[1].adjacency))
    return Graph(tuple(layers), (1.0, 1.0), blend)


SQUARE = [(0, 1, 0.9), (1, 3, 0.9), (0, 2, 0.8), (2, 3, 0.8), (0, 3, 0.5)]


def test_the_strongest_chain_first_then_others_that_share_no_middle():
    found = find_paths(graph_of(4, SQUARE), (0, 3), count=5)
    assert [path.nodes for path in found] == [(0, 1, 3), (0, 2, 3), (0, 3)]
    assert [path.strength for path in found] == pytest.approx([0.81, 0.64, 0.5])
    assert found[0].hops == pytest.approx((0.9, 0.9))


def test_each_hop_is_told_by_its_strongest_layer_and_direction_does_not_matter():
    graph = graph_of(3, [(0, 1, 0.5), (1, 2, 0.4)], [(2, 1, 0.7)])
    [path] = find_paths(graph, (0, 2))
    assert path.layers == ("terms", "lineage")
    assert path.hops == pytest.approx((0.5, 0.7))


def test_one_layer_alone():
    graph = graph_of(3, [(0, 2, 0.9)], [(0, 1, 0.5), (2, 1, 0.5)])
    [path] = find_paths(graph, (0, 2), layer="lineage")
    assert path.nodes == (0, 1, 2)
    assert path.layers == ("lineage", "lineage")
    with pytest.raises(OptionError, match="no layer"):
        find_paths(graph, (0, 2), layer="cites")


def test_no_way_gives_no_path_and_one_paper_is_no_question():
    graph = graph_of(3, [(0, 1, 0.9)])
    assert find_paths(graph, (0, 2)) == ()
    with pytest.raises(OptionError, match="two papers"):
        find_paths(graph, (1, 1))


edges = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0.01, 0.99)).filter(
        lambda edge: edge[0] < edge[1]
    ),
    min_size=1,
    unique_by=lambda edge: edge[:2],
)


@given(edges)
def test_as_strong_as_networkx_finds(drawn):
    found = find_paths(graph_of(7, drawn), (0, 6), count=3)
    network = nx.Graph()
    network.add_nodes_from(range(7))
    network.add_weighted_edges_from((a, b, -np.log(np.float32(w))) for a, b, w in drawn)
    if not nx.has_path(network, 0, 6):
        assert found == ()
        return
    best = np.exp(-nx.shortest_path_length(network, 0, 6, weight="weight"))
    assert found[0].strength == pytest.approx(best, rel=1e-5)
    middles = [node for path in found for node in path.nodes[1:-1]]
    assert len(middles) == len(set(middles))
    assert all(one.strength >= other.strength for one, other in pairwise(found))
