"""Files that writers write to: whole or not there, UTF-8, packed where their name says so."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from graph.core.files import replacing

PACKED = ".gz"

BUFFER = 1 << 18
"""Bytes that are written at one time: with each write other threads may take their turn."""


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file that becomes `path` when the block ends well; gzip for `.gz`.

    The same content gives the same bytes: no name and no time is packed with it. Raises
    `ExportError` when the system refuses.
    """
    with replacing(path) as beside, beside.open("wb", buffering=BUFFER) as file:
        if path.suffix.lower() != PACKED:
            yield file
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            yield cast(BinaryIO, packed)


@contextmanager
def writing_text(path: Path) -> Iterator[TextIO]:
    """The same for text, with plain line feeds."""
    with writing(path) as file, TextIOWrapper(file, encoding="utf-8", newline="\n") as text:
        yield text
