"""One writer of a folder at a time, by a lock that goes with its process, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from os import PathLike
from pathlib import Path

from graph.core.errors import ExportError
from graph.core.folders import is_address

_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextmanager
def claimed(place: str | PathLike[str]) -> Iterator[None]:
    """Keep all others from writing to a folder, which is made if need be, and removed if empty.

    Within, it may be claimed again. At an address, on Windows, and where a file system has no
    locks, nobody is kept from anything; each file is still written whole.

    Raises
    ------
    ExportError
        Somebody else is writing there, or it cannot be made.
    """
    folder = Path(place)
    real = folder.resolve()
    if is_address(place) or real in _held.get():
        yield
        return
    try:
        lock = _lock(folder)
    except BlockingIOError as error:
        hint = "wait until it is done, or choose another folder"
        raise ExportError(f"another process is writing to {folder}", hint=hint) from error
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "choose another folder"
        raise ExportError(f"cannot write to {folder}: {reason}", hint=hint) from error
    token = _held.set(_held.get() | {real})
    try:
        yield
    finally:
        _held.reset(token)
        with suppress(OSError):  # it is not empty
            folder.rmdir()
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """A handle of the folder, which is locked as long as that is open."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":
            return None
        handle = os.open(folder, os.O_RDONLY)
        try:
            _take(handle)
            if os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        except FileNotFoundError:  # whoever had it last has removed it
            pass
        except BlockingIOError:
            os.close(handle)
            raise
        os.close(handle)


def _take(handle: int) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # the file system has no locks
        return
