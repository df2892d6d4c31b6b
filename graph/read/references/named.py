"""References that name a paper: by its key, an identifier, or its whole title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import whole
from graph.read.folding import squeezed
from graph.read.identifiers import LOCATOR, listed
from graph.read.references.holdings import Library

Rows = NDArray[np.int64]


def by_key(texts: pa.StringArray, papers: pa.Table) -> Rows:
    """Row of the paper whose key each text is, -1 for none; (len,)."""
    keys = whole(papers["key"])
    wanted = pc.is_in(keys, texts).to_numpy(zero_copy_only=False)
    return _looked_up(texts, keys.filter(pa.array(wanted)), np.flatnonzero(wanted))


def by_identifier(
    texts: pa.StringArray, papers: pa.Table, *, identifiers: Iterable[Sequence[str]]
) -> Rows:
    """Row of the paper of which each text is, or holds, an identifier, -1 for none; (len,).

    identifiers: those in each text, in lower case, the surest first. What two papers have in common
    names none of them.
    """
    places = list(identifiers)
    depth = max(map(len, places), default=0)
    ranked = [pc.utf8_lower(texts)]
    ranked += [
        pa.array([held[rank] if rank < len(held) else None for held in places], pa.string())
        for rank in range(depth)
    ]
    rows, kinds, values = listed(papers["identifiers"])
    names = pc.not_equal(kinds, LOCATOR)
    wanted = pc.and_(names, pc.is_in(values, pc.unique(pa.concat_arrays(ranked))))
    wanted = wanted.to_numpy(zero_copy_only=False)
    known = _named(values.filter(pa.array(wanted)), rows[wanted])
    found = np.full(len(texts), -1)
    for forms in reversed(ranked):
        hits = _looked_up(forms, *known)
        found = np.where(hits >= 0, hits, found)
    return found


def by_title(texts: pa.StringArray, library: Library, **_: object) -> Rows:
    """Row of the only paper whose title each text is, -1 for none; (len,)."""
    titles, forms = squeezed(library.facts.titles), squeezed(texts)
    wanted = pc.is_in(titles, pc.unique(forms)).to_numpy(zero_copy_only=False)
    known = _named(titles.filter(pa.array(wanted)), np.flatnonzero(wanted))
    return _looked_up(forms, *known)


def _named(values: pa.StringArray, rows: Rows) -> tuple[pa.StringArray, Rows]:
    """Values that name one row each, and these rows."""
    encoded = values.dictionary_encode()
    n = int(rows.max(initial=0)) + 1
    pairs = np.unique(encoded.indices.to_numpy() * np.int64(n) + rows)
    value, first, count = np.unique(pairs // n, return_index=True, return_counts=True)
    sure = (count == 1) & (pc.binary_length(encoded.dictionary).to_numpy()[value] > 0)
    return encoded.dictionary.take(pa.array(value[sure])), pairs[first[sure]] % n


def _looked_up(texts: pa.StringArray, values: pa.StringArray, rows: Rows) -> Rows:
    place = _filled(pc.index_in(texts, values))
    return np.append(rows, -1)[place]


def _filled(places: pa.Int32Array) -> Rows:
    found: Rows = places.fill_null(-1).to_numpy().astype(np.int64)
    return found
