"""Files that writers write to: whole or not there, UTF-8, packed where their name says so."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import pyarrow as pa

from graph.core.files import replacing, reserve, trim

PACKED = ".gz"

BUFFER = 1 << 21
"""Bytes, about, that are written at one time."""

PARTS = 1_000
"""Parts that are written at one time: systems take 1,024."""


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file that becomes `path` when the block ends well; gzip for `.gz`.

    The same content gives the same bytes: no name and no time is packed with it. Raises
    `ExportError` when the system refuses.
    """
    with replacing(path) as beside:
        with beside.open("wb", buffering=BUFFER) as file:
            reserve(file.fileno(), like=path)
            if path.suffix.lower() != PACKED:
                yield file
            else:
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
        trim(beside)


def write_all(file: BinaryIO, parts: Iterable[bytes | memoryview | pa.Buffer]) -> None:
    """Write parts to what `writing` yields, many by one call.

    With each call other threads take their turn, for which this one would wait as often.
    """
    gathered = hasattr(os, "writev") and not isinstance(file, gzip.GzipFile)
    held: list[memoryview] = []
    size = 0
    for part in parts:
        held.append(memoryview(part))
        size += len(part)
        if size >= BUFFER or len(held) == PARTS:
            _put(file, held, gathered=gathered)
            held, size = [], 0
    _put(file, held, gathered=gathered)


def _put(file: BinaryIO, parts: list[memoryview], *, gathered: bool) -> None:
    if not gathered:
        file.writelines(parts)
        return
    file.flush()  # what was written before
    while parts:
        rest = os.writev(file.fileno(), parts)
        while parts and rest >= len(parts[0]):
            rest -= len(parts.pop(0))
        if rest:
            parts[0] = parts[0][rest:]


@contextmanager
def writing_text(path: Path) -> Iterator[TextIO]:
    """The same for text, with plain line feeds."""
    with writing(path) as file, TextIOWrapper(file, encoding="utf-8", newline="\n") as text:
        yield text
