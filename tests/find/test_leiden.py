import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from graph.core.sparse import canonical, edges, from_edges, symmetrise
from graph.find.leiden import leiden, modularity

from .test_communities import clique, graph_of


def run(adjacency, *, seed=0, resolution=1.0, **more):
    return leiden(adjacency, resolution=resolution, rng=np.random.default_rng(seed), **more)


def ring_of_cliques(count, size):
    inside = [edge for c in range(count) for edge in clique(range(c * size, (c + 1) * size))]
    between = [(c * size, (c + 1) % count * size + 1, 0.3) for c in range(count)]
    return graph_of(count * size, *inside, *between).adjacency


def test_a_ring_of_cliques_gives_the_cliques():
    for seed in range(5):
        found = run(ring_of_cliques(8, 5), seed=seed).reshape(8, 5)
        assert (found == found[:, :1]).all()
        assert len(set(found[:, 0])) == 8


def test_where_many_have_come_a_group_may_change_sides():
    cliques = [edge for first in (0, 5, 10) for edge in clique(range(first, first + 5))]
    between = [(0, 5, 0.3), *((at, at + 5, 0.3) for at in (5, 6, 7))]
    adjacency = graph_of(15, *cliques, *between).adjacency
    start = np.repeat(np.array([0, 0, 1], np.int32), 5)
    for came, sides in (([], [0, 0, 1]), (range(5, 10), [0, 1, 1])):
        fresh = np.isin(np.arange(15), came)
        found = run(adjacency, start=start, fresh=fresh).reshape(3, 5)
        assert (found == found[:, :1]).all()
        same = found[:, 0] == found[2, 0]
        assert same.tolist() == [side == 1 for side in sides]


def test_modularity_agrees_with_its_definition_pair_by_pair(seeds):
    adjacency = seeds.graph.adjacency.astype(np.float64)
    labels = seeds.communities.labels
    dense = adjacency.toarray()
    total, strength = dense.sum(), dense.sum(axis=1)
    same = labels[:, None] == labels
    for resolution in (1.0, 2.5):
        expected = (
            (dense - resolution * np.outer(strength, strength) / total) * same
        ).sum() / total
        assert modularity(canonical(adjacency), labels, resolution=resolution) == pytest.approx(
            expected, abs=1e-6
        )


def pieces_of(adjacency, found):
    rows, columns, _ = edges(adjacency)
    keep = found[rows] == found[columns]
    inside = from_edges(rows[keep], columns[keep], 1, adjacency.shape)
    return connected_components(inside, directed=False)[0]


def random_graph(seed, nodes, count):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, nodes, (count, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    weights = 0.05 + 0.9 * rng.random(len(ends))
    return symmetrise(from_edges(*ends.T, weights, (nodes, nodes)))


def test_every_community_is_connected(seeds):
    # thin graphs, in which moving papers one by one leaves communities in pieces
    for number in (5, 7, 13):
        adjacency = random_graph(number, 300, 450)
        found = run(adjacency, seed=number)
        assert pieces_of(adjacency, found) == len(np.unique(found))
    for resolution in (0.3, 1.0, 3.0):
        found = run(seeds.graph.adjacency, resolution=resolution)
        assert pieces_of(seeds.graph.adjacency, found) == len(np.unique(found))


def test_each_pass_is_better_than_the_one_before():
    found = []
    for number in range(5):
        adjacency = random_graph(number, 600, 1500)
        found += [
            [modularity(adjacency, run(adjacency, seed=seed, passes=p)) for p in (1, 2, 10)]
            for seed in range(3)
        ]
    assert (np.diff(found) > -1e-6).all()
    one, two, all_ = np.mean(found, axis=0)
    # without refinement the second pass is worth half of that, and a third one nothing
    assert two > one + 0.004
    assert all_ > two + 0.0008


def test_nothing_given_is_changed_and_read_only_matrices_will_do(seeds):
    adjacency = canonical(seeds.graph.adjacency)
    for part in (adjacency.data, adjacency.indices, adjacency.indptr):
        part.flags.writeable = False
    assert (run(adjacency) == run(seeds.graph.adjacency)).all()


def test_nodes_without_edges_stay_alone():
    found = run(graph_of(5, (1, 3, 0.5)).adjacency)
    assert found[1] == found[3]
    assert len(set(found.tolist())) == 4
