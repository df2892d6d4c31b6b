"""A view as GraphML that Gephi opens labelled, coloured, sized and laid out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from graph.export.markup import Part, cells, escaped, lines, write_markup
from graph.export.slices import told
from graph.export.view import View

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


def write_graphml(view: View, path: Path) -> None:
    """Write nodes, edges and all their columns but abstracts, undirected.

    `directed` is a column of edges. A map of nodes is no place to read abstracts, which would be
    most of the file: the tables and the JSON formats have them.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    write_markup(path, _lines(view))


def _lines(view: View) -> Iterator[str | pa.Buffer]:
    yield _HEAD
    for name in view.about:
        yield _key(name, pa.string(), of="graph")
    for table, of, unkeyed in (
        (view.nodes, "node", ("id", "abstract")),
        (view.edges, "edge", ("id", "source", "target")),
    ):
        for field in table.schema:
            if field.name not in unkeyed:
                yield _key(field.name, field.type, of=of)
    yield '  <graph id="paperkin" edgedefault="undirected">\n'
    for name, value in view.about.items():
        yield f'    <data key="graph-{name}">{escape(value)}</data>\n'
    yield from told(view.nodes.drop_columns(["abstract"]), _nodes)
    yield from told(view.edges, partial(_edges, ids=escaped(view.nodes["id"])))
    yield "  </graph>\n</graphml>\n"


def _nodes(part: pa.Table) -> pa.Buffer:
    opening = ('    <node id="', escaped(part["id"]), '">')
    return _elements(opening, part.drop_columns(["id"]), of="node")


def _edges(part: pa.Table, *, ids: pa.ChunkedArray) -> pa.Buffer:
    opening = (
        *('    <edge id="', escaped(part["id"])),
        *('" source="', ids.take(part["source"]), '" target="', ids.take(part["target"]), '">'),
    )
    return _elements(opening, part.drop_columns(["id", "source", "target"]), of="edge")


def _elements(opening: tuple[Part, ...], part: pa.Table, *, of: str) -> pa.Buffer:
    data = (
        cells(part[name], f"<data key={quoteattr(f'{of}-{name}')}>", "</data>")
        for name in part.column_names
    )
    return lines(*opening, *chain.from_iterable(data), f"</{of}>\n")


def _key(name: str, kind: pa.DataType, *, of: str) -> str:
    return (
        f"  <key id={quoteattr(f'{of}-{name}')} for={quoteattr(of)} "
        f"attr.name={quoteattr(name)} attr.type={quoteattr(_TYPES[kind])}/>\n"
    )
