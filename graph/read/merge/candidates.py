"""Which records to compare: those that stand together when sorted by something telling.

Each with each would be n²; here a record meets those that share an identifier or its title, and a
few neighbours in several orders (sorted neighbourhood, Hernández & Stolfo 1995): of titles from
their beginning, from their end, and from further on, and of abstracts from their beginning.
Neighbours are sifted by the pairs of letters in their titles before anything slow looks at them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import whole
from graph.read.folding import STRANGE, ranks, squeeze_plain, squeeze_titles
from graph.read.identifiers import FORMER, LOCATOR, listed
from graph.read.letters import WIDTH, Bits, letter_pairs, ones
from graph.read.merge.likeness import ALIKE_TITLE

Rows = NDArray[np.int64]

ALL = 20
"""Records up to which all that share a title or an identifier meet; of more, each meets so many."""

NEIGHBOURS = 6
"""How far two titles may stand apart in an order to be compared."""

OPENING = 48
"""Letters at the beginning of abstracts by which records meet."""

HEAD = 32
"""Letters of them by which those are told that may meet one of a few."""

_BLOCK = 1 << 16
_EDITED = 14


def candidates(table: pa.Table, *, settled: int = 0) -> tuple[Rows, Rows]:
    """Pairs of records (rows of a table of schema `PAPERS`) that may be one paper; each once.

    settled: how many rows at the beginning are not held against each other.
    """
    titles = squeeze_titles(table["title"])
    title = ranks(titles)
    order = _order(table, title)
    pairs = [
        _in_runs(title[order], order, ALL),
        _in_runs(*_identified(table, order), ALL),
        _opening(table, titles, order=order, settled=settled),
        _alike(titles, title, order=order, settled=settled),
    ]
    left = np.concatenate([np.minimum(one, other) for one, other in pairs])
    right = np.concatenate([np.maximum(one, other) for one, other in pairs])
    n = max(table.num_rows, 1)
    asked = right >= settled
    different = np.unique(left[asked] * n + right[asked])
    return different // n, different % n


def _order(table: pa.Table, title: NDArray[np.int32]) -> Rows:
    """Rows sorted by title, then by what else they hold, so that their numbers never matter."""
    source = pc.list_element(table["sources"], 0)  # a record has one, what was merged before more
    by = pa.table(
        {
            "title": title,
            "authors": pc.binary_join(table["authors"], ";"),
            **{name: table[name] for name in ("year", "abstract", "key")},
            **{name: pc.struct_field(source, name) for name in ("file", "line")},
        }
    )
    order: Rows = pc.sort_indices(by, [(name, "ascending") for name in by.column_names]).to_numpy()
    return order.astype(np.int64)


def _identified(table: pa.Table, order: Rows) -> tuple[NDArray[np.int32], Rows]:
    """(identifier, row) of every identifier, sorted."""
    rows, kinds, values = listed(table["identifiers"])
    used = pc.invert(pc.is_in(kinds, pa.array([FORMER, LOCATOR]))).to_numpy(zero_copy_only=False)
    number = ranks(pc.binary_join_element_wise(kinds, values, " "))[used]
    rows = rows[used]
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    sorting = np.lexsort((place[rows], number))
    return number[sorting], rows[sorting]


def _in_runs(values: NDArray[np.int32], rows: Rows, reach: int) -> tuple[Rows, Rows]:
    """Pairs of rows that are at most `reach` apart within a run of one value."""
    found = [np.empty((2, 0), np.int64)]
    for step in range(1, min(reach, len(values) - 1) + 1):
        same = np.flatnonzero(values[step:] == values[:-step])
        if not len(same):
            break
        found.append(np.stack([rows[same], rows[same + step]]))
    left, right = np.concatenate(found, axis=1)
    return left, right


def _opening(
    table: pa.Table, titles: pa.StringArray, *, order: Rows, settled: int
) -> tuple[Rows, Rows]:
    """Pairs of records with alike titles whose abstracts begin alike."""
    asked = _like_newer(table["abstract"], settled=settled)
    abstracts = table["abstract"] if asked.all() else table["abstract"].filter(pa.array(asked))
    some = order[asked[order]]
    opening = _openings(abstracts).take(pa.array((np.cumsum(asked) - 1)[some]))
    known = np.flatnonzero(pc.utf8_length(opening).to_numpy() == OPENING)
    value = ranks(opening.take(known))
    sorting = np.argsort(value, kind="stable")
    left, right = _in_runs(value[sorting], some[known][sorting], ALL)
    newer = np.maximum(left, right) >= settled
    return _sifted(titles, left[newer], right[newer])


def _like_newer(abstracts: pa.ChunkedArray, *, settled: int) -> NDArray[np.bool_]:
    """Which abstracts may begin as one of those behind the settled ones does; bool (n,).

    To read the beginnings of all, with the LaTeX in some, takes longer than to compare them.
    """
    found = np.ones(len(abstracts), bool)
    if not settled:
        return found
    newer = pc.utf8_slice_codeunits(_openings(abstracts.slice(settled)), 0, HEAD)
    begun = pc.binary_slice(abstracts.slice(0, settled).cast(pa.binary()), 0, HEAD * 3 // 2)
    letters, odd = squeeze_plain(whole(begun))
    heads = pc.utf8_slice_codeunits(letters, 0, HEAD)
    told = pc.and_not(pc.equal(pc.utf8_length(heads), HEAD), odd)
    found[:settled] = pc.is_in(heads, value_set=newer).to_numpy(zero_copy_only=False)
    others = np.flatnonzero(~told.to_numpy(zero_copy_only=False))
    ways = sorted(newer.to_pylist())
    for row, text in zip(others.tolist(), heads.take(pa.array(others)).to_pylist(), strict=True):
        sure = text.partition(STRANGE)[0]
        place = bisect_left(ways, sure)
        found[row] = place < len(ways) and ways[place].startswith(sure)
    return found


def _openings(abstracts: pa.ChunkedArray) -> pa.StringArray:
    """Letters and digits at the beginning of each abstract, `OPENING` of them at most."""
    parts = [pa.nulls(0, pa.string())]
    for start in range(0, len(abstracts), _BLOCK):
        some = pc.utf8_slice_codeunits(abstracts.slice(start, _BLOCK), 0, 3 * OPENING)
        parts.append(pc.utf8_slice_codeunits(squeeze_titles(some), 0, OPENING))
    return pa.concat_arrays(parts)


def _alike(
    titles: pa.StringArray, title: NDArray[np.int32], *, order: Rows, settled: int
) -> tuple[Rows, Rows]:
    """Pairs of records whose titles are alike and not the same, a few records of each title."""
    starts = np.flatnonzero(np.diff(title[order], prepend=-1))
    counts = np.diff(starts, append=len(order))
    different = titles.take(order[starts])
    asked = np.maximum.reduceat(order, starts) >= settled if len(starts) else starts > 0
    one, other = _neighbours(different, asked=asked)
    found = [np.empty((2, 0), np.int64)]
    for first in range(3):
        for second in range(3):
            held = (counts[one] > first) & (counts[other] > second)
            a, b = order[starts[one[held]] + first], order[starts[other[held]] + second]
            found.append(np.stack([a, b]))
    left, right = np.concatenate(found, axis=1)
    return left, right


def _neighbours(titles: pa.StringArray, *, asked: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Pairs of different titles (sorted) that stand near in some order and are alike.

    asked: bool (len,), of two titles one at least.
    """
    n = len(titles)
    orders = [order[_beside(asked[order])] for order in _orders(titles)]
    used = np.unique(np.concatenate(orders))
    letters = np.zeros((n, WIDTH), np.uint64)
    letters[used] = letter_pairs(titles.take(pa.array(used)))
    counts = ones(letters)
    found = [np.empty(0, np.int64)]
    for order in orders:
        for step in range(1, min(NEIGHBOURS, len(order) - 1) + 1):
            one, other = order[:-step], order[step:]
            either = asked[one] | asked[other]
            one, other = one[either], other[either]
            near = _near(letters, counts, one, other)
            one, other = one[near], other[near]
            found.append(np.minimum(one, other) * n + np.maximum(one, other))
    different = np.unique(np.concatenate(found))
    return _sifted(titles, different // max(n, 1), different % max(n, 1))


def _orders(titles: pa.StringArray) -> Iterator[Rows]:
    """Orders of titles: as they stand, from the end, from the tenth letter on."""
    yield np.arange(len(titles))
    for view in (_reversed(titles), pc.utf8_slice_codeunits(titles, 10)):
        yield pc.array_sort_indices(view).to_numpy().astype(np.int64)


def _reversed(titles: pa.StringArray) -> pa.BinaryArray:
    """Titles from the end; those of ASCII, that is most, byte by byte."""
    turned = pc.binary_reverse(titles.cast(pa.binary()))
    odd = pc.invert(pc.string_is_ascii(titles))
    others = pc.utf8_reverse(titles.filter(odd))
    return pc.replace_with_mask(turned, odd, others.cast(pa.binary()))


def _beside(asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of a row stand near enough to one that is asked for, or are asked for themselves."""
    found = asked.copy()
    for step in range(1, min(NEIGHBOURS, len(asked) - 1) + 1):
        found[step:] |= asked[:-step]
        found[:-step] |= asked[step:]
    return found


def _near(letters: Bits, counts: NDArray[np.int64], one: Rows, other: Rows) -> NDArray[np.bool_]:
    """Whether few letter pairs of the one title, or of the other, are not in its neighbour.

    counts: how many each title holds.
    """
    near = np.empty(len(one), bool)
    for start in range(0, len(one), _BLOCK):
        a, b = one[start : start + _BLOCK], other[start : start + _BLOCK]
        shared = ones(letters.take(a, axis=0) & letters.take(b, axis=0))
        missing = np.minimum(counts[a], counts[b]) - shared
        near[start : start + _BLOCK] = missing <= np.minimum(_EDITED, shared // 2)
    return near


def _sifted(titles: pa.StringArray, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of which the titles are alike as far as the shorter goes."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cpdist

    kept = [np.empty(0, np.int64)]
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        a, b = titles.take(left[part]).to_pylist(), titles.take(right[part]).to_pylist()
        cut = [(x[: len(y) + 5], y[: len(x) + 5]) for x, y in zip(a, b, strict=True)]
        scores = cpdist(*zip(*cut, strict=True), scorer=ratio, score_cutoff=ALIKE_TITLE)
        kept.append(start + np.flatnonzero(scores))
    keep = np.concatenate(kept)
    return left[keep], right[keep]
