"""Python's cyclic garbage collector, told to wait."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Python 3.12 freezes a few hundred objects of its own as it starts, and a program that freezes
# what it has loaded freezes some ten thousand.
_FROZEN_BY_PYTHON: Final = 1_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Work without the cyclic garbage collector.

    For what makes many small objects, without a cycle, that stay: a collector would walk them
    again and again and find nothing. Afterwards they count as old, which are seldom walked.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if gc.get_freeze_count() < _FROZEN_BY_PYTHON:  # or else what others froze would thaw
                gc.freeze()
                gc.unfreeze()
            gc.enable()
