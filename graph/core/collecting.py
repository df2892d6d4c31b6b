"""Python's cyclic garbage collector, told to wait."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
            if not gc.get_freeze_count():  # or else others' frozen objects would thaw, too
                gc.freeze()
                gc.unfreeze()
            gc.enable()
