"""Columns of a table as XML, in Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.columns import whole
from graph.export.opening import write_all, writing

Part: TypeAlias = str | pa.ChunkedArray
"""What stands in each row: the same text, or one of its own, which may be null."""


def write_markup(path: Path, parts: Iterable[str | bytes | pa.Buffer | memoryview]) -> None:
    """Write texts, and those of `lines`, one after the other; raises `ExportError`."""
    with writing(path) as file:
        write_all(file, (part.encode() if isinstance(part, str) else part for part in parts))


def content(text: str) -> str:
    """A text as the content of an element."""
    return escape(text, quote=False)


def attribute(text: str) -> str:
    """A text as the value of an attribute, in its quotes."""
    return f'"{escape(text)}"'


def escaped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as the content of an element or, in quotes, of an attribute."""
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        if any(_holds(chunk, char) for chunk in texts.chunks):  # to replace none is to copy all
            texts = pc.replace_substring(texts, char, entity)
    return texts


def _holds(texts: pa.StringArray, char: str) -> bool:
    """Whether a character of ASCII stands in some text."""
    return bool((np.frombuffer(_letters(texts), np.uint8) == ord(char)).any())


def _letters(texts: pa.StringArray) -> pa.Buffer:
    """All texts end to end, in UTF-8, as they lie in memory."""
    _, bounds, letters = texts.buffers()
    if letters is None or bounds is None:  # as where there is no letter
        return pa.py_buffer(b"")
    first, last = np.frombuffer(bounds, np.int32)[[texts.offset, texts.offset + len(texts)]]
    return letters.slice(int(first), int(last - first))


def cells(column: pa.ChunkedArray, before: str, after: str) -> tuple[Part, ...]:
    """Each value between `before` and `after`; nothing for null and for an empty string."""
    texts = pc.cast(column, pa.string())
    if column.type == pa.string():
        empty = pc.equal(texts, "")
        texts = escaped(pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts)
    if texts.null_count == len(texts):
        return ()
    return (joined(before, texts, after),) if texts.null_count else (before, texts, after)


def joined(*parts: Part) -> pa.ChunkedArray:
    """Parts end to end; null where one is null."""
    return pc.binary_join_element_wise(*parts, "")


def lines(*parts: Part) -> pa.Buffer:
    """Parts end to end, and nothing where one is null; all rows end to end, too, in UTF-8."""
    rows = pc.binary_join_element_wise(*_fewer(parts), "", null_handling="replace")
    return _letters(whole(rows))


def _fewer(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts, of which texts that stand in every row and side by side are one."""
    for same, some in groupby(parts, key=lambda part: isinstance(part, str)):
        if same:
            yield "".join(map(str, some))
        else:
            yield from some
