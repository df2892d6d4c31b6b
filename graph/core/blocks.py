"""The one place that runs work in parallel: over blocks of rows, results in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from graph.core.progress import track

T = TypeVar("T")


def cores() -> int:
    """Cores this process may use: its affinity where the system tells, else all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def row_blocks(rows: int, size: int) -> list[range]:
    """Split `range(rows)` into consecutive ranges of at most `size` rows."""
    return [range(start, min(start + size, rows)) for start in range(0, rows, size)]


def map_blocks(
    function: Callable[[range], T],
    blocks: Sequence[range],
    *,
    label: str,
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "threads",
) -> list[T]:
    """Apply `function` to every block; results stand in the order of `blocks`.

    `function` depends on its block alone, so that neither the number of workers nor the
    block size can change an answer. Threads suit code that releases the interpreter's lock
    (NumPy, SciPy, sparse_dot_topn); processes suit pure Python over text.

    `jobs` is the number of workers (None: the cores there are). One block, or one job, runs
    right here.
    """
    workers = min(jobs or cores(), len(blocks))
    if workers <= 1:
        return [function(block) for block in track(blocks, label, total=len(blocks))]
    from joblib import Parallel, delayed

    results = Parallel(n_jobs=workers, prefer=prefer, return_as="generator")(
        delayed(function)(block) for block in blocks
    )
    return list(track(results, label, total=len(blocks)))
