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
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.core.progress import track
from graph.core.types import PAPERS
from graph.read.merge.candidates import candidates
from graph.read.merge.groups import grouped
from graph.read.merge.record import merged, richness
from graph.read.merge.sign import sign_of

BATCH = 10_000
"""Records, about, that are held as Python objects at a time."""


class Merging(NamedTuple):
    """gone: bool (n,), which records became part of a merged one. made: those, of schema `PAPERS`.

    reasons: why the records of each are held to be one paper, (len(made),).
    """

    gone: NDArray[np.bool_]
    made: pa.Table
    reasons: list[str]


def merge_records(table: pa.Table) -> Merging:
    """Find the records of a table of schema `PAPERS` that are one paper, and make them one."""
    gone = np.zeros(table.num_rows, bool)
    reasons: list[str] = []
    batches = []
    for rows, left, right in track(list(_batches(*candidates(table))), "Merging duplicates"):
        held = table.take(pa.array(rows)).to_pylist()
        order = sorted(range(len(held)), key=lambda number: richness(held[number]))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        pairs = zip(place[left].tolist(), place[right].tolist(), strict=True)
        groups = grouped([sign_of(held[number]) for number in order], pairs)
        made = [merged([held[order[one]] for one in group.members]) for group in groups]
        batches.append(pa.RecordBatch.from_pylist(made, schema=PAPERS))
        reasons += [group.reason for group in groups]
        gone[[rows[order[one]] for group in groups for one in group.members]] = True
    return Merging(gone, pa.Table.from_batches(batches, PAPERS), reasons)


def _batches(
    left: NDArray[np.int64], right: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
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
        yield used[rows], one, other
