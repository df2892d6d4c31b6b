"""A view as GraphML that Gephi opens labelled, coloured, sized and laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow as pa

from graph.export.edge_lines import Kept, sealed
from graph.export.markup import Part, attribute, cells, content, escaped, lines, write_markup
from graph.export.slices import told
from graph.export.view import View

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_FOOT = b"  </graph>\n</graphml>\n"
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
    write_markup(path, _document(view, _edge_lines(view)))


def regrow_graphml(view: View, path: Path, *, kept: Kept) -> None:
    """Do as `write_graphml` of a graph that has grown, with the lines that tell of its edges.

    view: of its edges only those that no line tells of.
    """
    others = pa.py_buffer(b"".join(_edge_lines(view)))
    write_markup(path, _document(view, kept.lines.among(others, kept.numbers)))


def _document(
    view: View, lines: Iterable[pa.Buffer | memoryview]
) -> Iterator[pa.Buffer | memoryview | bytes]:
    head = chain(_head(view), told(view.nodes.drop_columns(["abstract"]), _nodes))
    if view.seal:
        yield from sealed(head, lines, _FOOT, seal=view.seal)
    else:
        yield from chain(head, lines, [_FOOT])


def _head(view: View) -> Iterator[bytes]:
    yield _HEAD.encode()
    for name in view.about:
        yield _key(name, pa.string(), of="graph").encode()
    for table, of, unkeyed in (
        (view.nodes, "node", ("id", "abstract")),
        (view.edges, "edge", ("id", "source", "target")),
    ):
        for field in table.schema:
            if field.name not in unkeyed:
                yield _key(field.name, field.type, of=of).encode()
    yield b'  <graph id="paperkin" edgedefault="undirected">\n'
    for name, value in view.about.items():
        yield f'    <data key="graph-{name}">{content(value)}</data>\n'.encode()


def _edge_lines(view: View) -> Iterator[pa.Buffer]:
    yield from told(view.edges, partial(_edges, ids=escaped(view.nodes["id"])))


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
        cells(part[name], f"<data key={attribute(f'{of}-{name}')}>", "</data>")
        for name in part.column_names
    )
    return lines(*opening, *chain.from_iterable(data), f"</{of}>\n")


def _key(name: str, kind: pa.DataType, *, of: str) -> str:
    return (
        f"  <key id={attribute(f'{of}-{name}')} for={attribute(of)} "
        f"attr.name={attribute(name)} attr.type={attribute(_TYPES[kind])}/>\n"
    )
