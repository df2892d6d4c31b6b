"""A view as GraphML that Gephi opens labelled, coloured, sized and laid out.

Lines are made a column at a time in Arrow and written in slices, so that a million edges take
seconds and never stand in memory as text all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from graph.core.files import replacing
from graph.export.view import View

SLICE = 10_000
"""Nodes or edges that are text at one time."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {
    pa.string(): "string",
    pa.int32(): "int",
    pa.float32(): "double",
    pa.bool_(): "boolean",
}
# XML 1.0 has no way to write these.
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"


def write_graphml(view: View, path: Path) -> None:
    """Write nodes, edges and all their columns, undirected; `directed` is a column of edges.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(view))


def _lines(view: View) -> Iterator[str]:
    nodes = view.nodes.drop_columns(["id", "abstract"])
    edges = view.edges.drop_columns(["id", "source", "target"])
    yield _HEAD
    for name in view.about:
        yield _key(name, pa.string(), of="graph")
    for table, of in ((nodes, "node"), (edges, "edge")):
        for field in table.schema:
            yield _key(field.name, field.type, of=of)
    yield '  <graph id="paperkin" edgedefault="undirected">\n'
    for name, value in view.about.items():
        yield f'    <data key="graph-{name}">{escape(value)}</data>\n'
    ids = _attribute(view.nodes["id"])
    opening = pc.binary_join_element_wise("    <node id=", ids, ">", "")
    yield from _elements(opening, nodes, of="node")
    ends = (pc.take(ids, view.edges[side]) for side in ("source", "target"))
    opening = pc.binary_join_element_wise(
        *("    <edge id=", _attribute(view.edges["id"])),
        *(
            part
            for name, end in zip((" source=", " target="), ends, strict=True)
            for part in (name, end)
        ),
        *(">", ""),
    )
    yield from _elements(opening, edges, of="edge")
    yield "  </graph>\n</graphml>\n"


def _elements(opening: pa.ChunkedArray, table: pa.Table, *, of: str) -> Iterator[str]:
    for start in range(0, table.num_rows, SLICE):
        part = table.slice(start, SLICE)
        cells = [_data(part[name], f"{of}-{name}") for name in part.column_names]
        lines = pc.binary_join_element_wise(
            opening.slice(start, SLICE), *cells, f"</{of}>\n", "", null_handling="replace"
        )
        yield from lines.to_pylist()


def _data(column: pa.ChunkedArray, key: str) -> pa.ChunkedArray:
    """`<data key=...>value</data>` for each value, nothing for null or an empty string."""
    filled = pc.and_kleene(pc.is_valid(column), pc.not_equal(pc.cast(column, pa.string()), ""))
    text = _escaped(pc.cast(column, pa.string()))
    element = pc.binary_join_element_wise(f"<data key={quoteattr(key)}>", text, "</data>", "")
    return pc.if_else(pc.fill_null(filled, False), element, "")  # noqa: FBT003


def _key(name: str, kind: pa.DataType, *, of: str) -> str:
    return (
        f"  <key id={quoteattr(f'{of}-{name}')} for={quoteattr(of)} "
        f"attr.name={quoteattr(name)} attr.type={quoteattr(_TYPES[kind])}/>\n"
    )


def _attribute(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text in quotes, as the value of an attribute."""
    inner = pc.replace_substring(_escaped(texts), '"', "&quot;")
    return pc.binary_join_element_wise('"', inner, '"', "")


def _escaped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, char, entity)
    return pc.replace_substring_regex(texts, _FORBIDDEN, " ")
