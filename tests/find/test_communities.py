import numpy as np
import pytest

from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Graph, Layer
from graph.core.workers import working
from graph.find import communities
from graph.find.communities import agreement, find_communities
from graph.find.leiden import leiden, modularity


def graph_of(n, *edges):
    rows, columns, weights = np.array(edges).T if edges else ([], [], [])
    adjacency = symmetrise(from_edges(rows, columns, weights, (n, n)))
    return Graph((Layer("terms", adjacency),), (1.0,), adjacency)


def clique(rows, weight=0.8):
    return [(a, b, weight) for a in rows for b in rows if a < b]


def joined_cliques():
    """Two cliques of five, and paper 10 with as much to the one as to the other."""
    ends = [(a, 10, 0.8) for a in (0, 1, 5, 6)]
    return graph_of(11, *clique(range(5)), *clique(range(5, 10)), *ends)


def test_two_cliques_and_a_loner_the_largest_first():
    found = find_communities(graph_of(8, *clique([0, 2, 4]), *clique([1, 3, 5, 7]), (0, 1, 0.1)))
    assert found.labels.tolist() == [1, 0, 1, 0, 1, 0, -1, 0]
    assert found.labels.dtype == np.int32
    assert found.confidence.tolist() == [1, 1, 1, 1, 1, 1, 0, 1]
    assert found.confidence.dtype == np.float32
    # seven linked papers; papers 0 and 1 have 0.1 of 1.7 and of 2.5 in the other clique
    silhouettes = [1 - 0.1 / 1.6, 1 - 0.1 / 2.4] + [1] * 5
    assert found.separation == pytest.approx(np.mean(silhouettes))


def test_equal_sizes_are_numbered_by_their_first_paper():
    found = find_communities(graph_of(6, *clique([1, 2, 4]), *clique([0, 3, 5])))
    assert found.labels.tolist() == [0, 1, 1, 0, 1, 0]


def test_the_paper_between_two_cliques_is_the_only_one_in_doubt():
    found = find_communities(joined_cliques())
    assert found.confidence[:10].tolist() == [1] * 10
    assert 0.1 <= found.confidence[10] <= 0.9


def test_modularity_by_hand():
    # two separate edges: each holds half the weight, and expects a quarter of it
    assert find_communities(graph_of(4, (0, 1, 0.5), (2, 3, 0.5))).modularity == pytest.approx(0.5)
    # two triangles of weight 1.5 and an edge of 0.2 between them: 3 of 3.2 is inside
    found = find_communities(
        graph_of(6, *clique([0, 1, 2], 0.5), *clique([3, 4, 5], 0.5), (2, 3, 0.2))
    )
    assert found.modularity == pytest.approx(3 / 3.2 - 0.5)


def test_resolution_gives_more_and_smaller_communities(seeds):
    found = [find_communities(seeds.graph, resolution=r) for r in (0.5, 1.0, 3.0)]
    sizes = [len(one) for one in found]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]
    # modularity is told at resolution 1, where resolution 1 does best
    assert max(found, key=lambda one: one.modularity) is found[1]


def test_the_same_seed_gives_the_same_answer_and_the_seed_counts(seeds):
    one, other = (find_communities(seeds.graph, seed=7) for _ in range(2))
    assert (one.labels == other.labels).all()
    assert (one.confidence == other.confidence).all()
    assert (one.modularity, one.separation) == (other.modularity, other.separation)
    assert (one.confidence != find_communities(seeds.graph, seed=8).confidence).any()


def test_clear_communities_do_not_depend_on_the_order_of_papers():
    made = graph_of(
        14, *clique([0, 1, 2, 3, 4]), *clique([5, 6, 7, 8]), *clique([9, 10, 11]), (4, 5, 0.2)
    )
    found = find_communities(made)
    order = np.random.default_rng(3).permutation(14)
    shuffled = made.adjacency[order][:, order]
    other = find_communities(
        Graph((), (), from_edges(*shuffled.nonzero(), shuffled.data, (14, 14)))
    )
    assert other.labels.tolist() == found.labels[order].tolist()
    assert other.confidence.tolist() == found.confidence[order].tolist()
    assert other.modularity == pytest.approx(found.modularity)


def test_the_seeds_fall_into_clear_fields(seeds):
    # what igraph's Leiden reaches here, less 1 %, at the time of writing
    assert seeds.communities.modularity > 0.99 * 0.549
    assert 0.5 < seeds.communities.separation < 0.9
    assert 0.6 < seeds.communities.confidence.mean() < 0.95


def test_the_best_of_the_starts_stands(seeds):
    adjacency = seeds.graph.adjacency
    starts = [
        modularity(
            adjacency, leiden(adjacency, resolution=1.0, rng=communities._stream(0, 0, number))
        )
        for number in range(communities.STARTS)
    ]
    assert find_communities(seeds.graph).modularity == max(starts) > min(starts)


def test_agreement_matches_communities_by_the_papers_they_share():
    labels = np.array([0, 0, 0, 0, 1, 1, 1, -1], np.int32)
    # other numbers; the first falls in two, both halves still are the first; paper 3 has left it
    assert agreement(labels, np.array([5, 5, 2, 0, 0, 0, 0, 9], np.int32)).tolist() == [
        *([True] * 3),
        False,
        *([True] * 3),
        False,
    ]
    # all one: the smaller is lost
    assert agreement(labels, np.zeros(8, np.int32)).tolist() == [True] * 4 + [False] * 4


def test_a_large_graph_has_fewer_starts_and_runs(monkeypatch):
    count = []
    monkeypatch.setattr(
        communities, "leiden", lambda a, **told: count.append(told) or np.zeros(11, np.int32)
    )
    find_communities(joined_cliques())
    assert len(count) == 20
    count.clear()
    monkeypatch.setattr(communities, "START_EDGES", 50)  # of 24 edges here
    monkeypatch.setattr(communities, "RUN_EDGES", 24 * 5)
    find_communities(joined_cliques())
    assert len(count) == 2 + 5
    monkeypatch.setattr(communities, "RUN_EDGES", 1)
    monkeypatch.setattr(communities, "START_EDGES", 1)
    count.clear()
    assert find_communities(joined_cliques()).confidence.tolist() == [1] * 11
    assert len(count) == 1 + 3


def test_disturbed_weights_are_symmetric_and_on_the_same_edges(seeds):
    adjacency = seeds.graph.adjacency
    noisy = communities._noisy(adjacency, np.random.default_rng(0))
    assert (noisy != noisy.T).nnz == 0
    assert (noisy.indices == adjacency.indices).all()
    logs = np.log(noisy.data / adjacency.data)
    assert logs.std() == pytest.approx(communities.NOISE, rel=0.1)


def test_without_an_edge_every_paper_is_isolated():
    found = find_communities(graph_of(3))
    assert found.labels.tolist() == [-1, -1, -1]
    assert found.confidence.tolist() == [0, 0, 0]
    assert (len(found), found.modularity, found.separation) == (0, 0, 0)


def test_workers_change_nothing(monkeypatch, seeds):
    monkeypatch.setattr(communities, "PARALLEL_EDGES", 0)
    with working(2):
        found = find_communities(seeds.graph)
    assert (found.labels == seeds.communities.labels).all()
    assert (found.confidence == seeds.communities.confidence).all()
