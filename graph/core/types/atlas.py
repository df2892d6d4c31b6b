"""All that a build finds, what it was asked for, and what is to be shown of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core.types.checks import require, require_shape
from graph.core.types.findings import Communities, Labels
from graph.core.types.papers import Corpus
from graph.core.types.relations import Features, Graph, Names


@dataclass(frozen=True, slots=True)
class Options:
    """What a build can be told.

    layers: names of the layers to use, or () for all that the corpus has ground for.
    neighbors: nearest neighbours a paper proposes as edges, by vocabulary and by names.
    min_weight: scores of a layer below this propose no edge.
    resolution: of Leiden; above 1 gives more and smaller communities. seed: of Leiden and layout.
    exact: whether to hold all papers against all where there are many, too.
    language: of all texts, as "de"; "" tells it by each text.
    semantic: model whose vectors make a layer of their own: "wordllama", or one of
    sentence-transformers' by name or path. allow_download: whether it may come from the network.
    """

    layers: tuple[str, ...] = ()
    neighbors: int = 8
    min_weight: float = 0.05
    resolution: float = 1.0
    seed: int = 0
    exact: bool = False
    language: str = ""
    semantic: str = ""
    allow_download: bool = False


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of an atlas to show; a field left alone leaves nothing out.

    layers: names of those that count; an edge then weighs what these say together. min_strength:
    the least weight of an edge. clusters: ids of communities whose papers to show. around: papers
    (rows) whose neighbourhood to show: what is within `hops` of one of them along such edges.
    max_nodes: papers at most, of each cluster the best connected, or the nearest to those of
    `around`; None leaves it to the format.
    """

    clusters: tuple[int, ...] = ()
    around: tuple[int, ...] = ()
    hops: int = 2
    layers: tuple[str, ...] = ()
    min_strength: float = 0.0
    max_nodes: int | None = None


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that a build finds; positions float32 (n, 2), y pointing up."""

    corpus: Corpus
    features: Features
    names: Names
    graph: Graph
    communities: Communities
    labels: Labels
    positions: NDArray[np.float32]
    options: Options = DEFAULTS

    def __post_init__(self) -> None:
        n = len(self.corpus)
        require(self.features.weights.shape[0] == n, f"features have {n} rows")
        vectors = self.features.vectors
        require(vectors is None or len(vectors.rows) == n, f"there are {n} vectors")
        require(self.names.mentions.shape[0] == n, f"mentions have {n} rows")
        require_shape(self.graph.adjacency, (n, n), "adjacency")
        require(self.communities.labels.shape == (n,), f"communities have {n} labels")
        require(len(self.labels.names) == len(self.communities), "every community has a label")
        require(self.positions.shape == (n, 2), f"positions are ({n}, 2)")
        require(self.positions.dtype == np.float32, "positions are float32")

    def __len__(self) -> int:
        return len(self.corpus)
