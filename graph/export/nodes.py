"""The papers shown, as the table that every writer takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.entries import lookup
from graph.core.sparse import Floats, Matrix, degrees, edges, kept, top_k
from graph.core.types import Atlas, Corpus, Features, Names
from graph.export.palette import community_color, rgb
from graph.export.plain import harmless

NODES = pa.schema(
    [
        ("id", pa.string()),  # the paper's key
        ("label", pa.string()),  # short: what it introduces (S4), else the first words of its title
        ("title", pa.string()),
        ("year", pa.int32()),  # null where unknown
        ("authors", pa.string()),  # joined with "; "
        ("venue", pa.string()),
        ("doi", pa.string()),  # null where unknown
        ("arxiv", pa.string()),  # likewise
        ("abstract", pa.string()),
        ("community", pa.int32()),  # -1: isolated
        ("community_label", pa.string()),
        ("confidence", pa.float32()),
        ("degree", pa.int32()),  # number of neighbours in the whole graph
        ("strength", pa.float32()),  # sum of its edge weights in the whole graph
        ("introduces", pa.string()),  # names joined with "; "
        ("mentions", pa.string()),
        ("terms", pa.string()),  # its heaviest terms, joined with "; "
        ("x", pa.float32()),  # y points up; both within 5,000 of the origin
        ("y", pa.float32()),
        ("size", pa.float32()),  # diameter, 4 to 100
        ("color", pa.string()),  # "#rrggbb"
        ("r", pa.int32()),
        ("g", pa.int32()),
        ("b", pa.int32()),
    ]
)

Rows = NDArray[np.int64]

SIZES = (4.0, 100.0)
"""Gephi rescales sizes unless they span just this."""

REACH = 5_000.0
"""Gephi rescales coordinates beyond this distance from the origin."""

LABEL = 40
"""Letters of a title that label a paper, at most."""

TERMS = 6
"""Terms named of each paper."""

BLOCK = 10_000
"""Papers whose terms are sorted at one time."""


def described(
    corpus: Corpus, features: Features, names: Names, rows: Rows | None = None
) -> pa.Table:
    """What is told of papers (rows of the corpus, ascending; None: all) whatever they are tied to.

    Columns of `NODES`, in their order.
    """
    papers = corpus.papers
    rows = np.arange(len(corpus)) if rows is None else rows
    if len(rows) < len(corpus):
        papers = papers.take(rows)
    known = pa.array(names.known_as(rows), pa.string())
    introduced, mentioned = _names(names, rows)
    columns = {
        "id": papers["key"],
        "label": _labels(known, papers["title"]),
        "title": papers["title"],
        "year": papers["year"],
        "authors": pc.binary_join(papers["authors"], "; "),
        "venue": papers["venue"],
        "doi": pc.map_lookup(papers["identifiers"], "doi", "first"),
        "arxiv": pc.map_lookup(papers["identifiers"], "arxiv", "first"),
        "abstract": papers["abstract"],
        "introduces": introduced,
        "mentions": mentioned,
        "terms": _heaviest_terms(features, rows),
    }
    return _cast(columns)


def node_table(atlas: Atlas, rows: Rows, *, known: pa.Table | None = None) -> pa.Table:
    """Everything told of these papers (rows of the corpus, ascending): schema `NODES`.

    known: what `described` gives, where it is known already.
    """
    own = known
    if own is None:
        own = described(atlas.corpus, atlas.features, atlas.names, rows)
    community = atlas.communities.labels[rows]
    strength = degrees(atlas.graph.adjacency)[rows]
    x, y = _within_reach(atlas.positions)[rows].T
    columns = {
        "community": community,
        "community_label": pa.array([*atlas.labels.names, ""], pa.string()).take(
            pa.array(np.where(community < 0, len(atlas.labels.names), community))
        ),
        "confidence": atlas.communities.confidence[rows],
        "degree": np.diff(atlas.graph.adjacency.indptr)[rows],
        "strength": strength,
        "x": x,
        "y": y,
        "size": _sizes(strength),
        **_colors(community),
    }
    linked = _cast(columns)
    told = {name: table[name] for table in (own, linked) for name in table.column_names}
    return pa.table([told[name] for name in NODES.names], schema=NODES)


def _cast(columns: Mapping[str, Any]) -> pa.Table:
    """Columns as `NODES` has them, whose text no reader chokes on."""
    schema = pa.schema([field for field in NODES if field.name in columns])
    made = pa.table([columns[name] for name in schema.names], names=schema.names).cast(schema)
    for place, field in enumerate(schema):
        if field.type == pa.string():
            made = made.set_column(place, field, harmless(made[field.name]))
    return made


def _labels(known: pa.StringArray, titles: pa.ChunkedArray) -> pa.ChunkedArray:
    """What each paper is known by, or else its title as `shorten` has it."""
    heads = pc.list_element(pc.split_pattern(titles, ": ", max_splits=1), 0)
    cut = pc.utf8_slice_codeunits(heads, 0, LABEL - 1)
    words = pc.list_element(pc.split_pattern(cut, " ", max_splits=1, reverse=True), 0)
    whole_words = pc.if_else(pc.equal(words, ""), cut, words)
    short = pc.binary_join_element_wise(whole_words, "…", "")
    told = pc.if_else(pc.less_equal(pc.utf8_length(heads), LABEL), heads, short)
    return pc.if_else(pc.equal(known, ""), told, known)


def _colors(community: NDArray[np.int32]) -> dict[str, pa.Array]:
    distinct, place = np.unique(community, return_inverse=True)
    colors = [community_color(int(label)) for label in distinct]
    red, green, blue = zip(*map(rgb, colors), strict=True)
    columns = {"color": colors, "r": red, "g": green, "b": blue}
    return {name: pa.array(values).take(pa.array(place)) for name, values in columns.items()}


def _names(names: Names, rows: Rows) -> tuple[pa.Array, pa.Array]:
    """What each paper introduces, and what else it mentions."""
    introduced = names.introduced[rows]
    at, named, _ = edges(names.mentions[rows])
    own = lookup(introduced, at, named) > 0
    rest = np.bincount(at[~own], minlength=len(rows))
    spelt = names.table["name"].combine_chunks()
    return (
        _joined(introduced.indptr, spelt.take(pa.array(introduced.indices))),
        _joined(np.append(0, np.cumsum(rest)), spelt.take(pa.array(named[~own]))),
    )


def _heaviest_terms(features: Features, rows: Rows) -> pa.ChunkedArray:
    blocks = (features.weights[rows[start : start + BLOCK]] for start in range(0, len(rows), BLOCK))
    parts = [_terms(top_k(_likely(block, TERMS), TERMS), features.terms) for block in blocks]
    return pa.chunked_array(parts, pa.string())


def _likely(weights: Matrix, count: int) -> Matrix:
    """Few entries of each row, the `count` largest among them.

    Of rows cut into as many parts, those that are not below the least of the parts' largest.
    """
    held = np.diff(weights.indptr)
    starts = weights.indptr[:-1, None] + held[:, None] * np.arange(count) // count
    largest = np.maximum.reduceat(np.append(weights.data, np.float32(0)), starts.ravel())
    least = largest.reshape(starts.shape).min(axis=1)
    least[held < count] = -np.inf  # where a part may hold nothing
    return kept(weights, weights.data >= np.repeat(least, held))


def _terms(heaviest: Matrix, terms: pa.StringArray) -> pa.Array:
    starts, counts = heaviest.indptr[:-1, None], np.diff(heaviest.indptr)[:, None]
    held = np.arange(TERMS) < counts
    weights = np.zeros(held.shape, np.float32)
    weights[held] = heaviest.data
    order = np.argsort(-weights, axis=1, kind="stable")  # so that ties stay in their order
    return _joined(heaviest.indptr, terms.take(pa.array(heaviest.indices[(starts + order)[held]])))


def _joined(bounds: NDArray[np.integer], texts: pa.StringArray) -> pa.Array:
    """Texts of each row, the i-th between bounds i and i + 1, joined with "; "."""
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), texts), "; ")


def _sizes(strength: Floats) -> Floats:
    """Diameters whose areas grow with strength, spanning `SIZES`."""
    least, most = float(strength.min(initial=np.inf)), float(strength.max(initial=0))
    span = max(most - least, 1e-9)
    small, large = SIZES
    sizes = small + (large - small) * np.sqrt((strength - least) / span)
    return np.asarray(sizes, np.float32)


def _within_reach(positions: NDArray[np.float32]) -> NDArray[np.float32]:
    farthest = float(np.abs(positions).max(initial=1.0))
    return np.asarray(np.round(positions * min(1.0, REACH / farthest), 2), np.float32)
