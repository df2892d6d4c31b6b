"""Who does the work: workers of this machine, an engine with others, or one beside the rest."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from contextvars import ContextVar, copy_context
from functools import partial
from importlib import import_module
from typing import Any, Literal, Protocol, TypeVar

from graph.core.progress import reporting
from graph.core.threaded import threaded

T = TypeVar("T")

TURN = 2e-4
"""Seconds that a thread waits for the interpreter at most, where another is at work beside it."""

MANY = 10_000
"""Rows from which on work that need not wait is given to a process of its own."""


class Engine(Protocol):
    """What runs blocks on other machines; those of this one need none."""

    def run(
        self, function: Callable[[range], Any], blocks: Sequence[range], *, label: str
    ) -> Iterable[Any]:
        """Give what `function` gives for every block, in order.

        function: a function of a module, or `functools.partial` of one, whose arguments by name
        are what it works with (see `graph.core.parts`). Arrays among them are laid once where all
        workers see them, and results come back the same way.

        Raises
        ------
        EngineError
            The engine is lost, or a block is more than its workers can do.
        """


_workers: ContextVar[int | None] = ContextVar("workers", default=None)
_engine: ContextVar[Engine | None] = ContextVar("engine", default=None)


@contextmanager
def working(jobs: int | None, engine: Engine | None = None) -> Iterator[None]:
    """Let `jobs` workers at most do the work inside (None: as many as there are cores).

    engine: what runs the blocks of `map_blocks` instead of this machine.
    """
    tokens = _workers.set(jobs), _engine.set(engine)
    try:
        yield
    finally:
        _workers.reset(tokens[0])
        _engine.reset(tokens[1])


def cores() -> int:
    """Cores this process may use: its affinity where the system tells, else all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def engine_at_work() -> Engine | None:
    """The engine that runs blocks, None where this machine does."""
    return _engine.get()


def at_once(jobs: int | None = None) -> int:
    """How many of this machine may work at one time: `jobs`, or else as `working` says."""
    return jobs or _workers.get() or cores()


def many(rows: int) -> bool:
    """Whether rows are so many that work on them lasts longer than a process takes to begin."""
    return rows >= MANY


def threads(jobs: int | None = None) -> int:
    """How many may work on one block inside compiled code: one, where an engine is at work."""
    return 1 if elsewhere() else at_once(jobs)


def elsewhere() -> bool:
    """Whether an engine is at work."""
    return _engine.get() is not None


@contextmanager
def beside(
    function: Callable[[], T],
    *,
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "processes",
    leads: bool = False,
) -> Iterator[Callable[[], T]]:
    """Have a process of its own do `function` while the code inside does something else.

    What it gives waits for the result. With one job (see `map_here`) that does the work right
    there. Whoever leaves without the result ends the process. A thread, if so preferred, begins at
    once, is handed nothing and has its blocks done by the engine, if one is at work; but it waits
    wherever both sides are plain Python. leads: whether that is the main work, which has all
    workers and tells how far it is, and the code inside has little need of them, as to write files.
    """
    workers = at_once(jobs)
    if workers <= 1:
        yield function
        return
    turns = _short_turns() if prefer == "threads" else nullcontext()
    task = partial(_using, workers - (not leads), function, silent=not leads)
    if prefer == "threads":
        task = partial(copy_context().run, partial(task, engine=_engine.get()))
    with turns, at_work([task], 2, prefer) as results:
        yield lambda: next(results)


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let no thread keep the interpreter from another for long.

    Compiled code lets go of it and asks for it again with each call, and would wait 5 ms each time
    for a thread of plain Python.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def load(module: str) -> None:
    """Import a module: what a worker is to have at hand when work comes."""
    import_module(module)


def _using(
    jobs: int, function: Callable[[], T], *, silent: bool, engine: Engine | None = None
) -> T:
    with working(jobs, engine), reporting(None) if silent else nullcontext():
        return function()


@contextmanager
def at_work(
    tasks: Sequence[Callable[[], T]], workers: int, prefer: Literal["threads", "processes"]
) -> Iterator[Iterator[T]]:
    """Have workers do the tasks, whose results come in order; whoever leaves before ends them."""
    if prefer == "threads":
        with threaded(tasks, workers) as results:
            yield results
        return
    from joblib import Parallel, delayed

    # Mapped copy-on-write, since compiled code may refuse an array that it could not write to.
    parallel = Parallel(n_jobs=workers, return_as="generator", mmap_mode="c")
    with warnings.catch_warnings(), ExitStack() as stack:
        # What a worker maps may look like a leak, for which joblib puts another in its place.
        warnings.filterwarnings("ignore", message="A worker stopped")
        # Whoever leaves before the end knows that something is left undone.
        warnings.filterwarnings("ignore", message=r"\d+ tasks")
        work = partial(_lightly, asked_by=os.getpid())
        with _out_of_reach():
            calls = (delayed(work)(task) for task in tasks)
            found = parallel(calls)
            stack.callback(_end_early, found)
        yield found


def _end_early(results: Generator[Any]) -> None:
    """End the workers of a task whose results are not all taken."""
    told = threading.excepthook

    def tell(error: threading.ExceptHookArgs) -> None:
        by = error.thread.name if error.thread else ""
        if (error.exc_type, by) != (KeyError, "ExecutorManagerThread"):
            told(error)

    # loky forgets what is to be done before its thread has handed all of that out, and the thread
    # then ends, as it is to, by an error that is nobody's concern.
    threading.excepthook = tell
    try:
        results.close()
    finally:
        threading.excepthook = told


def _lightly(task: Callable[[], T], *, asked_by: int) -> T:
    """Do a task, in a process of its own if need be, which then ends without tidying up.

    To take apart, object by object, what caches hold takes a worker most of a second, for which the
    command that is done would wait.
    """
    if os.getpid() != asked_by:
        atexit.unregister(_end)
        atexit.register(_end)
    return task()


def _end() -> None:
    os._exit(0)


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """Start workers that a terminal's Ctrl-C does not reach.

    It reaches this process, which then ends them; they would only fill the terminal with where each
    of them was. A new process holds back what its parent does; what comes in this moment comes
    after it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which lets through what is held back, if it starts within
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
