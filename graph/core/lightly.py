"""Importing a library without what it imports by the way and nobody here uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def without(package: ModuleType, *names: str) -> Iterator[None]:
    """Let modules of a package that load on first use not load inside; they are None there.

    SciPy copies all that NumPy's namespace holds when it is imported, and with it imports NumPy's
    reader of Fortran and its helpers for tests: a tenth of the time that a question takes.
    """
    idle = [name for name in names if name not in vars(package)]
    for name in idle:
        setattr(package, name, None)
    try:
        yield
    finally:
        for name in idle:
            delattr(package, name)
