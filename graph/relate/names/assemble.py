"""Places and claims -> `Names`: what stands where, who introduces it, one row a thing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from graph.core.columns import lists_as_arrow, numbers_as_arrow, texts_as_arrow
from graph.core.sparse import canonical
from graph.core.text import fold
from graph.core.types import NAMES, PLACES, Names
from graph.relate.names.claim import MADE, NAMED, TITLE, TREATED
from graph.relate.names.forms import LOOSE, Forms, Written, lay_out
from graph.relate.names.lexicon import Lexicon
from graph.relate.names.mentions import Places
from graph.relate.names.text import key, pieces

Ints = NDArray[np.int64]


def assemble(lexicon: Lexicon, found: list[Places], papers: int) -> Names:
    """Names of `papers` papers from a lexicon and all places where its forms stand."""
    rows, entries, claims = settle(lexicon, found)
    used = distinct(np.concatenate([entries, claims[:, 1]]))
    names = display(lexicon, used)
    order = in_order(names)
    number = np.full(len(lexicon.entries), -1, np.int64)
    number[used[order]] = np.arange(len(used))
    shape = (papers, len(used))
    introduced = _matrix(claims[:, 0], number[claims[:, 1]], shape, bool)
    mentions = _matrix(rows[:, 0], number[entries], shape, np.float32)
    return Names(
        _table(lexicon, used[order], [names[at] for at in order]),
        canonical(mentions.maximum(introduced.astype(np.float32))),
        introduced,
        _places(rows, number[entries]),
    )


class Settled(NamedTuple):
    """rows: places (k, 5) that stand, as in `Places`, each of one entry (k,); claims that hold, as
    (paper, entry).
    """

    rows: Ints
    entries: Ints
    claims: Ints


def settle(lexicon: Lexicon, found: Sequence[Places], *, mentioned: Ints | None = None) -> Settled:
    """Decide which places and which claims stand.

    mentioned: how many papers that are not among these mention each entry.
    """
    rows = np.concatenate([part.rows for part in found] or [np.zeros((0, 5), np.int32)])
    rows = rows.astype(np.int64)
    entries = _entries(lexicon, rows[:, 0], rows[:, 1])
    elsewhere = np.zeros(len(lexicon.entries), np.int64) if mentioned is None else mentioned
    claims = _claims(lexicon, rows, entries, elsewhere)
    keep = entries >= 0
    keep &= ~_ordinary(lexicon, rows, entries, claims)
    return Settled(rows[keep], entries[keep], claims)


def in_order(names: Sequence[str]) -> list[int]:
    """Places of names in the order in which they are listed."""
    return sorted(range(len(names)), key=lambda at: (listing(names[at]), at))


def listing(name: str) -> tuple[str, str]:
    """By what a name is listed."""
    return fold(name), name


def joining(names: Sequence[str], known: int) -> Ints:
    """Do as `in_order`, where the first `known` names stand in their order already."""
    newer = [known + at for at in in_order(names[known:])]
    before = names[:known]
    places = [bisect_right(before, listing(names[at]), key=listing) for at in newer]
    return np.insert(np.arange(known), places, newer)


def numbering(lexicon: Lexicon) -> dict[str, int]:
    """Number of each form: first the keys that hold in every paper, then those of single papers."""
    keys = [*lexicon.forms, *(folded for _, folded in lexicon.local)]
    return {folded: number for number, folded in enumerate(dict.fromkeys(keys))}


def lookout(lexicon: Lexicon) -> Forms:
    """What the second pass looks for."""
    numbers = numbering(lexicon)
    written = {
        (folded, pieces(surface)): Written(surface, numbers[folded], lexicon.cases[folded])
        for surface in lexicon.surfaces()
        if (folded := key(surface)) in numbers
    }
    private = (
        (numbers[folded], paper)
        for (paper, folded), entry in lexicon.local.items()
        if entry >= 0 and folded not in lexicon.forms
    )
    return lay_out(written.values(), common=len(lexicon.forms), private=private)


def _entries(lexicon: Lexicon, papers: Ints, forms: Ints) -> Ints:
    """Entry of each place: the form's, unless the paper itself has another meaning."""
    numbers = numbering(lexicon)
    usual = np.full(len(numbers) + 1, -1, np.int64)
    usual[: len(lexicon.forms)] = list(lexicon.forms.values())
    if not lexicon.local or not len(papers):
        return usual[forms]
    codes = np.array([paper * len(numbers) + numbers[folded] for paper, folded in lexicon.local])
    order = np.argsort(codes)
    codes, values = codes[order], np.array(list(lexicon.local.values()))[order]
    wanted = papers * len(numbers) + forms
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[at] == wanted, values[at], usual[forms])


