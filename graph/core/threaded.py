"""Tasks done by threads, whose results come in order as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def threaded(tasks: Sequence[Callable[[], T]], workers: int) -> Iterator[Iterator[T]]:
    """Have so many threads do the tasks, in order; whoever leaves has those not begun left undone.

    The threads end with this process, whatever they are at: unlike those of `concurrent.futures`,
    for which Python waits, also where Ctrl-C is to end it at once.
    """
    waiting: SimpleQueue[tuple[Future[T], Callable[[], T]]] = SimpleQueue()
    told: list[Future[T]] = [Future() for _ in tasks]
    for pair in zip(told, tasks, strict=True):
        waiting.put(pair)
    for _ in range(min(workers, len(tasks))):
        Thread(target=_work, args=(waiting,), daemon=True).start()
    try:
        yield (future.result() for future in told)
    finally:
        for future in told:
            future.cancel()


def _work(waiting: SimpleQueue[tuple[Future[T], Callable[[], T]]]) -> None:
    while True:
        try:
            future, task = waiting.get_nowait()
        except Empty:
            return
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(task())
        except BaseException as error:  # it is raised where the result is asked for
            future.set_exception(error)
        del future, task  # what they hold is not to outlive its use
