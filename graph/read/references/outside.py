"""References to works outside the corpus: which of them are to one work, and who shares it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.placing import with_row
from graph.core.sparse import from_edges
from graph.core.types import Outside
from graph.read.folding import fold_titles, squeezed
from graph.read.references.strings import Reference, read_reference

Rows = NDArray[np.int64]

SHARED = 2
"""Papers that must cite a work for it to be kept: what one alone cites ties it to nobody."""


def works(texts: pa.StringArray, said: Sequence[Reference]) -> pa.StringArray:
    """What tells the work that each reference means from others; (len,).

    Its surest identifier; else first author, year, and volume and page, where a reference without
    a title gives all of these; else its letters and digits.
    """
    letters = squeezed(fold_titles(texts)).to_pylist()
    return pa.array(map(_work, said, letters), pa.string())


def shared_works(names: pa.StringArray, citing: Rows, *, papers: int) -> Outside:
    """Works that `SHARED` papers or more cite.

    names: the work that each reference means; citing: row of the paper that has the reference.
    """
    encoded = names.dictionary_encode()
    pairs = np.unique(encoded.indices.to_numpy().astype(np.int64) * papers + citing)
    work, citing = pairs // papers, pairs % papers
    known = pc.binary_length(encoded.dictionary).to_numpy() > 0
    kept = np.flatnonzero((np.bincount(work, minlength=len(known)) >= SHARED) & known)
    kept = kept[pc.array_sort_indices(encoded.dictionary.take(pa.array(kept))).to_numpy()]
    column = np.full(len(known), -1)
    column[kept] = np.arange(len(kept))
    shared = column[work] >= 0
    matrix = from_edges(citing[shared], column[work][shared], 1.0, (papers, len(kept)))
    return Outside(encoded.dictionary.take(pa.array(kept)), matrix)


def with_citing(outside: Outside, references: Sequence[str]) -> Outside:
    """The same works with one more row: of a paper with these references, none of them inside."""
    texts = pa.array(references, pa.string())
    names = works(texts, [read_reference(text) for text in references])
    column = pc.drop_null(pc.index_in(pc.unique(names), outside.names)).to_numpy()
    row = with_row(outside.citations, column, np.ones(len(column)))
    return Outside(outside.names, row)


def _work(said: Reference, letters: str) -> str:
    if said.identifiers:
        return said.identifiers[0]
    if said.author and said.author.family and said.locator:
        return f"{said.author.family} {said.author.initial} {said.years[0]} {said.locator}"
    return letters
