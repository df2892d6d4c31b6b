"""What is found in a graph: communities, paths, and the evidence for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core.types.checks import require


@dataclass(frozen=True, slots=True)
class Communities:
    """labels int32 (n,): 0 is the largest, -1 an isolated paper; confidence float32 (n,) in [0, 1].

    In an atlas that has grown communities keep their numbers, whatever their sizes have become.
    confidence is the share of runs on disturbed weights that put a paper there again. separation
    in [-1, 1] is a mean silhouette: 1 where no edge leaves a community.
    """

    labels: NDArray[np.int32]
    confidence: NDArray[np.float32]
    modularity: float
    separation: float = 0.0

    def __post_init__(self) -> None:
        require(self.labels.ndim == 1 and self.labels.dtype == np.int32, "labels are int32 (n,)")
        require(self.confidence.shape == self.labels.shape, "confidence is as long as labels")

    def __len__(self) -> int:
        """Count the communities, isolated papers aside."""
        return int(self.labels.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Bridge:
    """A paper (row) between two communities, its own and another, and their shares of its edges."""

    paper: int
    between: tuple[int, int]
    shares: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Labels:
    """Per community: a short name, the terms that tell it apart, its most central papers (rows)."""

    names: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    exemplars: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        require(
            len(self.names) == len(self.terms) == len(self.exemplars),
            "names, terms and exemplars have one entry a community",
        )


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of papers (rows): per hop its strength in (0, 1) and its strongest layer."""

    nodes: tuple[int, ...]
    hops: tuple[float, ...]
    layers: tuple[str, ...]

    def __post_init__(self) -> None:
        require(
            len(self.hops) == len(self.layers) == len(self.nodes) - 1,
            "a path of k papers has k - 1 hops and layers",
        )

    @property
    def strength(self) -> float:
        """Product of the hops; 1 for a path of one paper."""
        return float(np.prod(self.hops)) if self.hops else 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a paper (row) that bears an explanation out."""

    paper: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two papers (rows) are kin.

    layers: share of the score by layer, adding up to 1. terms: words or phrases that stand in both
    texts with their share of the terms layer, the strongest first; context: the rest of that
    layer, words by which the papers nearest to each speak; both add up to 1. names: names that
    both use. concepts: words that the one uses and a model of the other is short for.
    citations: what cites what, in words. sentences: what the texts themselves say.
    """

    score: float
    layers: tuple[tuple[str, float], ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    context: float = 0.0
    names: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    sentences: tuple[Quote, ...] = ()
