"""Blocks in processes apart, for a worker that does several at one time.

Threads of one process take turns at Python's lock, which all that reads text holds. Dask's nanny
knows nothing of processes that a worker starts; so what it would do for a worker is done here.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import current_process, get_context, parent_process
from threading import Lock, Thread

from graph.cluster.scratch import task

LOOK = 0.2
"""Seconds between looks at how much memory the processes hold."""

_beginning = Lock()


def do_block(address: str, key: str, block: range, *, at_once: int, most: float) -> None:
    """Work out a block and leave the result in the folder, as `Task.do` does.

    at_once: how many blocks this worker does at one time; of several each is done in a process of
    its own, unless the worker may not start any (a daemon, in the terms of multiprocessing).
    most: bytes that the worker and these processes may hold, 0 for any number. A worker of which a
    process is lost, or that holds more, is lost itself: its scheduler knows what to do then.
    """
    if at_once < 2 or current_process().daemon:
        task(address, key).do(block)
        return
    with _beginning:
        workers = _workers(at_once)
    try:
        done = workers.submit(_do, address, key, block)
        while wait([done], LOOK).not_done:
            if 0 < most < _held():
                os._exit(1)
        done.result()
    except BrokenProcessPool:
        os._exit(1)


@cache
def _workers(count: int) -> ProcessPoolExecutor:
    # Forked ones would inherit the locks of a worker's threads.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=begin)


def begin() -> None:
    """Let this process end when the one that started it does, and no sooner by Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(address: str, key: str, block: range) -> None:
    task(address, key).do(block)


def _held() -> int:
    """Bytes that this process and those it started hold, but for files mapped into memory."""
    from psutil import NoSuchProcess, Process

    here, held = Process(), 0
    for each in (here, *here.children(recursive=True)):
        try:
            told = each.memory_info()
        except NoSuchProcess:
            continue
        held += told.rss - getattr(told, "shared", 0)
    return held
