"""References -> citations: which paper of the corpus each means, and what lies outside.

    strings     what a reference says: identifiers, years, author, source
    named       by key, identifier, or as the whole title
    within      with the whole title of a paper in it (contained: where titles stand in texts)
    likely      by first author and year, with the source or a title that is nearly the same
    sources     journals by their abbreviations
    library     papers as references in words are held against them
    facts       what of a paper tells for or against a reference
    shelf       many rows under one name
    narrow      few references against many papers
    outside     works outside the corpus that several papers cite

The surest way comes first, and a reference that could be two papers is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.blocks import map_blocks, row_blocks
from graph.core.columns import whole
from graph.core.sparse import Matrix, from_edges, without_diagonal
from graph.core.types import Outside
from graph.read.folding import fold_titles
from graph.read.references.holdings import HELD, Library
from graph.read.references.likely import by_author
from graph.read.references.named import by_identifier, by_key, by_title
from graph.read.references.narrow import FEW, likely_rows
from graph.read.references.outside import shared_works, with_citing, works
from graph.read.references.strings import Reference, read_reference, reads_well
from graph.read.references.within import by_whole_title

__all__ = ["Citing", "cite", "resolve", "with_citing"]

Rows = NDArray[np.int64]

BLOCK = 100_000
"""References that are held as Python objects at a time."""


class Citing(NamedTuple):
    """What the references of a corpus come to.

    citations, outside: as in `Corpus`. For each reference: citing, the row of the paper that has
    it; cited, that of the paper it means, -1 for none; legible, whether it reads like one.
    """

    citations: Matrix
    outside: Outside
    citing: Rows
    cited: Rows
    legible: NDArray[np.bool_]


def cite(papers: pa.Table) -> Citing:
    """Find out what each reference of a table of schema `PAPERS` means."""
    n = papers.num_rows
    lists = whole(papers["references"])
    citing = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    encoded = pc.list_flatten(lists).dictionary_encode()
    number = encoded.indices.to_numpy()
    meant, names, legible = _meant(encoded.dictionary, papers)
    cited = meant[number]
    inside = cited >= 0
    return Citing(
        citations=without_diagonal(from_edges(citing[inside], cited[inside], 1.0, (n, n))),
        outside=shared_works(names.take(pa.array(number[~inside])), citing[~inside], papers=n),
        citing=citing,
        cited=cited,
        legible=legible[number],
    )


def _meant(
    texts: pa.StringArray, papers: pa.Table
) -> tuple[Rows, pa.StringArray, NDArray[np.bool_]]:
    """Of different references: the row that each means, the work it is of, whether it reads well.

    Block by block, since a reference read is much larger than its text.
    """
    parts = map_blocks(
        partial(_block_meant, texts=texts, library=Library(papers.select(HELD))),
        row_blocks(len(texts), BLOCK),
        label="Resolving references",
        jobs=1,  # processes of this machine would each make a library of their own
    )
    found, names, legible = zip(_NOTHING, *parts, strict=True)
    return np.concatenate(found), pa.concat_arrays(names), np.concatenate(legible)


_NOTHING = (np.empty(0, np.int64), pa.nulls(0, pa.string()), np.empty(0, bool))


def _block_meant(
    block: range, *, texts: pa.StringArray, library: Library
) -> tuple[Rows, pa.StringArray, NDArray[np.bool_]]:
    own = texts.slice(block.start, len(block))
    said = [read_reference(text) for text in own.to_pylist()]
    legible = np.array([*map(reads_well, own.to_pylist(), said)], bool)
    return _resolve(own, library.papers, said, library=library), works(own, said), legible


def resolve(references: Sequence[str], papers: pa.Table) -> Rows:
    """Row of the paper that each reference means, -1 for none; (len,).

    papers: schema `PAPERS`. Quick for few references, however many the papers.
    """
    texts = pa.array(references, pa.string())
    said = [read_reference(text) for text in references]
    return _resolve(texts, papers, said, library=None if len(texts) <= FEW else Library(papers))


def _resolve(
    texts: pa.StringArray, papers: pa.Table, said: Sequence[Reference], *, library: Library | None
) -> Rows:
    """`resolve` for references of which it is known what they say."""
    found = by_key(texts, papers)
    named = by_identifier(texts, papers, identifiers=[one.identifiers for one in said])
    found = np.where(found < 0, named, found)
    left = np.flatnonzero(found < 0)
    if len(left):
        rest = [said[place] for place in left.tolist()]
        found[left] = _in_words(texts.take(pa.array(left)), rest, papers, library=library)
    return found


def _in_words(
    texts: pa.StringArray, said: Sequence[Reference], papers: pa.Table, *, library: Library | None
) -> Rows:
    """`resolve` for references that name a paper by what is known of it."""
    if library is not None:
        return _held_against(library, texts, said)
    rows = likely_rows(texts.to_pylist(), papers, references=said)
    few = papers.select(["title", "authors", "year", "venue", "identifiers"]).take(pa.array(rows))
    return np.append(rows, -1)[_held_against(Library(few), texts, said)]


def _held_against(library: Library, texts: pa.StringArray, said: Sequence[Reference]) -> Rows:
    found = np.full(len(texts), -1)
    folded = fold_titles(texts)
    for way in (by_title, by_whole_title, by_author):
        left = np.flatnonzero(found < 0)
        place = pa.array(left)
        found[left] = way(
            folded.take(place),
            library,
            said=texts.take(place),
            references=[said[one] for one in left.tolist()],
        )
    return found
