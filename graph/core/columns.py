"""Columns of tables: as arrays that workers map into memory, and made without detours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from graph.core.room import piled


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts end to end in UTF-8: text i is `letters[bounds[i]:bounds[i + 1]]`.

    bounds: int64 (n + 1,). letters: uint8.
    """

    bounds: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Texts:
        """Texts of a string column without null; letters are not copied if it is of one chunk."""
        chunks = [letters_of(chunk) for chunk in column.chunks]
        if len(chunks) == 1:
            [(bounds, letters)] = chunks
            return cls(bounds.astype(np.int64), letters)
        lengths = [np.zeros(1, np.int64), *(np.diff(bounds) for bounds, _ in chunks)]
        return cls(
            np.cumsum(np.concatenate(lengths)), piled((part for _, part in chunks), np.uint8)
        )

    def read(self, block: range) -> list[str]:
        """The texts of a block of rows."""
        bounds = self.bounds[block.start : block.stop + 1]
        letters = self.letters[bounds[0] : bounds[-1]].tobytes()
        ends = (bounds - bounds[0]).tolist()
        return [letters[a:b].decode() for a, b in pairwise(ends)]


def letters_of(texts: pa.StringArray) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Where texts without null begin and end (n + 1,), and their letters, without a copy.

    What is before the first and behind the last is left out, and not counted in the bounds.
    """
    _, held, letters = texts.buffers()
    if held is None or letters is None:
        return np.zeros(len(texts) + 1, np.int32), np.zeros(0, np.uint8)
    bounds = np.frombuffer(held, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return bounds - bounds[0], np.frombuffer(letters, np.uint8)[bounds[0] : bounds[-1]]


def only_column(table: pa.Table) -> pa.Array:
    """The column of a table of one column, as one array; not copied if it is of one chunk."""
    return whole(table.column(0))


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as one array; not copied, as Arrow would, if it is of one chunk."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, column.type)


# pyarrow imports pandas, wherever that is installed, before it makes an array or a scalar of
# Python's values, or NumPy's of its own: longer than most answers take. What follows goes without.


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """A column of numbers (any, where it is null), or the rows where one of truth is true."""
    told = whole(column)
    if pa.types.is_boolean(told.type):
        return numbers(pc.indices_nonzero(told)).astype(np.int64)
    _, values = told.buffers()
    held = np.frombuffer(values if values is not None else b"", dtype_of(told.type))
    return held[told.offset : told.offset + len(told)]


def dtype_of(number: pa.DataType) -> np.dtype[Any]:
    """NumPy's word for a type of numbers."""
    kind = (
        "f"
        if pa.types.is_floating(number)
        else "u"
        if pa.types.is_unsigned_integer(number)
        else "i"
    )
    return np.dtype(f"{kind}{number.bit_width // 8}")


def rows_as_arrow(rows: ArrayLike) -> pa.Int64Array:
    """Row numbers (n,) for `take` and the like, without a copy if they are int64."""
    return numbers_as_arrow(rows, pa.int64())


def numbers_as_arrow(values: ArrayLike, type: pa.DataType) -> pa.Array:  # noqa: A002
    """Numbers (n,) as a column, without a copy if they are of its type."""
    held = np.ascontiguousarray(values, dtype_of(type))
    return pa.Array.from_buffers(type, len(held), [None, pa.py_buffer(held)])


def texts_as_arrow(texts: Iterable[str]) -> pa.StringArray:
    """Texts as a column."""
    encoded = [text.encode() for text in texts]
    bounds = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(letters) for letters in encoded], out=bounds[1:])
    held = [None, pa.py_buffer(bounds), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), held)


def lists_as_arrow(lists: Sequence[Sequence[str]]) -> pa.ListArray:
    """Lists of texts as a column."""
    bounds = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(some) for some in lists], out=bounds[1:])
    texts = texts_as_arrow(chain.from_iterable(lists))
    held = [None, pa.py_buffer(bounds)]
    return pa.Array.from_buffers(pa.list_(pa.string()), len(lists), held, children=[texts])


def text_as_arrow(text: str) -> pa.StringScalar:
    """A text to look for in a column."""
    letters = text.encode("utf-8", "replace")  # a terminal may hand over bytes that are no text
    bounds = np.array([0, len(letters)], np.int32)
    held = [None, pa.py_buffer(bounds), pa.py_buffer(letters)]
    return pa.Array.from_buffers(pa.string(), 1, held)[0]
