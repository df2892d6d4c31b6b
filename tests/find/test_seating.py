import numpy as np
import pytest
from scipy.spatial import KDTree

from graph.core.growth import Growth
from graph.core.sparse import from_edges, symmetrise, top_k
from graph.core.types import Graph
from graph.find.layout import EDGES
from graph.find.seating import ROOM, _strong, grow_positions


@pytest.mark.parametrize("count", [1, 2_000])
def test_many_that_are_drawn_to_one_spot_all_find_room(count):
    old = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0)), axis=-1).reshape(-1, 2)
    n = len(old) + count
    new = np.arange(len(old), n)
    adjacency = symmetrise(from_edges(new, np.full(count, 55), 0.5, (n, n)))
    growth = Growth(np.arange(len(old)), np.arange(n) >= len(old))
    points = grow_positions(Graph((), (), adjacency), old.astype(np.float32), growth)
    assert (points[: len(old)] == old).all()
    nearest = KDTree(points).query(points, k=2)[0][:, 1]
    assert nearest.min() >= ROOM - 0.15  # positions are rounded to a tenth
    assert np.hypot(*(points[new] - old[55]).T).max() < 2 * np.sqrt(n)


def test_strong_edges_of_new_papers_are_those_among_the_strongest_of_either_end():
    dice = np.random.default_rng(1)
    n = 60
    adjacency = symmetrise(from_edges(*dice.integers(0, n, (2, 900)), dice.random(900), (n, n)))
    new = dice.random(n) < 0.2
    told = symmetrise(top_k(adjacency, EDGES)).toarray()
    told[~new] = 0
    assert (_strong(adjacency, new).toarray() == told).all()
