"""Tables to files of Arrow, each column in one piece there, also where it lies in many."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from graph.core.columns import letters_of

MOST = 2**31 - 1
"""Bytes of text in one piece of a column at most."""


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Arrow would if columns of text were in one piece, and put none together.

    Where there is more text than a piece takes, it stays in those that it is in.
    """
    holes: dict[int, list[memoryview]] = {}
    columns = [_with_hole(column, holes) for column in table.columns]
    with path.open("wb") as file, pa.PythonFile(_Filling(file, holes), mode="w") as sink:
        whole = pa.table(columns, schema=table.schema)
        with pa.ipc.new_file(sink, table.schema) as to:
            to.write_table(whole)


def mapped_table(path: Path) -> pa.Table:
    """A table from such a file, mapped into memory where a folder with it can still be renamed."""
    if sys.platform == "win32":
        return pa.ipc.open_file(pa.py_buffer(path.read_bytes())).read_all()
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def _with_hole(column: pa.ChunkedArray, holes: dict[int, list[memoryview]]) -> pa.ChunkedArray:
    """The same texts in one piece, but for their letters: a hole in place of them, to be filled."""
    if column.num_chunks < 2 or column.type != pa.string() or column.null_count:
        return column
    bounds, letters = zip(*map(letters_of, column.chunks), strict=True)
    sizes = np.array([len(part) for part in letters], np.int64)
    if not 0 < sizes.sum() <= MOST:
        return column
    befores = np.append(0, np.cumsum(sizes)[:-1]).astype(np.int32)
    ends = [before + part[1:] for before, part in zip(befores, bounds, strict=True)]
    # Memory that nobody has written to takes no room.
    hole = pa.py_buffer(mmap(-1, int(sizes.sum())))
    holes[hole.address] = [memoryview(part) for part in letters]
    told = pa.py_buffer(np.concatenate([[np.int32(0)], *ends]).astype(np.int32))
    return pa.chunked_array([pa.StringArray.from_buffers(len(column), told, hole)])


class _Filling:
    """A file to which letters are written in place of their hole."""

    closed = False

    def __init__(self, file: BinaryIO, holes: dict[int, list[memoryview]]) -> None:
        self._file = file
        self._holes = holes

    def write(self, data: bytes | pa.Buffer) -> int:
        parts: Sequence[bytes | pa.Buffer | memoryview] = [data]
        if isinstance(data, pa.Buffer):
            parts = self._holes.get(data.address, parts)
        self._file.writelines(parts)
        return len(data)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self.closed = True
