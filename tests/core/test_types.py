from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from graph.core.sparse import from_edges
from graph.core.types import Communities, Layer, Paper, Path


def test_records_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Paper("A title").title = "another"


def test_a_layer_refuses_what_is_not_square_or_float32():
    with pytest.raises(ValueError, match="layer x is"):
        Layer("x", from_edges([0], [1], [0.5], (2, 3)))
    with pytest.raises(ValueError, match="float32"):
        Layer("x", from_edges([0], [1], [0.5], (2, 2)).astype(np.float64))


def test_an_atlas_refuses_parts_of_different_lengths(toy_atlas):
    with pytest.raises(ValueError, match="positions are"):
        replace(toy_atlas, positions=toy_atlas.positions[:-1])
    with pytest.raises(ValueError, match="labels"):
        replace(
            toy_atlas,
            communities=Communities(np.zeros(2, np.int32), np.zeros(2, np.float32), 0.0),
        )


def test_a_path_s_strength_is_the_product_of_its_hops():
    assert Path((1, 2, 3), (0.5, 0.25), ("terms", "terms")).strength == 0.125
    assert Path((1,), (), ()).strength == 1
    with pytest.raises(ValueError, match="k - 1 hops"):
        Path((1, 2), (), ())
