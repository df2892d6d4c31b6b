from itertools import accumulate, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph import GraphError, OptionError
from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Graph, Layer
from graph.find.chains import cheapest
from graph.find.paths import find_gap, find_paths


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


def some_edges(at_least):
    return st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0.01, 0.99)).filter(
            lambda edge: edge[0] < edge[1]
        ),
        min_size=at_least,
        unique_by=lambda edge: edge[:2],
    )


edges = some_edges(1)


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


def test_from_any_to_any():
    found = graph_of(6, [(0, 2, 0.5), (1, 2, 0.6), (2, 3, 0.5), (2, 4, 0.7), (0, 5, 0.9)])
    [path] = find_paths(found, ([0, 1], [3, 4]))
    assert path.nodes == (1, 2, 4)
    assert [path.nodes for path in find_paths(graph_of(4, SQUARE), ([0], 3), count=2)] == [
        (0, 1, 3),
        (0, 2, 3),
    ]


def test_several_ways_by_the_papers_asked_for_share_only_those():
    square = [*SQUARE, (3, 4, 0.9)]
    found = find_paths(graph_of(5, square), (0, 4), via=[3], count=5)
    assert [path.nodes for path in found] == [(0, 1, 3, 4), (0, 2, 3, 4), (0, 3, 4)]


def test_no_paper_twice_even_where_the_strongest_legs_cross():
    # Both legs are strongest by 2; it serves the one, and the other goes by 4.
    weak = [(0, 4, 0.3), (4, 1, 0.3), (4, 3, 0.4)]
    star = [(0, 2, 0.9), (2, 1, 0.9), (2, 3, 0.9), *weak]
    [path] = find_paths(graph_of(5, star), (0, 3), via=[1])
    assert path.nodes == (0, 2, 1, 4, 3)
    assert find_paths(graph_of(5, star), (0, 3), via=[1], avoid=[4]) == ()
    assert find_gap(graph_of(5, star), (0, 3), via=[1], avoid=[4]) is None


def test_a_search_that_would_never_end_gives_up(monkeypatch):
    monkeypatch.setattr("graph.find.chains.PATIENCE", 0)
    star = [(0, 2, 0.9), (2, 1, 0.9), (2, 3, 0.9), (0, 4, 0.3), (4, 1, 0.3)]
    with pytest.raises(GraphError, match="cross"):
        find_paths(graph_of(5, star), (0, 3), via=[1])


@pytest.mark.parametrize(
    ("ends", "told", "message"),
    [
        (([0, 1], [1, 2]), {}, "two papers"),
        (([], [1]), {}, "two papers"),
        ((0, 1), {"via": [0]}, "twice"),
        ((0, 1), {"via": [2, 2]}, "twice"),
        ((0, 1), {"avoid": [1]}, "twice"),
        ((0, 1), {"via": [2], "avoid": [2]}, "twice"),
        ((0, 1), {"max_hops": 0}, "one hop"),
    ],
)
def test_what_cannot_be_asked(ends, told, message):
    with pytest.raises(OptionError, match=message):
        find_paths(graph_of(4, SQUARE), ends, **told)


def test_a_paper_to_avoid_may_be_named_twice():
    assert find_paths(graph_of(4, SQUARE), (0, 3), avoid=[1, 1])[0].nodes == (0, 2, 3)


def test_fewer_hops_for_less_strength():
    line = [(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9), (0, 2, 0.5), (0, 3, 0.3)]
    told = [find_paths(graph_of(4, line), (0, 3), max_hops=hops) for hops in (1, 2, 3, 4)]
    assert [path.nodes for [path] in told] == [(0, 3), (0, 2, 3), (0, 1, 2, 3), (0, 1, 2, 3)]
    assert find_paths(graph_of(4, line[:3]), (0, 3), max_hops=2) == ()


def test_few_hops_and_papers_to_avoid_at_once():
    line = [(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9)]
    short = [(0, 4, 0.8), (4, 3, 0.8), (0, 5, 0.5), (5, 3, 0.5)]
    graph = graph_of(6, [*line, *short])
    [path] = find_paths(graph, (0, 3), max_hops=2, avoid=[4])
    assert path.nodes == (0, 5, 3)
    assert path.hops == pytest.approx((0.5, 0.5))
    both = find_paths(graph, (0, 3), max_hops=2, count=5)
    assert [path.nodes for path in both] == [(0, 4, 3), (0, 5, 3)]