def _claims(lexicon: Lexicon, rows: Ints, entries: Ints, elsewhere: Ints) -> Ints:
    """Claims (paper, entry) that hold against the corpus."""
    size = max(1, len(lexicon.entries))
    papers, claimed, strengths = np.array(lexicon.claims, np.int64).reshape(-1, 3).T
    codes = papers * size + claimed
    meant = entries >= 0
    places = np.sort(rows[meant, 0] * size + entries[meant])
    uses = np.searchsorted(places, codes, "right") - np.searchsorted(places, codes)
    titled = np.isin(codes, (rows[:, 0] * size + entries)[meant & (rows[:, 2] == 0)])
    spelled = np.isin(codes, [paper * size + entry for paper, entry in lexicon.spelled])
    spread = np.bincount(distinct(places) % size, minlength=size)[claimed] + elsewhere[claimed]
    makers, namers = (
        np.bincount(distinct(codes[strengths >= least]) % size, minlength=size)[claimed]
        for least in (MADE, NAMED)
    )
    known = np.array([entry.known for entry in lexicon.entries], bool)[claimed]
    named = (strengths == NAMED) & (titled | (namers == 1))
    usual = (spread <= 5 + 4 * makers) | (titled & (spread <= 10 + 10 * makers))
    alone = (makers == 0) & (spread < 4) & (uses > 1)
    holds = np.where(strengths == TREATED, alone, usual | (strengths == TITLE))
    holds = np.where(known, named | spelled | (strengths == TITLE), holds)
    return np.stack(np.divmod(distinct(codes[holds]), size), axis=1)


def distinct(values: Ints) -> Ints:
    """Ascending, each once; none below 0. A sort takes a tenth of what `np.unique` does here."""
    ordered = np.sort(values)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def _ordinary(lexicon: Lexicon, rows: Ints, entries: Ints, claims: Ints) -> NDArray[np.bool_]:
    """Places of phrases that many papers write though few of them define or claim them.

    They stay in the papers that introduce them; elsewhere they mean what their words mean.
    """
    size = max(len(lexicon.forms), int(rows[:, 1].max(initial=0)) + 1)
    spread = np.bincount(distinct(rows[:, 0] * size + rows[:, 1]) % size, minlength=size)
    claimed = np.bincount(claims[:, 1], minlength=len(lexicon.entries))
    ordinary = np.zeros(size, bool)
    for form, (folded, number) in enumerate(lexicon.forms.items()):
        entry = lexicon.entries[number]
        if not entry.known and (lexicon.cases[folded] == LOOSE or not entry.solid):
            ordinary[form] = spread[form] > 10 + 10 * (claimed[number] + entry.definers)
    base = len(lexicon.entries)
    own = np.isin(rows[:, 0] * base + entries, claims[:, 0] * base + claims[:, 1])
    return ordinary[rows[:, 1]] & ~own


def _matrix(rows: Ints, columns: Ints, shape: tuple[int, int], dtype: type) -> sparse.csr_array:
    data = np.ones(len(rows), np.float32)
    return canonical(sparse.coo_array((data, (rows, columns)), shape=shape), dtype=dtype)


def display(lexicon: Lexicon, used: Ints, *, others: Iterable[str] = ()) -> list[str]:
    """One name for each entry, no two alike: of two that share an acronym the rarer says which.

    others: names that are taken.
    """
    names = []
    taken = set(others)
    for number in used.tolist():
        entry = lexicon.entries[number]
        ranked = sorted(entry.surfaces.items(), key=lambda item: (-item[1], item[0]))
        name = entry.name or (ranked[0][0] if ranked else "")
        for surface, _ in ranked:
            if name not in taken:
                break
            name = f"{entry.name or ranked[0][0]} ({surface})"
        taken.add(name)
        names.append(name)
    return names


def _table(lexicon: Lexicon, order: Ints, names: list[str]) -> pa.Table:
    entries = [lexicon.entries[number] for number in order.tolist()]
    aliases = [
        sorted(surface for surface in entry.surfaces if surface != name)
        for entry, name in zip(entries, names, strict=True)
    ]
    kinds = [entry.kind for entry in entries]
    columns = [texts_as_arrow(names), texts_as_arrow(kinds), lists_as_arrow(aliases)]
    return pa.Table.from_arrays(columns, schema=NAMES)


def _places(rows: Ints, numbers: Ints) -> pa.Table:
    columns = [rows[:, 0], numbers, rows[:, 2], rows[:, 3], rows[:, 4]]
    order = np.lexsort((numbers, rows[:, 4], rows[:, 3], rows[:, 2], rows[:, 0]))
    arrays = [numbers_as_arrow(column[order], pa.int32()) for column in columns]
    return pa.Table.from_arrays(arrays, schema=PLACES)
