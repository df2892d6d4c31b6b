"""A view as GEXF 1.3, Gephi's own format: colours, sizes and places in its `viz` namespace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.export.markup import (
    Part,
    attribute,
    cells,
    content,
    escaped,
    joined,
    lines,
    write_markup,
)
from graph.export.slices import told
from graph.export.view import View

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
_TYPES = {
    pa.string(): "string",
    pa.int32(): "integer",
    pa.float32(): "double",
    pa.bool_(): "boolean",
}
_APART = {
    "node": ("id", "label", "abstract", "x", "y", "size", "color", "r", "g", "b"),
    "edge": ("id", "source", "target", "weight"),
}
"""Columns that are no attributes: told by the element itself, by `viz`, or not at all."""


def write_gexf(view: View, path: Path) -> None:
    """Write nodes, edges and all their columns but abstracts, undirected.

    Where years are known the graph is dynamic and each paper starts in its year, so that Gephi's
    timeline shows how it grew; a paper without a year is always there.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    write_markup(path, _lines(view))


def _lines(view: View) -> Iterator[str | pa.Buffer]:
    yield _HEAD
    creator = content(view.about.get("generator", "paperkin"))
    about = content(json.dumps(view.about, ensure_ascii=False))
    yield f"  <meta><creator>{creator}</creator><description>{about}</description></meta>\n"
    timed = view.nodes["year"].null_count < view.nodes.num_rows
    mode = (
        'mode="dynamic" timeformat="double" timerepresentation="interval"'
        if timed
        else 'mode="static"'
    )
    yield f'  <graph defaultedgetype="undirected" idtype="string" {mode}>\n'
    for table, of in ((view.nodes, "node"), (view.edges, "edge")):
        yield f'    <attributes class="{of}" mode="static">\n'
        for field in _attributes(table, of):
            name = attribute(field.name)
            yield f'      <attribute id={name} title={name} type="{_TYPES[field.type]}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    yield from told(view.nodes, _nodes)
    yield "    </nodes>\n    <edges>\n"
    yield from told(view.edges, partial(_edges, ids=escaped(view.nodes["id"])))
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _attributes(table: pa.Table, of: str) -> list[pa.Field]:
    return [field for field in table.schema if field.name not in _APART[of]]


def _nodes(part: pa.Table) -> pa.Buffer:
    numbers = {name: pc.cast(part[name], pa.string()) for name in ("x", "y", "size", "r", "g", "b")}
    viz = joined(
        *('<viz:color r="', numbers["r"], '" g="', numbers["g"], '" b="', numbers["b"]),
        *('"/><viz:position x="', numbers["x"], '" y="', numbers["y"], '" z="0"/>'),
        *('<viz:size value="', numbers["size"], '"/>'),
    )
    return lines(
        *('      <node id="', escaped(part["id"]), '" label="', escaped(part["label"]), '"'),
        *(*cells(part["year"], ' start="', '"'), "><attvalues>", *_values(part, "node")),
        *("</attvalues>", viz, "</node>\n"),
    )


def _edges(part: pa.Table, *, ids: pa.ChunkedArray) -> pa.Buffer:
    return lines(
        *('      <edge id="', escaped(part["id"]), '" source="', ids.take(part["source"])),
        *('" target="', ids.take(part["target"]), '" weight="'),
        *(pc.cast(part["weight"], pa.string()), '"><attvalues>', *_values(part, "edge")),
        "</attvalues></edge>\n",
    )


def _values(part: pa.Table, of: str) -> Iterator[Part]:
    for field in _attributes(part, of):
        yield from cells(part[field.name], f'<attvalue for={attribute(field.name)} value="', '"/>')
