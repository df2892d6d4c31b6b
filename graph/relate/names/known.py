"""Known names that may stand in some papers: told by pieces, of all names at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers, numbers_as_arrow, rows_as_arrow, texts_as_arrow, whole
from graph.relate.names.assemble import distinct
from graph.relate.names.parts import in_bytes, on_lines, split_pieces
from graph.relate.names.text import read_all, singulars

Ints = NDArray[np.int64]
Truth = NDArray[np.bool_]

_DIGITS = "0123456789"

BITS = 1024
"""Papers that are told apart by the words that are written in them."""


class Pieces(NamedTuple):
    """Texts in k pieces: what these spell, folded and in singular; (k,) place there of each, and
    the text that it is of, ascending.
    """

    spelt: pa.StringArray
    ids: Ints
    texts: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> Pieces:
        """Split many texts at once."""
        letters, spans = on_lines(texts)
        parts = split_pieces(letters, in_bytes(letters, spans))
        counts = np.diff(parts.firsts) // 2
        inside = np.ones(int(counts.sum()), bool)
        inside[np.cumsum(counts) - 1] = False  # what stands between two texts is no piece
        ids = parts.ids[1::2][inside]
        place = np.zeros(len(parts.vocabulary), np.int64)
        place[ids] = 1
        some = np.flatnonzero(place)
        folded = singulars([parts.vocabulary[number] for number in some.tolist()])
        numbered = texts_as_arrow(folded).dictionary_encode()
        place[some] = numbers(numbered.indices)
        owners = np.repeat(np.arange(len(texts)), counts)[inside]
        return cls(numbered.dictionary, place[ids], owners)

    def each(self) -> pa.StringArray:
        """What each piece spells."""
        return self.spelt.take(rows_as_arrow(self.ids))


class Spellings(NamedTuple):
    """All spellings of names, in pieces: those that have some.

    owners: (k,) the name (row of its table) of which each is a spelling; keys: (k,) its pieces
    together; counts: (k,) how many these are, in `pieces` one after the other.
    """

    pieces: Pieces
    owners: Ints
    keys: pa.StringArray
    counts: Ints

    @classmethod
    def of(cls, names: pa.Table) -> Spellings:
        """Those of a table of names: schema `NAMES`."""
        aliases = whole(names["aliases"])
        owners = np.append(np.arange(names.num_rows), numbers(pc.list_parent_indices(aliases)))
        pieces = Pieces.of(names["name"].to_pylist() + aliases.flatten().to_pylist())
        some, counts = np.unique(pieces.texts, return_counts=True)
        bounds = numbers_as_arrow(np.append(0, np.cumsum(counts)), pa.int32())
        keys = pc.binary_join(pa.ListArray.from_arrays(bounds, pieces.each()), "")
        return cls(pieces, owners[some], keys, counts)


def known_in(names: Spellings, blocks: Iterable[Sequence[tuple[str, str]]]) -> Ints:
    """Names (rows of their table) that may stand in papers, by the pieces written in each.

    blocks: titles and abstracts. A text may write a name's pieces together, or all but a number
    behind them, or in two what the name writes together.
    """
    pieces, owners, keys, counts = names
    words, used = _written(blocks, keys, pieces.spelt)
    whole_key, but_number = (
        pc.is_in(key, words).to_numpy(zero_copy_only=False)
        for key in (keys, pc.ascii_rtrim(keys, _DIGITS))
    )
    begun = np.isin(pieces.ids[np.cumsum(counts) - counts], used // BITS)
    stands = whole_key | (begun & (but_number | _together(used, pieces.ids, counts)))
    return distinct(owners[stands])


def _written(
    blocks: Iterable[Sequence[tuple[str, str]]], keys: pa.StringArray, spelt: pa.StringArray
) -> tuple[pa.StringArray, Ints]:
    """Words that papers write, and which papers: place in `spelt` x `BITS` + number of the paper.

    A word is a piece, or two in a row that make up a key; with the number behind it, and without.
    """
    words, used = [texts_as_arrow([])], [np.zeros(0, np.int64)]
    first = 0
    for texts in blocks:
        plain = read_all(list(chain.from_iterable(texts))).texts
        pieces = Pieces.of(list(map("\n".join, zip(plain[::2], plain[1::2], strict=True))))
        each, papers = pieces.each(), pieces.texts
        pairs = pc.binary_join_element_wise(each[:-1], each[1:], "")
        known = numbers(pc.is_in(pairs, keys))
        known = known[papers[known] == papers[known + 1]]
        ids = np.append(pieces.ids, len(pieces.spelt) + np.arange(len(known)))
        papers = (first + np.append(papers, papers[known])) % BITS
        both = pa.concat_arrays([pieces.spelt, pairs.take(rows_as_arrow(known))])
        for form in (both, pc.ascii_rtrim(both, _DIGITS)):
            place = pc.index_in(form, spelt).fill_null(-1).to_numpy()[ids]
            used.append(distinct((place * BITS + papers)[place >= 0]))
            words.append(form)
        first += len(texts)
    return pa.concat_arrays(words), distinct(np.concatenate(used))


def _together(used: Ints, pieces: Ints, counts: Ints) -> Truth:
    """Which of some texts have all their pieces in one paper.

    used: as of `_written`, ascending; pieces: text by text, so many of each, of which none is
    without.
    """
    words, rows = np.unique(used // BITS, return_inverse=True)
    marks = np.zeros((len(words), BITS), bool)
    marks[rows, used % BITS] = True
    papers = np.packbits(marks, axis=1).view(np.uint64)
    held = np.isin(pieces, words)
    together = np.logical_and.reduceat(held, np.cumsum(counts) - counts)
    rest = counts[together]
    rows = np.searchsorted(words, pieces[np.repeat(together, counts)])
    together[together] = np.bitwise_and.reduceat(papers[rows], np.cumsum(rest) - rest).any(axis=1)
    return together
