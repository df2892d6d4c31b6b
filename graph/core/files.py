"""Writing without half-written files: beside the target, then renamed over it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Final

from graph.core.errors import ExportError

_KEEP_SIZE: Final = 1
"""Of falloc.h: a file does not become longer by the room that it gets."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; when the block ends well, it replaces `path`.

    The folder is made if need be. On any error the half-written file is removed and `path` is
    left as it was. Raises `ExportError` when the system refuses to write there.
    """
    with apart(path) as beside:
        yield beside
        put(beside, path)


@contextmanager
def apart(path: Path) -> Iterator[Path]:
    """Do as `replacing`, and leave it to the block to `put` the one in the place of the other."""
    # A plain open of this name follows the umask, which mkstemp's private mode would not.
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"cannot write {path}: {reason}", hint="choose another place") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def sweep(path: Path) -> None:
    """Remove what processes that were killed as they wrote a file have left beside it.

    For those alone who know that nobody is writing it.
    """
    for left in path.parent.glob(f".{escape(path.name)}.{'[0-9a-f]' * 8}.part"):
        with suppress(OSError):
            left.unlink()


def put(beside: Path, path: Path) -> None:
    """Put a file in the place of another one at once; whoever looks finds the one or the other."""
    os.replace(beside, path)  # noqa: PTH105 - the one call that is atomic everywhere


def reserve(descriptor: int, *, like: Path) -> None:
    """Find room for a new file, an eighth more than for another one, which it is to replace.

    ext4 else looks for room when the one takes the other's place, and keeps whoever does that
    waiting for a quarter of a second a gigabyte. What is too much is there until `trim`. Where the
    system has no such way, or no such room, nothing is done.
    """
    if sys.platform != "linux" or not like.exists():
        return
    size = like.stat().st_size
    # Not by `os.posix_fallocate`, which writes to every block where the system cannot give them.
    with suppress(OSError, AttributeError):  # another C library
        allocate = ctypes.CDLL(None).fallocate64
        allocate(descriptor, _KEEP_SIZE, ctypes.c_int64(0), ctypes.c_int64(size + size // 8))


def trim(path: Path) -> None:
    """Leave a file no more room than it takes."""
    os.truncate(path, path.stat().st_size)
