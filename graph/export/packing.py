"""A view as the one block of data that the page reads: `graph.export.block` of its columns.

Columns instead of records, numbers instead of repeated texts: a page of 2,000 papers shrinks to a
third. A list in every row ("ragged") is {"lengths", "values"}, all rows on end. A column of texts
that recur is a ragged list of places in `texts`, the most frequent first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.types import Evidence
from graph.export.block import decode, encode
from graph.export.view import ABSTRACTS, View

ROOM = 82.0
"""Pixels of map, across and down, that there are for each paper at a scale of 1."""

RADII = (3.5, 15.0)
"""Pixels at a scale of 1, of the least and the most connected paper."""

_PLAIN = ("label", "title", "authors", "venue", "doi", "arxiv")
_NAMED = ("introduces", "mentions", "terms")

Column = list[Any]
Numbers = NDArray[Any]
Ragged = dict[str, Any]


class _Sentence(NamedTuple):
    """Where a sentence stands: of the edge's source (0) or target (1), characters of its abstract.

    The title as a whole is (-1, -1).
    """

    side: int
    start: int
    end: int


def pack(view: View) -> str:
    """Everything that the page tells of a view, as one block of text; the same every time."""
    return encode(_document(view))


def unpack(block: str) -> dict[str, Any]:
    """The document in a block, still in columns."""
    return decode(block)


def _document(view: View) -> dict[str, Any]:
    told = view.nodes.num_rows <= ABSTRACTS
    texts = _Texts()
    document = {
        "about": dict(view.about),
        "layers": dict(view.layers),
        "clusters": view.communities.to_pydict(),
        "papers": _papers(view, texts, told=told),
        "edges": _edges(view, texts),
        "evidence": _evidence(view, texts, told=told),
    }
    return document | {"texts": texts.settle()}


class _Texts:
    """Texts that recur, each written once.

    Columns are handed out empty and filled when all texts are known, so that the most frequent one
    has the smallest number.
    """

    def __init__(self) -> None:
        self._columns: list[tuple[Numbers, pa.Array]] = []

    def column(self, texts: pa.Array) -> Numbers:
        """The number of each text, once `settle` has been called."""
        self._columns.append((np.zeros(len(texts), np.uint32), texts))
        return self._columns[-1][0]

    def ragged(self, rows: pa.ListArray) -> Ragged:
        """The same of texts in lists; null is an empty list."""
        lengths = pc.fill_null(pc.list_value_length(rows), 0)
        return {"lengths": lengths.to_numpy(), "values": self.column(rows.flatten())}

    def settle(self) -> list[str]:
        """Fill the columns; give the texts in the order of their numbers."""
        every = pa.concat_arrays([pa.array([], pa.string()), *(held for _, held in self._columns)])
        texts, counts = every.value_counts().flatten()
        texts = texts.take(pa.array(np.argsort(-counts.to_numpy(), kind="stable")))
        numbers = pc.index_in(every, texts).to_numpy()
        start = 0
        for column, held in self._columns:
            column[:] = numbers[start : start + len(held)]
            start += len(held)
        return list(texts.to_pylist())


def _papers(view: View, texts: _Texts, *, told: bool) -> dict[str, Any]:
    nodes = view.nodes
    x, y = _places(nodes).T.tolist()
    columns: dict[str, Any] = {"key": nodes["id"].to_pylist()}
    columns |= {name: _strings(nodes[name]) for name in _PLAIN}
    columns |= {
        "year": nodes["year"].to_pylist(),
        "community": nodes["community"].to_pylist(),
        "degree": nodes["degree"].to_pylist(),
        "strength": _rounded(_floats(nodes, "strength"), 3),
        "x": x,
        "y": y,
        "size": _rounded(_radii(nodes), 2),
    }
    columns |= {name: texts.ragged(_split(nodes[name], "; ")) for name in _NAMED}
    if told:
        columns["abstract"] = _strings(nodes["abstract"])
        columns["marks"] = _marks(view, texts)
    return columns


def _marks(view: View, texts: _Texts) -> dict[str, Any]:
    """Where names stand in abstracts: how many in each, and of each start, end and name."""
    marks = view.marks
    counts = np.bincount(marks["paper"].to_numpy(), minlength=view.nodes.num_rows)
    return {
        "counts": counts,
        "start": marks["start"].to_numpy(),
        "end": marks["end"].to_numpy(),
        "name": texts.column(marks["name"].combine_chunks()),
    }


def _edges(view: View, texts: _Texts) -> dict[str, Any]:
    """Edges, with the parts that their layers have in them, in thousandths and not below one.

    Parts as in `graph.relate.evidence`: of -log(1 - weight), in which a noisy-or is a sum.
    """
    edges = view.edges
    doubts = [-np.log1p(-share * _floats(edges, name)) for name, share in view.layers.items()]
    parts = np.array(doubts).reshape(len(view.layers), edges.num_rows)
    whole = np.maximum(parts.sum(axis=0), np.finfo(np.float64).tiny)
    pieces = pc.replace_substring_regex(edges["reason"], r"([;,:] )", "\\1\x1f")
    return {
        "from": edges["source"].to_numpy(),
        "to": edges["target"].to_numpy(),
        "weight": edges["weight"].to_numpy(),
        "kind": pc.index_in(edges["kind"], pa.array(list(view.layers))).to_numpy(),
        "directed": pc.cast(edges["directed"], pa.uint8()).to_numpy(),
        "parts": list(np.maximum(np.rint(1000 * parts / whole), parts > 0).astype(np.int64)),
        "reason": texts.ragged(_split(pieces, "\x1f")),
    }


def _evidence(view: View, texts: _Texts, *, told: bool) -> dict[str, Any] | None:
    """What is known of each edge beside its reason, or None where that is not known."""
    if not view.evidence:
        return None
    found = view.evidence
    columns: dict[str, Any] = {
        "terms": texts.ragged(_lists([text for text, _ in each.terms] for each in found)),
        "shares": np.array([round(1000 * share) for each in found for _, share in each.terms], int),
        "context": np.array([round(1000 * each.context) for each in found], int),
    }
    for name in ("names", "concepts", "citations"):
        columns[name] = texts.ragged(_lists(getattr(each, name) for each in found))
    if told:
        columns["sentences"] = _sentences(view)
    return columns


def _sentences(view: View) -> Ragged:
    """Of each edge the sentences that bear it out, three numbers each."""
    abstracts = view.nodes["abstract"].to_pylist()
    sources = view.edges["source"].to_pylist()

    def found(each: Evidence, source: int) -> Iterable[_Sentence]:
        for quote in each.sentences:
            start = abstracts[quote.paper].find(quote.text)
            end = start + len(quote.text) if start >= 0 else -1
            yield _Sentence(int(quote.paper != source), start, end)

    rows = [list(found(*pair)) for pair in zip(view.evidence, sources, strict=True)]
    return {
        "lengths": np.array([3 * len(row) for row in rows], int),
        "values": np.array([n for row in rows for sentence in row for n in sentence], int),
    }


def _places(nodes: pa.Table) -> NDArray[np.float64]:
    """Centre the positions and give every paper the same room; y points down in a browser."""
    points = np.c_[_floats(nodes, "x"), -_floats(nodes, "y")]
    if not len(points):
        return np.zeros((0, 2))
    low, high = points.min(axis=0), points.max(axis=0)
    reach = max(float((high - low).max()), 1e-6)
    scaled = (points - (low + high) / 2) * (ROOM * np.sqrt(len(points)) / reach)
    return np.asarray(np.round(scaled, 1), np.float64)


def _radii(nodes: pa.Table) -> NDArray[np.float64]:
    """Sizes (diameters from 4 to 100) as radii in pixels at a scale of 1."""
    least, most = RADII
    radii = least + (most - least) * np.clip((_floats(nodes, "size") - 4) / 96, 0, 1)
    return np.asarray(radii, np.float64)


def _strings(column: pa.ChunkedArray) -> Column:
    return list(pc.fill_null(column, "").to_pylist())


def _split(column: pa.ChunkedArray, by: str) -> pa.ListArray:
    """Cut every text; an empty one gives none."""
    filled = pc.fill_null(column, "").combine_chunks()
    return pc.split_pattern(pc.if_else(pc.equal(filled, ""), None, filled), by)


def _lists(rows: Iterable[Sequence[str]]) -> pa.ListArray:
    return pa.array([list(row) for row in rows], pa.list_(pa.string()))


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.asarray(table.column(name).to_numpy(), np.float64)


def _rounded(values: NDArray[np.float64], digits: int) -> Column:
    return list(np.round(values, digits).tolist())
