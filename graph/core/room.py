"""Where large arrays lie: in memory, or in files that are mapped into it.

Inside `room(folder)` what grows with the corpus is laid into files of that folder. The system reads
the pages that are touched and sets the others aside, so that a process needs memory for what it is
at work on, whatever the size of the whole. A file has no name, and is gone with its array.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from mmap import mmap
from os import PathLike
from typing import IO, Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from graph.core.errors import ExportError

Array = NDArray[Any]

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What the system says when a file cannot grow."""

_folder: ContextVar[str | PathLike[str] | None] = ContextVar("room", default=None)


@contextmanager
def room(folder: str | PathLike[str]) -> Iterator[None]:
    """Let large arrays that are made inside lie in files of a folder."""
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def in_files() -> bool:
    """Whether large arrays are to lie in files."""
    return _folder.get() is not None


class Pile:
    """Arrays of one dtype, (k,) each, that come one after the other and become one."""

    def __init__(self, dtype: DTypeLike) -> None:
        self._dtype = np.dtype(dtype)
        self._file: IO[bytes] | None = None
        self._parts: list[Array] = []

    def add(self, values: ArrayLike) -> None:
        """Lay values behind those that are there."""
        part = np.ascontiguousarray(values, self._dtype)
        if in_files() and self._file is None:
            self._file = _opened()
        if self._file is None:
            self._parts.append(part)
        elif len(part):
            with _writing():
                self._file.write(part.data)

    def whole(self) -> Array:
        """All of them as one array."""
        if self._file is not None:
            with _writing(), self._file:
                return _mapped(self._file, self._dtype)
        return np.concatenate(self._parts) if self._parts else np.empty(0, self._dtype)

    def __del__(self) -> None:
        """Shut the file of a pile that is given up, as where what was to be added is lost."""
        if self._file is not None:
            with suppress(OSError):  # what is held back may find no room
                self._file.close()


def piled(parts: Iterable[ArrayLike], dtype: DTypeLike) -> Array:
    """Arrays end to end, of which one at a time is looked at."""
    pile = Pile(dtype)
    for part in parts:
        pile.add(part)
    return pile.whole()


def empty(count: int, dtype: DTypeLike) -> Array:
    """An array (count,) to be filled."""
    if not in_files():
        return np.empty(count, dtype)
    with _opened() as file:
        size = count * np.dtype(dtype).itemsize
        with _writing():
            if size and hasattr(os, "posix_fallocate"):
                # Else a full disk would show when it is filled, and as a signal.
                os.posix_fallocate(file.fileno(), 0, size)
            file.truncate(size)
        return _mapped(file, dtype)


def written(fill: Callable[[IO[bytes]], object]) -> NDArray[np.uint8]:
    """The bytes that `fill` writes to a file."""
    if not in_files():
        held = BytesIO()
        fill(held)
        return np.frombuffer(held.getbuffer(), np.uint8)
    try:
        with _opened() as file:
            fill(file)
            return _mapped(file, np.uint8)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise  # as what it is: `fill` may open files, too
        raise _refused(error) from error


def _opened() -> IO[bytes]:
    with _writing():
        return tempfile.TemporaryFile(dir=_folder.get())


def _mapped(file: IO[bytes], dtype: DTypeLike) -> Array:
    """The content of a file, which the system keeps, once it is shut, while it is mapped."""
    with _writing():
        size = file.seek(0, os.SEEK_END)  # which writes what is held back
        # A view of an array of its dtype: SciPy copies what it takes for a part of a larger one.
        held = np.frombuffer(mmap(file.fileno(), size), dtype) if size else np.empty(0, dtype)
        return held[:]


@contextmanager
def _writing() -> Iterator[None]:
    """Say so where the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise _refused(error) from error


def _refused(error: OSError) -> ExportError:
    told = f"cannot write to {_folder.get()}: {error.strerror or error}"
    return ExportError(told, hint="make room there, or name another folder")
