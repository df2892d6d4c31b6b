"""What papers have in common, and how that links them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.columns import numbers, rows_as_arrow
from graph.core.context import Context
from graph.core.sparse import Matrix
from graph.core.types.checks import require, require_shape, require_square

NAMES = pa.schema(
    [("name", pa.string()), ("kind", pa.string()), ("aliases", pa.list_(pa.string()))]
)
"""Columns of `Names.table`: aliases hold the other spellings seen, without `name` itself."""

PLACES = pa.schema(
    [
        ("paper", pa.int32()),
        ("name", pa.int32()),
        ("sentence", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
    ]
)
"""Columns of `Names.places`, a row a mention, sorted. `sentence` 0 is the title, from 1 on the
sentences of the abstract (`graph.core.text.sentences`); `start` and `end` are character offsets
in the title or in the abstract."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a model trained elsewhere makes of each paper's text: see `graph.relate.semantic`.

    model: its name, or the path of its folder. rows: float32 (n, d), of norm 1 or zero, less the
    corpus's mean. mean: float32 (d,). midpoint is the cosine that scores one half: see `Measure`.
    """

    model: str
    rows: NDArray[np.float32]
    mean: NDArray[np.float32]
    midpoint: float

    def __post_init__(self) -> None:
        require(self.rows.ndim == 2 and self.rows.dtype == np.float32, "rows are float32 (n, d)")
        require(self.mean.shape == self.rows.shape[1:], "the mean is as long as a row")


@dataclass(frozen=True, slots=True)
class Features:
    """Term weights: terms (v,) string array; two times rows (n, v), of norm 1 or empty.

    weights: float32 (n, v), of the paper's own text. context: the same, leaning towards the papers
    nearest to it; what is compared, and worked out when asked for: `context[rows]`, or all by
    `context.whole`. midpoint is the cosine of contexts that scores one half: see `Measure`.
    vectors: of the same texts by the model that the build was told to use, if any.
    """

    terms: pa.StringArray
    context: Context
    midpoint: float
    vectors: Vectors | None = None

    def __post_init__(self) -> None:
        require_shape(self.weights, (self.weights.shape[0], len(self.terms)), "weights")

    @property
    def weights(self) -> Matrix:
        """Weights of the terms in the papers' own texts."""
        return self.context.weights


@dataclass(frozen=True, slots=True)
class Names:
    """Named models, methods, families, benchmarks and data sets.

    table: schema `NAMES`, m rows. mentions: float32 (n, m), how often each paper uses each name,
    in title and abstract together. introduced: bool (n, m); what a paper introduces it also
    mentions. places: schema `PLACES`. rarity: float64 (m,) in [0, 1], how specific each name is
    held to be; None for what its papers come to, as it is until the corpus grows.
    """

    table: pa.Table
    mentions: Matrix
    introduced: Matrix
    places: pa.Table
    rarity: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        require(self.table.schema.equals(NAMES), "names have the columns of NAMES")
        require(self.places.schema.equals(PLACES), "places have the columns of PLACES")
        shape = (self.mentions.shape[0], self.table.num_rows)
        require_shape(self.mentions, shape, "mentions")
        require_shape(self.introduced, shape, "introduced")
        require(self.introduced.dtype == np.bool_, "introduced is of dtype bool")
        if self.rarity is not None:
            require(self.rarity.shape == shape[1:], "there is one rarity for each name")

    def known_as(
        self, papers: Sequence[int] | NDArray[np.integer] | None = None
    ) -> tuple[str, ...]:
        """Per paper, of these rows or of all, the name it is known by; "" if it introduces none.

        Of several the one in its title, then a model before other kinds, then the one that most
        papers mention, then the one that it uses most.
        """
        n, m = self.introduced.shape
        wanted = np.arange(n) if papers is None else np.asarray(papers, np.int64)
        place, owned = self.introduced[wanted].nonzero()
        if not len(place):
            return ("",) * len(wanted)
        row = wanted[place]
        paper, name, sentence = (numbers(self.places[of]) for of in ("paper", "name", "sentence"))
        used, at = row * m + owned, np.flatnonzero(sentence == 0)
        titles = np.sort(paper[at].astype(np.int64) * m + name[at])
        titled = np.searchsorted(titles, used, "right") > np.searchsorted(titles, used)
        kinds = self.table["kind"].take(rows_as_arrow(owned)).to_pylist()
        model = np.array([kind == "model" for kind in kinds])
        spread = np.bincount(self.mentions.indices, minlength=m)
        own = np.asarray(self.mentions[row, owned]).ravel()
        order = np.lexsort((owned, -own, -spread[owned], ~model, ~titled, place))
        known = np.full(len(wanted), "", object)
        places, first = np.unique(place[order], return_index=True)
        known[places] = self.table["name"].take(rows_as_arrow(owned[order][first])).to_pylist()
        return tuple(known.tolist())


@dataclass(frozen=True, slots=True)
class Measure:
    """How one layer scores a pair of papers, linked or not; every score lies in [0, 1].

    With `pairwise` the matrix is (n, n) and holds the scores themselves (row to column where
    `directed`); else its rows are vectors (n, d) and a score is their dot product x, or, where a
    `midpoint` is given, x^4 / (x^4 + midpoint^4): zero stays zero and the midpoint scores 1/2.
    """

    name: str
    matrix: Matrix
    pairwise: bool = False
    directed: bool = False
    midpoint: float = 0.0


@dataclass(frozen=True, slots=True)
class ContextMeasure:
    """How a layer scores a pair by papers in their context: matrix (n, v), rows as asked for.

    A score is made of a dot product as that of a `Measure` is.
    """

    name: str
    matrix: Context
    midpoint: float
    pairwise: ClassVar[bool] = False
    directed: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class DenseMeasure:
    """How a layer scores a pair by vectors without zeros: matrix float32 (n, d).

    A score is made of a dot product, negative ones counting as 0, as that of a `Measure` is.
    """

    name: str
    matrix: NDArray[np.float32]
    midpoint: float
    pairwise: ClassVar[bool] = False
    directed: ClassVar[bool] = False


Scorer = Measure | ContextMeasure | DenseMeasure


@dataclass(frozen=True, slots=True)
class Layer:
    """Edges of one kind: adjacency float32 (n, n), zero diagonal, weights in (0, 1).

    Symmetric unless `directed`, where the row acts on the column (mentions, cites).
    """

    name: str
    adjacency: Matrix
    directed: bool = False

    def __post_init__(self) -> None:
        require_square(self.adjacency, f"layer {self.name}")


@dataclass(frozen=True, slots=True)
class Graph:
    """Layers, the share in (0, 1] that each has in the blend, and the blend itself.

    adjacency: float32 (n, n), symmetric, zero diagonal, weights in (0, 1). measures: how each
    layer scores pairs, linked or not, in the order of the layers; () where only edges are asked
    for.
    """

    layers: tuple[Layer, ...]
    shares: tuple[float, ...]
    adjacency: Matrix
    measures: tuple[Scorer, ...] = ()

    def __post_init__(self) -> None:
        require_square(self.adjacency, "adjacency")
        require(len(self.shares) == len(self.layers), "each layer has one share")
        measured = [measure.name for measure in self.measures]
        named = [layer.name for layer in self.layers]
        require(measured in ([], named), "measures are those of the layers")
        for layer in self.layers:
            require_shape(layer.adjacency, self.adjacency.shape, f"layer {layer.name}")
