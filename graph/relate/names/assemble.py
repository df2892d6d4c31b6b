"""Places and claims -> `Names`: what stands where, who introduces it, one row a thing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from graph.core.sparse import canonical
from graph.core.text import fold
from graph.core.types import NAMES, PLACES, Names
from graph.relate.names.lexicon import Lexicon
from graph.relate.names.mentions import CAPITAL, Places


Ints = NDArray[np.int64]


def assemble(lexicon: Lexicon, found: list[Places], papers: int) -> Names:
    """Names of `papers` papers from a lexicon and all places where its forms stand."""
    rows = np.concatenate([part.rows for part in found] or [np.zeros((0, 5), np.int32)])
    rows = rows.astype(np.int64)
    entries = _entries(lexicon, rows[:, 0], rows[:, 1])
    claims = _claims(lexicon, rows, entries)
    keep = entries >= 0
    keep &= ~_ordinary(lexicon, found, rows, entries, claims)
    rows, entries = rows[keep], entries[keep]
    used = np.unique(np.concatenate([entries, claims[:, 1]]))
    names = _display(lexicon, used)
    order = sorted(range(len(used)), key=lambda at: (fold(names[at]), names[at], int(used[at])))
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


def _entries(lexicon: Lexicon, papers: Ints, forms: Ints) -> Ints:
    """Entry of each place: the form's, unless the paper itself defines it otherwise."""
    keys = list(lexicon.forms)
    entries = np.array(list(lexicon.forms.values()) or [0], np.int64)[forms]
    numbers = {folded: number for number, folded in enumerate(keys)}
    local = sorted(
        (paper * len(keys) + numbers[folded], entry)
        for (paper, folded), entry in lexicon.local.items()
        if folded in numbers
    )
    if not local or not len(papers):
        return entries
    codes, values = np.array(local, np.int64).T
    wanted = papers * len(keys) + forms
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[at] == wanted, values[at], entries)


def _claims(lexicon: Lexicon, rows: Ints, entries: Ints) -> Ints:
    """Claims (paper, entry) that hold against the corpus.

    A thing in general use, or one that many papers mention beside the few that claim it, is
    introduced only by a paper whose title names it too.
    """
    titled = set(zip(rows[rows[:, 2] == 0, 0].tolist(), entries[rows[:, 2] == 0].tolist(), strict=True))
    counts = Counter(zip(rows[:, 0].tolist(), entries.tolist(), strict=True))
    papers = Counter(entry for _, entry in counts)
    claimers = Counter(
        entry for _, entry in {(p, e) for p, e, strength in lexicon.claims if strength > 1}
    )
    held = set()
    for paper, entry, strength in lexicon.claims:
        named = (paper, entry) in titled
        if lexicon.entries[entry].known:
            keep = strength == 3 and (named or (paper, entry) in lexicon.spelled)
        elif strength == 1:
            keep = not claimers[entry] and papers[entry] < 4 and counts[paper, entry] > 1
        else:
            keep = named or papers[entry] <= 5 + 4 * claimers[entry]
        if keep:
            held.add((paper, entry))
    return np.array(sorted(held), np.int64).reshape(-1, 2)


def _ordinary(
    lexicon: Lexicon, found: list[Places], rows: Ints, entries: Ints, claims: Ints
) -> NDArray[np.bool_]:
    """Places of words that the corpus mostly writes small: kept only where they are introduced."""
    plain = np.zeros(max(len(lexicon.forms), 1), np.int64)
    for part in found:
        for form, count in part.plain.items():
            plain[form] += count
    written = np.bincount(rows[:, 1], minlength=len(plain))
    cases = np.array(list(lexicon.cases[folded] for folded in lexicon.forms) or [0])
    common = (plain > written) & (cases == CAPITAL)
    own = np.isin(
        rows[:, 0] * len(lexicon.entries) + entries,
        claims[:, 0] * len(lexicon.entries) + claims[:, 1],
    )
    return common[rows[:, 1]] & ~own


def _matrix(rows: Ints, columns: Ints, shape: tuple[int, int], dtype: type) -> sparse.csr_array:
    data = np.ones(len(rows), np.float32)
    return canonical(sparse.coo_array((data, (rows, columns)), shape=shape), dtype=dtype)


def _display(lexicon: Lexicon, used: Ints) -> list[str]:
    """One name for each entry, no two alike: of two that share an acronym the rarer says which."""
    names = []
    taken: set[str] = set()
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
    return pa.table({"name": names, "kind": kinds, "aliases": aliases}, schema=NAMES)


def _places(rows: Ints, numbers: Ints) -> pa.Table:
    columns = [rows[:, 0], numbers, rows[:, 2], rows[:, 3], rows[:, 4]]
    order = np.lexsort((numbers, rows[:, 4], rows[:, 3], rows[:, 2], rows[:, 0]))
    arrays = [pa.array(column[order].astype(np.int32)) for column in columns]
    return pa.Table.from_arrays(arrays, schema=PLACES)
