"""Papers as vectors of a model that was trained elsewhere, and how near they are by these.

A paper's vector is the model's of its title and abstract, scaled to norm 1, less the mean of the
corpus, scaled to norm 1 again: what all papers have in common tells none apart (Mu & Viswanath
2018, "All-but-the-top: simple and effective postprocessing for word representations").

Components are rounded to multiples of 1 / `GRID`. Every partial sum of a dot product of two such
rows is then exactly a float32, so that it is the same in whatever order a library adds up: for any
block size, number of threads and make of processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from graph.core.blocks import map_blocks, row_blocks
from graph.core.growth import Growth
from graph.core.progress import track
from graph.core.sparse import Floats, Ints, Matrix, edges, from_edges, top_k
from graph.core.types import DenseMeasure, Vectors
from graph.relate.encoders import load_encoder, settled
from graph.relate.terms import SAMPLE, typical

GRID = 2_048
"""Products are multiples of 2^-22 and sums stay below 2: the 24 bits of a float32 hold them."""

MIDPOINT_RANGE = (0.4, 0.6)
"""Below, papers on anything would count as kin (a hundred drawn at random come to 0.35)."""

FAINT = 1e-3
"""Norm up to which nothing is left of a vector when the mean is taken off."""

TEXTS = 1_000
"""Texts given to a model at once."""

BLOCK = 1_024
TILE = 8_192
"""So many rows are held against so many others at once: bounds memory to 32 MB a worker."""


def extract_vectors(papers: pa.Table, model: str, *, allow_download: bool = False) -> Vectors:
    """Turn each paper into a vector of the named model: see `graph.relate.encoders`.

    Raises
    ------
    OptionError
        The model cannot be had.
    """
    name = settled(model)
    read = load_encoder(name, allow_download=allow_download)
    parts = [
        _unit(read(_texts(papers.slice(block.start, len(block)))))
        for block in track(row_blocks(papers.num_rows, TEXTS), "Reading for meaning")
    ]
    raw = np.concatenate(parts)
    told = raw.any(axis=1)
    total = raw.sum(axis=0, dtype=np.float64) / max(np.count_nonzero(told), 1)
    mean = np.asarray(total, np.float32)
    rows = _centred(raw, mean)
    return Vectors(name, rows=rows, mean=mean, midpoint=_midpoint(rows))


def grow_vectors(vectors: Vectors, papers: pa.Table, growth: Growth) -> Vectors:
    """Put the vectors of fresh papers among those of the others, which stay, as does their mean.

    Raises
    ------
    OptionError
        The model that the vectors are of cannot be had again.
    """
    rows = growth.values(vectors.rows, np.float32(0))
    texts = _texts(papers.filter(pa.array(growth.fresh)))
    blocks = track(row_blocks(len(texts), TEXTS), "Reading for meaning")
    parts = [encode(vectors, texts[block.start : block.stop]) for block in blocks]
    rows[growth.fresh] = np.concatenate(parts) if parts else 0
    return replace(vectors, rows=rows)


def encode(vectors: Vectors, texts: Sequence[str]) -> Floats:
    """Turn other texts into vectors as the papers were: float32 (texts, d)."""
    return _centred(_unit(load_encoder(vectors.model)(texts)), vectors.mean)


def closest_sentences(
    vectors: Vectors, ones: Sequence[str], others: Sequence[str]
) -> tuple[str, ...]:
    """Give the two sentences, one of either side, that are closest; none where no two are close."""
    dots = encode(vectors, ones) @ encode(vectors, others).T
    if dots.max(initial=0.0) <= 0:
        return ()
    one, other = np.unravel_index(np.argmax(dots), dots.shape)
    return ones[int(one)], others[int(other)]


def semantic_measure(vectors: Vectors) -> DenseMeasure:
    """Score pairs by the cosine of their vectors, brought onto the scale of the other layers."""
    return DenseMeasure("semantic", vectors.rows, midpoint=vectors.midpoint)


def row_dots(vectors: Floats, rows: ArrayLike, columns: ArrayLike, *, size: int = 16_384) -> Floats:
    """Dot product of the rows `rows[i]` and `columns[i]`, for every i; float32 (len,)."""
    left, right = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    found = np.zeros(len(left), np.float32)
    for start in range(0, len(left), size):
        part = slice(start, start + size)
        found[part] = np.einsum("ij,ij->i", vectors[left[part]], vectors[right[part]])
    return found


def nearest_rows(
    vectors: Floats, k: int, *, rows: NDArray[np.int64] | None = None, jobs: int | None = None
) -> Matrix:
    """Give the `k` largest positive dot products of each row with the other rows.

    vectors: (n, d); rows: which rows to ask for (None: all). Returns (len(rows), n), without a
    row's product with itself; ties go to the smaller index. Exact, and for vectors on the grid
    the same for any number of jobs.
    """
    n = len(vectors)
    asked = np.arange(n) if rows is None else rows
    some = vectors[_spread(n, TILE)]
    parts = map_blocks(
        partial(_block_nearest, vectors=vectors, some=some, asked=asked, k=k),
        row_blocks(len(asked), BLOCK),
        label="Finding neighbours by meaning",
        jobs=jobs,
    )
    at, to, data = (np.concatenate(column) for column in zip(*parts, strict=True))
    return from_edges(at, to, data, (len(asked), n))


def _block_nearest(
    block: range, *, vectors: Floats, some: Floats, asked: NDArray[np.int64], k: int
) -> tuple[Ints, Ints, Floats]:
    own = asked[block.start : block.stop]
    left = vectors[own]
    floor = _floor(left @ some.T, k)
    parts = []
    for tile in row_blocks(len(vectors), TILE):
        dots = left @ vectors[tile.start : tile.stop].T
        at, to = np.nonzero(dots >= floor)
        parts.append((at, to + tile.start, dots[at, to]))
    at, to, dots = (np.concatenate(column) for column in zip(*parts, strict=True))
    other = own[at] != to
    shape = (len(own), len(vectors))
    found = top_k(from_edges(at[other], to[other], dots[other], shape), k)
    here, near, data = edges(found)
    return here + np.int32(block.start), near, data


def _floor(dots: Floats, k: int) -> Floats:
    """What the k-th best of all reaches at least, as it does so among some: float32 (rows, 1).

    One more is asked for, since a row itself may be among them. Never 0: only positive ones count.
    """
    least = np.full((len(dots), 1), np.finfo(np.float32).tiny)
    if dots.shape[1] <= k:
        return least
    return np.maximum(np.partition(dots, -k - 1, axis=1)[:, [-k - 1]], least)


def _midpoint(rows: Floats) -> float:
    """What a sample of papers reaches with the nearest other paper."""
    return typical(nearest_rows(rows, 1, rows=_spread(len(rows), SAMPLE)).data, MIDPOINT_RANGE)


def _texts(papers: pa.Table) -> list[str]:
    """Title and abstract of each paper."""
    texts = pc.binary_join_element_wise(papers["title"], papers["abstract"], "\n")
    return texts.to_pylist()  # type: ignore[no-any-return]


def _spread(n: int, count: int) -> NDArray[np.int64]:
    """So many of n rows, or all, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, count)).astype(np.int64))


def _unit(vectors: Floats) -> Floats:
    """Rows scaled to norm 1; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def _centred(unit: Floats, mean: Floats) -> Floats:
    """Rows less the mean, at norm 1, on the grid; zero where there is no text or nothing left."""
    left = np.where(unit.any(axis=1, keepdims=True), unit - mean, np.float32(0))
    faint = np.linalg.norm(left, axis=1, keepdims=True) <= FAINT
    return np.asarray(np.round(_unit(np.where(faint, 0, left)) * GRID) / GRID, np.float32)
