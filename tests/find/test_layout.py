import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Communities, Graph, Layer
from graph.core.workers import working
from graph.find import forces
from graph.find.layout import LIMIT, SPACING, place


def world(labels, edges):
    """Graph of (row, column, weight) edges, and communities of the given labels."""
    n = len(labels)
    rows, columns, weights = np.array(edges).T if edges else ([], [], [])
    matrix = symmetrise(from_edges(rows, columns, weights, (n, n)))
    graph = Graph((Layer("terms", matrix),), (1.0,), matrix)
    return graph, Communities(np.array(labels, np.int32), np.ones(n, np.float32), 0.0)


def clique(rows, weight=0.8):
    return [(a, b, weight) for a in rows for b in rows if a < b]


def planted(sizes, lone=0, seed=5):
    """Communities with four edges a paper inside and one anywhere, then lone papers."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    edges = []
    for paper, label in enumerate(labels):
        inside = rng.choice(np.flatnonzero(labels == label), 4)
        others = {*inside, rng.integers(len(labels))} - {paper}
        edges += [(paper, other, rng.uniform(0.1, 0.9)) for other in sorted(others)]
    return world([*labels, *[-1] * lone], edges)


def distances(points, others=None):
    others = points if others is None else others
    return np.hypot(*(points[:, None] - others[None]).astype(float).transpose(2, 0, 1))


def nearest(points):
    gaps = distances(points)
    np.fill_diagonal(gaps, np.inf)
    return gaps.min(axis=1)


def reach(points, main):
    """Distance of each point from the middle of the map that the first `main` points make."""
    middle = (points[:main].max(axis=0) + points[:main].min(axis=0)) / 2
    return np.hypot(*(points - middle).T)


def middles(points, labels):
    return np.array([points[labels == label].mean(axis=0) for label in range(labels.max() + 1)])


def test_two_cliques_are_two_islands():
    edges = [*clique(range(8)), *clique(range(8, 16)), (0, 8, 0.3)]
    points = place(*world([0] * 8 + [1] * 8, edges))
    gap = distances(points[:8], points[8:]).min()
    assert gap > 1.1 * max(nearest(points[:8]).max(), nearest(points[8:]).max())


def test_cliques_without_any_edge_between_are_both_on_the_map():
    points = place(*world([0] * 8 + [1] * 8, [*clique(range(8)), *clique(range(8, 16))]))
    assert distances(points[:8], points[8:]).min() > SPACING
    assert np.abs(points).max() < 8 * SPACING


def test_islands_hold_their_community_and_do_not_mix():
    graph, communities = planted([60, 45, 30, 20])
    points = place(graph, communities)
    labels = communities.labels
    home = distances(points, middles(points, labels)).argmin(axis=1)
    assert (home == labels).mean() > 0.97
    around = distances(points).argsort(axis=1)[:, 1:6]
    assert (labels[around] == labels[:, None]).mean() > 0.85


def test_larger_communities_have_larger_islands():
    graph, communities = planted([120, 30])
    points = place(graph, communities)
    large, small = points[:120], points[120:]
    spread = large.std(axis=0).mean() / small.std(axis=0).mean()
    assert spread == pytest.approx(2, rel=0.25)


def test_communities_with_edges_between_them_are_neighbours():
    cliques = [range(start, start + 9) for start in range(0, 54, 9)]
    links = [(a, b, 0.9) for pair in pairwise(cliques) for a, b in zip(*pair, strict=True)]
    edges = [edge for rows in cliques for edge in clique(rows)] + links
    labels = np.repeat(np.arange(6), 9)
    gaps = distances(middles(place(*world(labels, edges)), labels))
    assert np.diagonal(gaps, 1).max() < 1.05 * gaps[gaps > 0].min()
    assert gaps[0, 5] > 2 * gaps[0, 1]


def test_edges_draw_papers_together_inside_an_island():
    ring = [(paper, (paper + 1) % 40, 0.9) for paper in range(40)]
    points = place(*world([0] * 40, ring))
    gaps = distances(points)
    steps = [np.mean([gaps[i, (i + hop) % 40] for i in range(40)]) for hop in (1, 5, 20)]
    assert steps[0] < 0.6 * steps[1] < 0.6 * steps[2]


def test_a_paper_between_two_communities_stands_on_the_facing_coast():
    edges = [*clique(range(12)), *clique(range(12, 24))]
    edges += [(bridge, other, 0.9) for bridge in (0, 1) for other in range(12, 16)]
    points = place(*world([0] * 12 + [1] * 12, edges))
    away = np.hypot(*(points[:12] - points[12:].mean(axis=0)).T)
    assert away[:2].mean() < 0.85 * away[2:].mean()


def test_lone_papers_stand_outside_everything_else():
    graph, communities = planted([40, 30], lone=50)
    points = place(graph, communities)
    far = reach(points, main=70)
    assert far[70:].min() > far[:70].max() + 0.9 * SPACING
    assert nearest(points[70:]).min() > 0.9 * SPACING


def test_tiny_components_ring_the_map_as_polygons():
    edges = [*clique(range(20)), *clique(range(20, 24)), *clique(range(24, 26))]
    points = place(*world([0] * 20 + [1] * 4 + [2] * 2 + [-1], edges))
    far = reach(points, main=20)
    assert far[20:26].min() > far[:20].max()
    assert far[26] > far[:26].max()
    assert distances(points[20:24])[0, [1, 3]] == pytest.approx(SPACING, abs=0.2)
    assert distances(points[24:26])[0, 1] == pytest.approx(SPACING, abs=0.2)


def test_the_largest_component_is_the_map_however_small():
    pairs = [(row, row + 1, 0.8) for row in range(3, 11, 2)]
    points = place(*world([0] * 3 + [1, 1, 2, 2, 3, 3, 4, 4], [*clique(range(3)), *pairs]))
    around = np.hypot(*(points[3:].mean(axis=0) - points[:3].mean(axis=0)))
    assert around < SPACING / 2
    assert nearest(points).min() > 0.8 * SPACING


@pytest.mark.parametrize("sizes", [[25, 21, 19, 16, 14, 13, 11], [119], [2] * 60])
def test_nodes_of_typical_size_do_not_cover_each_other(sizes):
    points = place(*planted(sizes))
    assert nearest(points).min() > 0.8 * SPACING


def test_the_map_is_centred_rounded_and_larger_for_more_papers():
    extents = []
    for sizes in ([10, 5], [60, 40], [300, 200]):
        points = place(*planted(sizes))
        assert points.dtype == np.float32
        assert points.shape == (sum(sizes), 2)
        assert points.max(axis=0) == pytest.approx(-points.min(axis=0), abs=0.11)
        assert points.astype(float) * 10 == pytest.approx(np.round(points * 10.0), abs=5e-3)
        extents.append(np.abs(points).max())
    assert 1.5 < extents[1] / extents[0] < 5
    assert 1.5 < extents[2] / extents[1] < 5


def test_a_map_too_large_shrinks_to_the_limit():
    points = place(*planted([30, 20], lone=12_000))
    assert np.abs(points).max() == pytest.approx(LIMIT, abs=0.1)
    assert len(np.unique(points, axis=0)) == len(points)


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_corpora_without_any_edge(count):
    points = place(*world([-1] * count, []))
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()
    if count > 1:
        assert nearest(points).min() > 0.9 * SPACING


def test_communities_of_one_paper_do_no_harm():
    graph, communities = world([0, 1, 2, 3, 4, 5], clique(range(6), 0.5))
    points = place(graph, communities)
    assert nearest(points).min() > 0.8 * SPACING


def test_the_seed_decides():
    graph, communities = planted([30, 20])
    assert np.array_equal(place(graph, communities, seed=3), place(graph, communities, seed=3))
    assert not np.array_equal(place(graph, communities, seed=3), place(graph, communities, seed=4))


def test_hash_seed_and_threads_change_nothing():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib, test_layout as t;"
        "print(hashlib.sha256(t.place(*t.planted([60, 40, 9], lone=5)).tobytes()).hexdigest())"
    )
    here = hashlib.sha256(place(*planted([60, 40, 9], lone=5)).tobytes()).hexdigest()
    for number in ("1", "2"):
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), number)
        there = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, **threads, "PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


def test_blocks_and_workers_move_no_paper(monkeypatch, seeds):
    monkeypatch.setattr(forces, "BLOCK", 50)
    with working(2):
        found = place(seeds.graph, seeds.communities)
    assert (found == seeds.positions).all()


def test_discs_come_apart_alike_however_often_it_is_found_out_which_are_near():
    rng = np.random.default_rng(0)
    points, radii = 9 * rng.random((400, 2)), rng.choice([0.2, 0.5, 1.1], 400)
    always = forces.apart(points, radii, steps=40)
    seldom = forces.apart(points, radii, steps=40, slack=0.7)
    np.testing.assert_allclose(seldom, always, atol=1e-9)
    assert np.abs(always - points).max() > 1