def test_the_gap_is_the_first_between_stops_that_do_not_hang_together():
    apart = graph_of(7, [(0, 1, 0.9), (1, 2, 0.8), (3, 4, 0.9)])
    leg, here, there = find_gap(apart, ([0, 6], 5), via=[2, 4])
    assert (leg, here.tolist(), there.tolist()) == (1, [0, 1, 2], [3, 4])
    leg, here, there = find_gap(apart, ([0, 6], 4))
    assert (leg, here.tolist(), there.tolist()) == (0, [0, 1, 2, 6], [3, 4])
    leg, here, there = find_gap(apart, (0, 2), avoid=[1])
    assert (leg, here.tolist(), there.tolist()) == (0, [0], [2])
    assert find_gap(apart, (0, 2)) is None
    assert find_gap(apart, (0, 2), layer="lineage").here.tolist() == [0]


@st.composite
def asked(draw):
    """Ends, papers to pass in order, papers to avoid: all different; perhaps a bound on hops."""
    order = draw(st.permutations(range(7)))
    sizes = [draw(st.integers(low, 2)) for low in (1, 1, 0, 0)]
    cuts = [0, *accumulate(sizes)]
    starts, to, via, avoid = (order[one:other] for one, other in pairwise(cuts))
    return starts, to, via, avoid, draw(st.none() | st.integers(1, 6))


@settings(max_examples=400)
@given(edges | some_edges(12), asked())
def test_the_strongest_of_all_simple_paths_that_fit(drawn, question):
    starts, to, via, avoid, max_hops = question
    network = nx.Graph()
    network.add_nodes_from(range(7))
    network.add_weighted_edges_from((a, b, float(np.float32(w))) for a, b, w in drawn)
    fitting = [
        np.prod([network.edges[hop]["weight"] for hop in pairwise(nodes)])
        for start in starts
        for end in to
        for nodes in nx.all_simple_paths(network, start, end, cutoff=max_hops)
        if [node for node in nodes if node in via] == list(via)
        and not set(nodes[1:-1]) & {*starts, *to, *avoid}
    ]
    told = {"via": via, "avoid": avoid, "max_hops": max_hops}
    found = find_paths(graph_of(7, drawn), (starts, to), count=3, **told)
    assert bool(found) == bool(fitting)
    if not found:
        return
    assert found[0].strength == pytest.approx(max(fitting), rel=1e-5)
    for path in found:
        assert path.nodes[0] in starts
        assert path.nodes[-1] in to
        assert [node for node in path.nodes if node in via] == list(via)
        assert not set(path.nodes) & set(avoid)
        assert len(path.nodes) == len(set(path.nodes))
        assert max_hops is None or len(path.hops) <= max_hops
        assert path.hops == pytest.approx(
            [network.edges[hop]["weight"] for hop in pairwise(path.nodes)]
        )
    middles = [node for path in found for node in path.nodes[1:-1] if node not in via]
    assert len(middles) == len(set(middles))
    assert all(one.strength >= other.strength for one, other in pairwise(found))


@given(edges, st.sets(st.integers(0, 6), max_size=2))
def test_a_gap_is_where_networkx_sees_two_components(drawn, avoid):
    network = nx.Graph()
    network.add_nodes_from(range(7))
    network.add_edges_from(edge[:2] for edge in drawn)
    network.remove_nodes_from(avoid)
    one, other = sorted(network)[:2]
    gap = find_gap(graph_of(7, drawn), (one, other), avoid=sorted(avoid))
    here, there = (nx.node_connected_component(network, end) for end in (one, other))
    if other in here:
        assert gap is None
    else:
        assert (set(gap.here.tolist()), set(gap.there.tolist())) == (here, there)


@pytest.mark.parametrize("seed", range(20))
def test_a_search_from_both_ends_finds_what_one_from_the_start_finds(seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(0, 60, (2, 90))
    links = symmetrise(from_edges(rows, columns, rng.uniform(0.01, 0.99, 90), (60, 60)))
    gone = np.triu(rng.random((60, 60)) < 0.05)
    price = -np.log(links.data.astype(float))
    data = np.where((gone | gone.T)[links.nonzero()], np.inf, price)
    costs = csr_array((data, links.indices, links.indptr), links.shape)
    sources, targets, closed = np.split(np.sort(rng.permutation(60)[:12].astype(np.int64)), [2, 5])
    shut = np.isin(np.arange(60), closed)
    open_ways = costs.toarray()
    open_ways[:, closed] = open_ways[closed] = 0
    reached = dijkstra(open_ways, indices=sources, min_only=True)
    found = cheapest(costs, [sources, targets], closed=shut)
    assert bool(found) == np.isfinite(reached[targets].min())
    if found:
        hops = pairwise(found)
        assert sum(open_ways[hop] for hop in hops) == pytest.approx(reached[targets].min())
