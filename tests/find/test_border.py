import numpy as np
import pytest

from graph.core.types import Communities
from graph.find.border import find_bridges, separation, sides
from graph.find.communities import find_communities

from .test_communities import clique, graph_of, joined_cliques


def communities_of(labels):
    labels = np.array(labels, np.int32)
    return Communities(labels, np.ones(len(labels), np.float32), 0.0)


def test_sides_by_hand():
    made = graph_of(6, (0, 1, 0.5), (0, 2, 0.2), (0, 3, 0.2), (0, 4, 0.1), (2, 3, 0.4))
    found = sides(made.adjacency, np.array([0, 0, 1, 2, 2, -1], np.int32))
    assert found.own.tolist() == pytest.approx([0.5, 1, 0, 0, 0, 0])
    assert found.other.tolist() == [2, -1, 2, 1, 0, -1]
    assert found.share.tolist() == pytest.approx([0.3, 0, 2 / 3, 2 / 3, 1, 0])


def test_of_two_communities_alike_the_first_is_the_other_side():
    made = graph_of(3, (0, 1, 0.25), (0, 2, 0.25))
    assert sides(made.adjacency, np.array([2, 1, 0], np.int32)).other.tolist() == [0, 2, 2]


def test_separation_is_one_apart_and_minus_one_in_the_wrong_place():
    made = graph_of(5, (0, 1, 0.5), (2, 3, 0.5))
    for labels, expected in (([0, 0, 1, 1, -1], 1), ([0, 1, 0, 1, -1], -1), ([-1] * 5, 0)):
        labels = np.array(labels, np.int32)
        assert separation(sides(made.adjacency, labels), labels) == expected


def test_the_paper_between_two_cliques_is_the_bridge():
    made = joined_cliques()
    [bridge] = find_bridges(made, find_communities(made))
    assert bridge.paper == 10
    assert sorted(bridge.between) == [0, 1]
    assert bridge.between[0] == find_communities(made).labels[10]
    assert bridge.shares == pytest.approx((0.5, 0.5))


def test_bridges_come_by_the_weight_they_carry_then_by_row():
    pairs = [*clique([0, 1], 0.9), *clique([2, 3], 0.9)]
    ties = [(4, 0, 0.2), (4, 2, 0.2), (5, 1, 0.4), (5, 3, 0.3), (6, 0, 0.2), (6, 3, 0.2)]
    found = find_bridges(graph_of(7, *pairs, *ties), communities_of([0, 0, 1, 1, 0, 0, 1]))
    assert [bridge.paper for bridge in found][:1] == [5]
    assert [bridge.paper for bridge in found if bridge.paper in (4, 6)] == [4, 6]
    assert found[0].shares == pytest.approx((4 / 7, 3 / 7))
    assert [bridge.between for bridge in found if bridge.paper > 3] == [(0, 1), (0, 1), (1, 0)]


def test_a_quarter_makes_a_bridge_and_less_does_not():
    for away, bridges in ((0.25, 2), (0.2, 0)):
        made = graph_of(4, (0, 1, 1 - away), (2, 3, 1 - away), (0, 2, away))
        assert len(find_bridges(made, communities_of([0, 0, 1, 1]))) == bridges
    # a paper that is drawn away and hardly held where it is stands between nothing, either
    made = graph_of(5, (0, 1, 0.9), (2, 3, 0.9), (4, 0, 0.1), (4, 2, 0.9))
    assert find_bridges(made, communities_of([0, 0, 1, 1, 0]))[:1] != ()
    assert 4 not in [b.paper for b in find_bridges(made, communities_of([0, 0, 1, 1, 0]))]


def test_no_edge_no_bridge():
    assert find_bridges(graph_of(2), communities_of([-1, -1])) == ()


def test_the_seeds_have_bridges_that_are_less_sure_than_the_rest(seeds):
    found = [bridge.paper for bridge in find_bridges(seeds.graph, seeds.communities)]
    rest = np.setdiff1d(np.arange(len(seeds)), found)
    assert 5 < len(found) < len(seeds) / 2
    confidence = seeds.communities.confidence
    assert confidence[found].mean() < confidence[rest].mean() - 0.1
