"""A view as Cytoscape's own JSON (.cyjs), for Cytoscape and Cytoscape.js."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.export.node_link import fields, stream
from graph.export.opening import writing_text
from graph.export.slices import links, records
from graph.export.view import View


def write_cytoscape(view: View, path: Path) -> None:
    """Write nodes with their positions, and edges; `name` is the label.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    head = {
        "format_version": "1.0",
        "generated_by": view.about.get("generator", "paperkin"),
        "target_cytoscapejs_version": "~2.1",
        "directed": False,
        "multigraph": False,
        "data": {"name": "paperkin", "shared_name": "paperkin", **view.about},
    }
    with writing_text(path) as file:
        file.write(f'{{{fields(head)},\n"elements": {{\n')
        file.writelines(stream("nodes", _nodes(view)))
        file.write(",\n")
        file.writelines(stream("edges", _edges(view)))
        file.write("\n}}\n")


def _nodes(view: View) -> Iterator[dict[str, Any]]:
    for node in records(view.nodes.drop_columns(["r", "g", "b"])):
        place = {"x": node.pop("x"), "y": -node.pop("y")}  # y points down there
        label = node.pop("label")
        # networkx takes a node's id from `value`, Cytoscape from `id`.
        named = {"id": node["id"], "value": node.pop("id"), "name": label, "shared_name": label}
        yield {"data": named | node, "position": place}


def _edges(view: View) -> Iterator[dict[str, Any]]:
    for source, target, edge in links(view.nodes, view.edges):
        yield {"data": {"source": source, "target": target, **edge}}
