"""Which records are the same paper, and what the one paper made of them says.

    candidates   which records to compare at all
    sign         what of a record is compared
    likeness     how alike titles, abstracts, authors are
    verdict      whether two records are one paper, and why
    groups       pairs -> groups, without gluing strangers together
    record       one record of several

Nothing here depends on the order of the records: groups are found by content, and where records
disagree the richer one is believed, ties going to the one that sorts first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array

from graph.core.blocks import map_blocks, row_blocks
from graph.core.csgraph import connected_components
from graph.core.tables import some_rows
from graph.core.types import PAPERS
from graph.read.merge.candidates import candidates
from graph.read.merge.groups import grouped
from graph.read.merge.record import merged, richness
from graph.read.merge.sign import sign_of

BATCH = 10_000
"""Records, about, that are held as Python objects at a time."""


class Merging(NamedTuple):
    """gone: bool (n,), which records became part of a merged one. made: those, of schema `PAPERS`.

    reasons: why the records of each are held to be one paper, (len(made),). held: bool, which of
    them go by the key of a paper that was settled.
    """

    gone: NDArray[np.bool_]
    made: pa.Table
    held: NDArray[np.bool_]
    reasons: list[str]


def merge_records(table: pa.Table, *, settled: int = 0) -> Merging:
    """Find the records of a table of schema `PAPERS` that are one paper, and make them one.

    settled: how many rows at the beginning are papers already: two of them are not compared, and
    what becomes one with such a paper goes by its key.
    """
    left, right = candidates(table, settled=settled)  # of which the left one always stands first
    batches = list(_batches(left, right))
    parts = map_blocks(
        partial(_merge_batches, table=table, batches=batches, settled=settled),
        row_blocks(len(batches), 1),
        label="Merging duplicates",
        jobs=1,  # processes of this machine would each be handed the table
    )
    gone = np.zeros(table.num_rows, bool)
    for part in parts:
        gone[part.rows] = True
    return Merging(
        gone=gone,
        made=pa.concat_tables([table.slice(0, 0), *(part.made for part in parts)]),
        held=np.concatenate([np.zeros(0, bool), *(part.held for part in parts)]),
        reasons=[reason for part in parts for reason in part.reasons],
    )


class _Batch(NamedTuple):
    """Rows of a table that belong together, and the pairs to compare, as places among them."""

    rows: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]


class _Part(NamedTuple):
    """`Merging` of some batches, with the rows that are gone."""

    rows: NDArray[np.int64]
    made: pa.Table
    held: NDArray[np.bool_]
    reasons: list[str]


def _merge_batches(block: range, *, table: pa.Table, batches: list[_Batch], settled: int) -> _Part:
    gone: list[int] = []
    made: list[dict[str, Any]] = []
    of_papers: list[bool] = []
    reasons: list[str] = []
    for rows, left, right in batches[block.start : block.stop]:
        held = some_rows(table, rows).to_pylist()
        order = sorted(range(len(held)), key=lambda number: richness(held[number]))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        pairs = zip(place[left].tolist(), place[right].tolist(), strict=True)
        for group in grouped([sign_of(held[number]) for number in order], pairs):
            members = [order[one] for one in group.members]
            papers = (held[one] for one in members if rows[one] < settled)
            paper = next(papers, None)
            made.append(merged([held[one] for one in members], key=paper["key"] if paper else ""))
            of_papers.append(paper is not None)
            reasons.append(group.reason)
            gone += rows[members].tolist()
    return _Part(
        rows=np.array(gone, np.int64),
        made=pa.Table.from_pylist(made, schema=PAPERS),
        held=np.array(of_papers, bool),
        reasons=reasons,
    )


def _batches(left: NDArray[np.int64], right: NDArray[np.int64]) -> Iterator[_Batch]:
    """Rows that belong together by pairs, whole components to a batch, and the pairs within."""
    if not len(left):
        return
    used, numbers = np.unique(np.concatenate([left, right]), return_inverse=True)
    left, right = numbers[: len(left)], numbers[len(left) :]
    linked = coo_array((np.ones(len(left), bool), (left, right)), shape=(len(used),) * 2)
    component = connected_components(linked, directed=False)[1]
    sizes = np.bincount(component)
    batch = ((np.cumsum(sizes) - sizes) // BATCH)[component]
    for number in np.unique(batch).tolist():
        rows = np.flatnonzero(batch == number)
        pairs = np.flatnonzero(batch[left] == number)
        one, other = (np.searchsorted(rows, side[pairs]) for side in (left, right))
        yield _Batch(used[rows], one, other)
