"""Reasons of many pairs at once, in fewer words: for graphs too large to explain pair by pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.blocks import row_blocks
from graph.core.entries import lookup
from graph.core.placing import spread
from graph.core.sparse import Matrix, canonical, edges, scale, top_k, with_values
from graph.core.types import Features, Layer, Names
from graph.relate.lineage import rarity

TERMS = 4
"""Shared terms that are told of a pair, at most."""

NAMES = 3
"""Names that are told of a pair, at most."""

SIZE = 100_000
"""Pairs that are worked on at one time."""

ROWS = 2_000
"""Papers whose contexts are worked out at one time."""

TIES = {
    "concepts": "one speaks of what the other's name is short for",
    "cites": "one cites the other",
    "coupling": "cite the same",
    "cocitation": "cited together",
    "semantic": "close in meaning",
}
"""How layers that hold neither terms nor names are told, in this order."""


def brief_reasons(
    one: NDArray[np.integer],
    other: NDArray[np.integer],
    *,
    features: Features,
    names: Names,
    layers: Sequence[Layer],
) -> pa.Array:
    """Say in a line why two papers are kin, for each pair (rows of the corpus): strings (pairs,).

    Names, terms and their order are those of `graph.relate.evidence`; terms stand one by one and
    as they are counted, not joined into phrases as the texts spell them. What builds on what is
    told as "one builds on the other's S4": the direction of the edge says which.
    """
    terms = _in_context(features, np.union1d(one, other))
    specific = scale(names.mentions.astype(np.bool_), columns=rarity(names))
    owned = canonical(names.introduced)
    taken = canonical(specific - specific.multiply(owned))
    spelt = names.table["name"].combine_chunks()

    def block(rows: range) -> Iterator[pa.Array]:
        ends = one[rows.start : rows.stop], other[rows.start : rows.stop]
        inherited = canonical(_shared(taken, owned, ends) + _shared(owned, taken, ends))
        built = _listed("one builds on the other's", inherited, spelt)
        named = _listed("both name", _shared(specific, specific, ends), spelt)
        yield built
        yield pc.if_else(pc.is_null(built), named, None)
        for layer in layers:
            if layer.name in TIES:
                there = lookup(layer.adjacency, *ends) + lookup(layer.adjacency, *ends[::-1])
                yield pc.if_else(pa.array(there > 0), TIES[layer.name], None)
        yield _listed("shared terms:", _shared(terms, terms, ends), features.terms, most=TERMS)

    told = [_joined(list(block(rows))) for rows in row_blocks(len(one), SIZE)]
    return pa.concat_arrays([pa.array([], pa.string()), *told])


def _joined(pieces: Sequence[pa.Array]) -> pa.Array:
    """Pieces of each row that are there, as "one; other"; "" where there is none."""
    some = pc.is_valid(pc.coalesce(*pieces))  # a row without any would be lost when joined
    there = (piece.filter(some) for piece in pieces)
    texts = pc.binary_join_element_wise(*there, "; ", null_handling="skip")
    return pc.replace_with_mask(pa.repeat("", len(some)), some, texts)


def _in_context(features: Features, papers: NDArray[np.integer]) -> Matrix:
    """Terms of the own text of these papers, with their weight in its context; (n, v)."""
    own = features.weights[papers]
    at, terms, _ = edges(own)
    parts = [
        lookup(features.context[papers[rows.start : rows.stop]], at[part] - rows.start, terms[part])
        for rows in row_blocks(len(papers), ROWS)
        for part in [slice(own.indptr[rows.start], own.indptr[rows.stop])]
    ]
    held = with_values(own, np.concatenate([np.zeros(0, np.float32), *parts]))
    return spread(canonical(held), features.weights.shape, rows=papers.astype(np.int32))


def _shared(
    left: Matrix, right: Matrix, ends: tuple[NDArray[np.integer], NDArray[np.integer]]
) -> Matrix:
    """What is in a row of one and in a row of the other, for each pair, by its product."""
    return canonical(left[ends[0]].multiply(right[ends[1]]))


def _listed(label: str, worth: Matrix, spelt: pa.StringArray, *, most: int = NAMES) -> pa.Array:
    """The worthiest columns of each row as "label a, b, c", ties by column; null without any."""
    best = top_k(worth, most)
    row, column, value = edges(best)
    order = np.lexsort((column, -value, row))
    lists = pa.ListArray.from_arrays(
        pa.array(best.indptr, pa.int32()), spelt.take(pa.array(column[order]))
    )
    texts = pc.binary_join_element_wise(label, pc.binary_join(lists, ", "), " ")
    return pc.if_else(pa.array(np.diff(best.indptr) > 0), texts, None)
