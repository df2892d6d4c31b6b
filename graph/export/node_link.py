"""A view as node-link JSON, which networkx, d3 and many others read; and JSON as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph.export.opening import writing_text
from graph.export.slices import links, records
from graph.export.view import View


def write_node_link(view: View, path: Path) -> None:
    """Write what `networkx.node_link_graph(data, edges="links")` reads.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    with writing_text(path) as file:
        head = {"directed": False, "multigraph": False, "graph": view.about}
        file.write(f"{{{fields(head)},\n")
        file.writelines(stream("nodes", records(view.nodes)))
        file.write(",\n")
        edges = links(view.nodes, view.edges)
        ends = ({"source": one, "target": other, **edge} for one, other, edge in edges)
        file.writelines(stream("links", ends))
        file.write("\n}\n")


def stream(name: str, items: Iterable[Any]) -> Iterator[str]:
    """A field that is a list, an item a line."""
    yield f"{json.dumps(name)}: ["
    gap = "\n"
    for item in items:
        yield gap + text(item)
        gap = ",\n"
    yield "\n]"


def fields(document: dict[str, Any]) -> str:
    """The fields of an object, without its braces."""
    return text(document)[1:-1]


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def text(value: Any) -> str:
    """JSON of a value on one line."""
    return _ENCODER.encode(value)
