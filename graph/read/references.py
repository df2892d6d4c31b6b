"""References -> citations: what each names of the corpus, by key, identifier or title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.sparse import Matrix, from_edges, without_diagonal
from graph.core.text import title_key
from graph.read.merge import identifier


def cite(table: pa.Table, aliases: Mapping[str, Set[str]]) -> tuple[Matrix, int, int]:
    """(n, n) row cites column; how many references there are, and how many were matched.

    table: schema `PAPERS`; aliases: the keys under which a key of old now goes.
    """
    n = table.num_rows
    lists = table["references"].combine_chunks()
    citing = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    cited = resolve(pc.list_flatten(lists).to_pylist(), addresses(table, aliases))
    hit = cited >= 0
    matrix = without_diagonal(from_edges(citing[hit], cited[hit], 1.0, (n, n)))
    return matrix, len(cited), int(hit.sum())


def resolve(references: Iterable[str], known: Mapping[str, int]) -> NDArray[np.int64]:
    """Row that each reference names, -1 for none; (len,)."""
    found = [
        known.get(text, known.get(identifier(text), known.get(title_key(text), -1)))
        for text in references
    ]
    return np.array(found, np.int64)


def addresses(table: pa.Table, aliases: Mapping[str, Set[str]]) -> dict[str, int]:
    """Row by everything that a reference may name it by; what names two papers names none."""
    keys = table["key"].to_pylist()
    rows = {key: number for number, key in enumerate(keys)}
    known: dict[str, int] = {}
    doubtful: set[str] = set()

    def name(text: str, number: int) -> None:
        if text and known.setdefault(text, number) != number:
            doubtful.add(text)

    for number, title in enumerate(table["title"].to_pylist()):
        name(title_key(title), number)
    for number, pairs in enumerate(table["identifiers"].to_pylist()):
        for _, value in pairs:
            name(identifier(value), number)
    for text in doubtful:
        del known[text]
    known |= {old: rows[next(iter(new))] for old, new in aliases.items() if len(new) == 1}
    return known | rows
