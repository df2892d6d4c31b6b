"""Tables put together and taken apart, in memory or where large arrays lie (`graph.core.room`)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import IO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.blocks import row_blocks
from graph.core.columns import dtype_of, letters_of, numbers, rows_as_arrow
from graph.core.room import Pile, in_files, written

Rows = NDArray[np.int64]

BLOCK = 10_000
"""Rows that are moved at one time where tables lie in files."""

LONGEST = 2**31 - 1
"""Bytes in one piece of a column at most: Arrow counts those of texts with 32 bits."""


def gathered(tables: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """Tables of one schema, one below the other; where they lie in files, looked at in turn."""
    if not in_files():
        return pa.concat_tables([schema.empty_table(), *tables])

    def fill(file: IO[bytes]) -> None:
        with pa.ipc.new_file(file, schema) as writer:
            for table in tables:
                writer.write_table(table)

    return pa.ipc.open_file(pa.py_buffer(written(fill))).read_all()


def some_rows(table: pa.Table, rows: NDArray[np.integer]) -> pa.Table:
    """A few rows of a table, in their order.

    Arrow's own `take` puts the pieces of a column together first, all of it in memory.
    """
    order = np.argsort(rows, kind="stable")
    found = [_some(column, np.asarray(rows), order) for column in table.columns]
    return pa.table(found, schema=table.schema)


def _some(
    column: pa.ChunkedArray, rows: NDArray[np.integer], order: NDArray[np.int64]
) -> pa.ChunkedArray:
    """order: that in which rows ascend."""
    pieces = column.chunks
    if len(pieces) < 2:
        return column.take(rows_as_arrow(rows))
    ends = np.cumsum([len(piece) for piece in pieces])
    sought = rows[order]
    bounds = np.append(0, np.searchsorted(sought, ends))
    found = [
        pieces[at].take(rows_as_arrow(sought[start:stop] - ends[at] + len(pieces[at])))
        for at, (start, stop) in enumerate(pairwise(bounds.tolist()))
        if start < stop
    ]
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows))
    return pa.chunked_array(found, column.type).combine_chunks().take(rows_as_arrow(place))


def arranged(table: pa.Table, rows: Rows) -> pa.Table:
    """Many rows of a table, in their order, each column in one piece unless that is too large."""
    if not in_files():
        return table.take(rows_as_arrow(rows)).combine_chunks()
    columns = [_Column(field.type) for field in table.schema]
    for block in row_blocks(len(rows), BLOCK):
        part = some_rows(table, rows[block.start : block.stop]).combine_chunks()
        for column, values in zip(columns, part.columns, strict=True):
            for chunk in values.chunks:
                column.add(chunk)
    whole = [pa.chunked_array(column.whole(), column.type) for column in columns]
    return pa.table(whole, schema=table.schema)


def without_rows(table: pa.Table, gone: NDArray[np.bool_]) -> pa.Table:
    """The other rows of a table."""
    if not gone.any():
        return table
    if not in_files():
        return table.filter(pa.array(~gone))
    return arranged(table, np.flatnonzero(~gone))


class _Column:
    """A column to which values are added, in as few pieces as it can be."""

    def __init__(self, type_: pa.DataType) -> None:
        self.type = type_
        self._done: list[pa.Array] = []
        self._piece = _Piece(type_)
        self._bytes = 0

    def add(self, values: pa.Array) -> None:
        if self._bytes + values.nbytes > LONGEST:
            self._done.append(self._piece.whole())
            self._piece, self._bytes = _Piece(self.type), 0
        self._piece.add(values)
        self._bytes += values.nbytes

    def whole(self) -> list[pa.Array]:
        return [*self._done, self._piece.whole()]


class _Piece:
    """Values as Arrow lays them out: texts, numbers, and lists, maps or structures of these."""

    def __init__(self, type_: pa.DataType) -> None:
        self._type = type_
        self._texts = pa.types.is_string(type_)
        self._listed = pa.types.is_list(type_) or pa.types.is_map(type_)
        self._children = [_Piece(type_.field(at).type) for at in range(type_.num_fields)]
        self._known = Pile(np.bool_)
        self._lengths = Pile(np.int32)
        self._numbers = not self._texts and not self._children
        self._values = Pile(dtype_of(type_) if self._numbers else np.uint8)

    def add(self, values: pa.Array) -> None:
        self._known.add(values.is_valid().to_numpy(zero_copy_only=False))
        if self._texts:
            bounds, letters = letters_of(values)
            self._lengths.add(np.diff(bounds))
            self._values.add(letters)
        elif self._listed:
            bounds = numbers(values.offsets)
            self._lengths.add(np.diff(bounds))
            self._children[0].add(_entries(values).slice(bounds[0], bounds[-1] - bounds[0]))
        elif self._numbers:
            self._values.add(numbers(values))
        else:
            for child, part in zip(self._children, values.flatten(), strict=True):
                child.add(part)

    def whole(self) -> pa.Array:
        known = self._known.whole()
        nulls = len(known) - int(np.count_nonzero(known))
        buffers = [pa.py_buffer(np.packbits(known, bitorder="little")) if nulls else None]
        if self._texts or self._listed:
            bounds = np.append(0, np.cumsum(self._lengths.whole())).astype(np.int32)
            buffers.append(pa.py_buffer(bounds))
        if self._texts or self._numbers:
            buffers.append(pa.py_buffer(self._values.whole()))
        children = [child.whole() for child in self._children]
        made = (self._type, len(known), buffers)
        return pa.Array.from_buffers(*made, null_count=nulls, children=children or None)


def _entries(values: pa.Array) -> pa.Array:
    """What lists or maps hold, end to end."""
    if not pa.types.is_map(values.type):
        return values.values
    fields = list(values.type.field(0).type)
    return pa.StructArray.from_arrays([values.keys, values.items], fields=fields)
