"""A view as GraphML that Gephi opens labelled, coloured, sized and laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow as pa

from graph.export.edge_lines import sealed, with_room
from graph.export.markup import Part, attribute, cells, content, escaped, lines, write_markup
from graph.export.slices import told
from graph.export.view import View

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
FOOT: Final = b"  </graph>\n</graphml>\n"
_ENDS = ["id", "source", "target"]
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
    write_markup(path, _document(view))


def _document(view: View) -> Iterator[pa.Buffer | memoryview | bytes]:
    lines = edge_lines(view.edges, view.nodes["id"])
    if not view.seal:
        yield from chain(before_edges(view, apart=False), lines, [FOOT])
        return
    start = 0
    for part in before_edges(view, apart=True):
        start += len(part)
        yield part
    yield from sealed(lines, FOOT, start=start, seal=view.seal)


def before_edges(view: View, *, apart: bool) -> Iterator[pa.Buffer | memoryview | bytes]:
    """All up to the first edge, papers among it. apart: whether edges begin at a round byte."""
    head = chain(_head(view), told(_told_of_nodes(view), _nodes))
    yield from with_room(head, papers=view.nodes.num_rows) if apart else head


def edge_lines(edges: pa.Table, ids: pa.ChunkedArray) -> Iterator[pa.Buffer]:
    """A line for each edge; ids: of all nodes."""
    yield from told(edges, partial(_edges, ids=escaped(ids)))


def _head(view: View) -> Iterator[bytes]:
    yield _HEAD.encode()
    about = pa.schema([(name, pa.string()) for name in view.about])
    nodes, edges = _told_of_nodes(view).drop_columns(["id"]), view.edges.drop_columns(_ENDS)
    for schema, of in ((about, "graph"), (nodes.schema, "node"), (edges.schema, "edge")):
        for field, key in zip(schema, _keys(schema.names, of=of), strict=True):
            yield (
                f"  <key id={key} for={attribute(of)} "
                f"attr.name={attribute(field.name)} attr.type={attribute(_TYPES[field.type])}/>\n"
            ).encode()
    yield b'  <graph id="paperkin" edgedefault="undirected">\n'
    for value, key in zip(view.about.values(), _keys(view.about, of="graph"), strict=True):
        yield f"    <data key={key}>{content(value)}</data>\n".encode()


def _told_of_nodes(view: View) -> pa.Table:
    return view.nodes.drop_columns(["abstract"])


def _nodes(part: pa.Table) -> pa.Buffer:
    opening = ('    <node id="', escaped(part["id"]), '">')
    return _elements(opening, part.drop_columns(["id"]), of="node")


def _edges(part: pa.Table, *, ids: pa.ChunkedArray) -> pa.Buffer:
    opening = (
        *('    <edge id="', escaped(part["id"])),
        *('" source="', ids.take(part["source"]), '" target="', ids.take(part["target"]), '">'),
    )
    return _elements(opening, part.drop_columns(_ENDS), of="edge")


def _elements(opening: tuple[Part, ...], part: pa.Table, *, of: str) -> pa.Buffer:
    keys = _keys(part.column_names, of=of)
    data = (
        cells(values, f"<data key={key}>", "</data>")
        for values, key in zip(part.columns, keys, strict=True)
    )
    return lines(*opening, *chain.from_iterable(data), f"</{of}>\n")


def _keys(names: Iterable[str], *, of: str) -> list[str]:
    """What stands for the names of columns in each node or edge: short, as there are very many."""
    return [attribute(f"{of[0]}{number}") for number, _ in enumerate(names)]
