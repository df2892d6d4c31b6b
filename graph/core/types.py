"""What flows through the house: frozen records that check their shapes when made.

Inside, a paper is its row number in `Corpus.papers`, and a graph is a matrix in canonical form
(see `graph.core.sparse`). n is the number of papers, m of names, v of terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.columns import numbers, rows_as_arrow
from graph.core.sparse import Matrix

PAPERS = pa.schema(
    [
        ("key", pa.string()),
        ("title", pa.string()),
        ("abstract", pa.string()),
        ("year", pa.int32()),
        ("authors", pa.list_(pa.string())),
        ("venue", pa.string()),
        ("identifiers", pa.map_(pa.string(), pa.string())),
        ("references", pa.list_(pa.string())),
        ("sources", pa.list_(pa.struct([("file", pa.string()), ("line", pa.int32())]))),
    ]
)
"""Columns of `Corpus.papers`; only `year` may be null."""

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
class Source:
    """Where a record stands: file as shown to people, and line (from 1)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One record as a reader found it; only the title is required.

    An empty key means that the source gives none: the corpus makes one from the title.
    References are keys, identifiers or raw strings, as they stand.
    """

    title: str
    key: str = ""
    abstract: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    identifiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    references: tuple[str, ...] = ()
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Skip:
    """A damaged record, or (line 0) a whole file, that was left out, and why."""

    source: Source
    reason: str


@dataclass(frozen=True, slots=True)
class FileAudit:
    """One file that was read: its format, the papers found in it, and the SHA-256 of its bytes."""

    file: str
    format: str
    papers: int
    sha256: str = ""


Record = Paper | Skip | FileAudit
"""What reading yields: papers, what was left out, and after each file what it held."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Records that became one paper, and why they are held to be one."""

    key: str
    sources: tuple[Source, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was read, merged and skipped, and how much of each field there is.

    references_matched: how many of the references are to papers of the corpus. warnings: what in
    all this a person should look at.
    """

    files: tuple[FileAudit, ...] = ()
    merges: tuple[Merge, ...] = ()
    skips: tuple[Skip, ...] = ()
    papers: int = 0
    without_abstract: int = 0
    without_year: int = 0
    without_authors: int = 0
    without_references: int = 0
    references: int = 0
    references_matched: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """Records read from all files, before merging."""
        return sum(file.papers for file in self.files)

    @property
    def merged(self) -> int:
        """Records that were merged into another one."""
        return sum(len(merge.sources) - 1 for merge in self.merges)


@dataclass(frozen=True, slots=True)
class Outside:
    """Works that are not in the corpus and that two of its papers or more cite.

    names: (r,), sorted, what tells a work from others: a DOI, or the letters of the reference.
    citations: float32 (n, r), row cites column.
    """

    names: pa.StringArray
    citations: Matrix

    def __post_init__(self) -> None:
        _require_shape(self.citations, (self.citations.shape[0], len(self.names)), "outside")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers, and who cites whom.

    papers: table of schema `PAPERS`, n rows sorted by key, so that input order never matters.
    citations: (n, n), row cites column. outside: what else they cite in common, where that is
    known.
    """

    papers: pa.Table
    citations: Matrix
    audit: Audit = Audit()
    outside: Outside | None = None

    def __post_init__(self) -> None:
        _require(self.papers.schema.equals(PAPERS), "papers have the columns of PAPERS")
        _require_shape(self.citations, (len(self), len(self)), "citations")
        rows = len(self) if self.outside is None else self.outside.citations.shape[0]
        _require(rows == len(self), f"citations of works outside have {len(self)} rows")

    def __len__(self) -> int:
        return int(self.papers.num_rows)


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
        _require(self.rows.ndim == 2 and self.rows.dtype == np.float32, "rows are float32 (n, d)")
        _require(self.mean.shape == self.rows.shape[1:], "the mean is as long as a row")


@dataclass(frozen=True, slots=True)
class Features:
    """Term weights: terms (v,) string array; two float32 (n, v), rows of norm 1 or empty.

    weights: of the paper's own text. context: the same, leaning towards the papers nearest to it;
    what is compared. midpoint is the cosine of contexts that scores one half: see `Measure`.
    vectors: of the same texts by the model that the build was told to use, if any.
    """

    terms: pa.StringArray
    weights: Matrix
    context: Matrix
    midpoint: float
    vectors: Vectors | None = None

    def __post_init__(self) -> None:
        _require_shape(self.weights, (self.weights.shape[0], len(self.terms)), "weights")
        _require_shape(self.context, self.weights.shape, "context")


@dataclass(frozen=True, slots=True)
class Names:
    """Named models, methods, families, benchmarks and data sets.

    table: schema `NAMES`, m rows. mentions: float32 (n, m), how often each paper uses each name,
    in title and abstract together. introduced: bool (n, m); what a paper introduces it also
    mentions. places: schema `PLACES`.
    """

    table: pa.Table
    mentions: Matrix
    introduced: Matrix
    places: pa.Table

    def __post_init__(self) -> None:
        _require(self.table.schema.equals(NAMES), "names have the columns of NAMES")
        _require(self.places.schema.equals(PLACES), "places have the columns of PLACES")
        shape = (self.mentions.shape[0], self.table.num_rows)
        _require_shape(self.mentions, shape, "mentions")
        _require_shape(self.introduced, shape, "introduced")
        _require(self.introduced.dtype == np.bool_, "introduced is of dtype bool")

    def known_as(self, papers: Sequence[int] | None = None) -> tuple[str, ...]:
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
        titled = np.isin(row * m + owned, (paper.astype(np.int64) * m + name)[sentence == 0])
        model = np.array([kind == "model" for kind in self.table["kind"].to_pylist()])
        spread = np.bincount(self.mentions.indices, minlength=m)
        own = np.asarray(self.mentions[row, owned]).ravel()
        order = np.lexsort((owned, -own, -spread[owned], ~model[owned], ~titled, place))
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
class DenseMeasure:
    """How a layer scores a pair by vectors without zeros: matrix float32 (n, d).

    A score is made of a dot product, negative ones counting as 0, as that of a `Measure` is.
    """

    name: str
    matrix: NDArray[np.float32]
    midpoint: float
    pairwise: ClassVar[bool] = False
    directed: ClassVar[bool] = False


Scorer = Measure | DenseMeasure


@dataclass(frozen=True, slots=True)
class Layer:
    """Edges of one kind: adjacency float32 (n, n), zero diagonal, weights in (0, 1).

    Symmetric unless `directed`, where the row acts on the column (mentions, cites).
    """

    name: str
    adjacency: Matrix
    directed: bool = False

    def __post_init__(self) -> None:
        _require_square(self.adjacency, f"layer {self.name}")


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
        _require_square(self.adjacency, "adjacency")
        _require(len(self.shares) == len(self.layers), "each layer has one share")
        measured = [measure.name for measure in self.measures]
        named = [layer.name for layer in self.layers]
        _require(measured in ([], named), "measures are those of the layers")
        for layer in self.layers:
            _require_shape(layer.adjacency, self.adjacency.shape, f"layer {layer.name}")


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
        _require(self.labels.ndim == 1 and self.labels.dtype == np.int32, "labels are int32 (n,)")
        _require(self.confidence.shape == self.labels.shape, "confidence is as long as labels")

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
        _require(
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
        _require(
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
        _require(self.features.weights.shape[0] == n, f"features have {n} rows")
        vectors = self.features.vectors
        _require(vectors is None or len(vectors.rows) == n, f"there are {n} vectors")
        _require(self.names.mentions.shape[0] == n, f"mentions have {n} rows")
        _require_shape(self.graph.adjacency, (n, n), "adjacency")
        _require(self.communities.labels.shape == (n,), f"communities have {n} labels")
        _require(len(self.labels.names) == len(self.communities), "every community has a label")
        _require(self.positions.shape == (n, 2), f"positions are ({n}, 2)")
        _require(self.positions.dtype == np.float32, "positions are float32")

    def __len__(self) -> int:
        return len(self.corpus)


def _require(holds: bool, claim: str) -> None:  # noqa: FBT001
    if not holds:
        raise ValueError(f"broken record: not true that {claim}")


def _require_shape(matrix: Any, shape: tuple[int, ...], what: str) -> None:
    _require(isinstance(matrix, Matrix), f"{what} is a csr_array")
    _require(matrix.shape == shape, f"{what} is {shape} and not {matrix.shape}")
    _require(matrix.indices.dtype == np.int32, f"{what} has int32 indices")


def _require_square(matrix: Any, what: str) -> None:
    _require_shape(matrix, (matrix.shape[0], matrix.shape[0]), what)
    _require(matrix.dtype == np.float32, f"{what} is float32")
