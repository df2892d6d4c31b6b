"""Columns of a table as XML, in Arrow."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def escaped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as the content of an element or, in quotes, of an attribute."""
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        texts = pc.replace_substring(texts, char, entity)
    return texts


def cells(column: pa.ChunkedArray, before: str, after: str) -> pa.ChunkedArray:
    """Each value between `before` and `after`; null for null and for an empty string."""
    texts = pc.cast(column, pa.string())
    if column.type == pa.string():
        texts = escaped(pc.if_else(pc.equal(texts, ""), None, texts))
    return joined(before, texts, after)


def joined(*parts: str | pa.ChunkedArray) -> pa.ChunkedArray:
    """Parts end to end; null where one is null."""
    return pc.binary_join_element_wise(*parts, "")


def lines(*parts: str | pa.ChunkedArray) -> str:
    """Parts end to end, and nothing where one is null; all rows end to end, too."""
    rows = pc.binary_join_element_wise(*parts, "", null_handling="replace").combine_chunks()
    whole = pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows)
    return str(pc.binary_join(whole, "")[0])
