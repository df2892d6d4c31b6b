"""The one place that runs work in parallel: over blocks of rows, results in order."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeVar

from graph.core.progress import track

T = TypeVar("T")

_workers: ContextVar[int | None] = ContextVar("workers", default=None)


@contextmanager
def working(jobs: int | None) -> Iterator[None]:
    """Let `jobs` workers at most do the work inside (None: as many as there are cores)."""
    token = _workers.set(jobs)
    try:
        yield
    finally:
        _workers.reset(token)


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
    label: str = "",
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "threads",
) -> list[T]:
    """Apply `function` to every block; results stand in the order of `blocks`.

    `function` depends on its block alone, so that neither the number of workers nor the
    block size can change an answer. Threads suit code that releases the interpreter's lock
    (NumPy, SciPy); processes suit pure Python over text, and sparse_dot_topn, which holds it.
    Arrays that `function` refers to are not copied to the processes but mapped into their memory.

    `label` tells people what is done; without one progress is not told. `jobs` is the number of
    workers (None: as `working` says, else the cores there are). One block, or one job, runs right
    here.
    """
    workers = min(jobs or _workers.get() or cores(), len(blocks))
    if workers <= 1:
        return [function(block) for block in _told(blocks, label, len(blocks))]
    from joblib import Parallel, delayed

    # Mapped copy-on-write, since compiled code may refuse an array that it could not write to.
    parallel = Parallel(n_jobs=workers, prefer=prefer, return_as="generator", mmap_mode="c")
    with warnings.catch_warnings():
        # What a worker maps may look like a leak, for which joblib puts another in its place.
        warnings.filterwarnings("ignore", message="A worker stopped")
        results = parallel(delayed(function)(block) for block in blocks)
        return list(_told(results, label, len(blocks)))


def _told(items: Iterable[T], label: str, total: int) -> Iterable[T]:
    return track(items, label, total=total) if label else items
