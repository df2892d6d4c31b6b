import numpy as np
import pytest

from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Graph, Layer
from graph.find.communities import find_communities


def graph_of(n, *edges):
    rows, columns, weights = np.array(edges).T if edges else ([], [], [])
    adjacency = symmetrise(from_edges(rows, columns, weights, (n, n)))
    return Graph((Layer("terms", adjacency),), (1.0,), adjacency)


def clique(rows, weight=0.8):
    return [(a, b, weight) for a in rows for b in rows if a < b]


def test_two_cliques_and_a_loner_the_largest_first():
    found = find_communities(graph_of(8, *clique([0, 2, 4]), *clique([1, 3, 5, 7]), (0, 1, 0.1)))
    assert found.labels.tolist() == [1, 0, 1, 0, 1, 0, -1, 0]
    assert found.confidence[2] == 1
    assert found.confidence[6] == 0
    assert found.confidence[0] == pytest.approx(1.6 / 1.7)


def test_equal_sizes_are_numbered_by_their_first_paper():
    found = find_communities(graph_of(6, *clique([1, 2, 4]), *clique([0, 3, 5])))
    assert found.labels.tolist() == [0, 1, 1, 0, 1, 0]


def test_modularity_by_hand():
    # two separate edges: each holds half the weight, and expects a quarter of it
    assert find_communities(graph_of(4, (0, 1, 0.5), (2, 3, 0.5))).modularity == pytest.approx(0.5)


def test_resolution_gives_more_and_smaller_communities(seeds):
    sizes = [len(find_communities(seeds.graph, resolution=r)) for r in (0.5, 1.0, 3.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_the_same_seed_gives_the_same_answer(seeds):
    one, other = (find_communities(seeds.graph, seed=7) for _ in range(2))
    assert (one.labels == other.labels).all()


def test_without_an_edge_every_paper_is_isolated():
    found = find_communities(graph_of(3))
    assert found.labels.tolist() == [-1, -1, -1]
    assert len(found) == 0
