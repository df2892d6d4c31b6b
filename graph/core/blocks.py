"""Work in blocks of rows, by all workers there are: the one place that maps over them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Literal, TypeVar

from graph.core.progress import track
from graph.core.workers import at_once, at_work, engine_at_work

T = TypeVar("T")


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
    """Give all that `each_block` gives."""
    return list(each_block(function, blocks, label=label, jobs=jobs, prefer=prefer))


def each_block(
    function: Callable[[range], T],
    blocks: Sequence[range],
    *,
    label: str = "",
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "threads",
) -> Iterator[T]:
    """Apply `function` to every block, by the engine if one is at work, else as `map_here` does.

    Results come in the order of the blocks; of those of an engine none is held but the one that is
    looked at.

    function: a function of a module, or `functools.partial` of one, whose arguments by name are
    what it works with: so they are known to be shared by all blocks, and an engine can lay them
    where its workers find them. The other parameters are those of `map_here`; one block runs right
    here. An engine goes by its own workers, whatever `jobs` and `prefer` say.
    """
    engine = engine_at_work()
    if engine is None or len(blocks) < 2:
        yield from _each_here(function, blocks, label=label, jobs=jobs, prefer=prefer)
    else:
        yield from _told(engine.run(function, blocks, label=label), label, len(blocks))


def map_here(
    function: Callable[[range], T],
    blocks: Sequence[range],
    *,
    label: str = "",
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "threads",
) -> list[T]:
    """Apply `function` to every block on this machine; results stand in the order of `blocks`.

    `function` depends on its block alone, so that neither the number of workers nor the
    block size can change an answer. Threads suit code that releases the interpreter's lock
    (NumPy, SciPy, Arrow); processes suit pure Python over text.
    Arrays that `function` refers to are not copied to the processes but mapped into their memory.

    `label` tells people what is done; without one progress is not told. `jobs` is the number of
    workers (None: as `working` says, else the cores there are). One block, or one job, runs right
    here.
    """
    return list(_each_here(function, blocks, label=label, jobs=jobs, prefer=prefer))


def _each_here(
    function: Callable[[range], T],
    blocks: Sequence[range],
    *,
    label: str,
    jobs: int | None,
    prefer: Literal["threads", "processes"],
) -> Iterator[T]:
    if not blocks:
        return
    workers = min(at_once(jobs), len(blocks))
    if workers <= 1:
        yield from map(function, _told(blocks, label, len(blocks)))
        return
    tasks = [partial(function, block) for block in blocks]
    with at_work(tasks, workers, prefer) as results:
        yield from _told(results, label, len(blocks))


def stream_here(
    function: Callable[[range], T], blocks: Iterable[range], *, jobs: int | None = None
) -> Iterator[T]:
    """Give what `function` gives for each block, in order, as it is asked for.

    Meanwhile threads are at work on the next blocks, one each: no more results are held at a time.
    """
    workers = at_once(jobs)
    if workers <= 1:
        yield from map(function, blocks)
        return
    with ThreadPoolExecutor(workers) as threads:
        ahead: deque[Future[T]] = deque()
        for block in blocks:
            if len(ahead) == workers:
                yield ahead.popleft().result()
            ahead.append(threads.submit(function, block))
        while ahead:
            yield ahead.popleft().result()


def _told(items: Iterable[T], label: str, total: int) -> Iterable[T]:
    return track(items, label, total=total) if label else items
