"""A view as a networkx graph, for all that networkx can do and paperkin does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from graph.core.files import replacing
from graph.export.view import View

if TYPE_CHECKING:
    import networkx as nx

    Network: TypeAlias = nx.Graph[str]


def as_networkx(view: View) -> Network:
    """Make an undirected networkx graph; nodes are keys, attributes plain Python values.

    Attributes without a value (a year that is not known) are left out, since several of
    networkx's writers refuse None.
    """
    import networkx as nx

    network: Network = nx.Graph(**view.about)
    ids = view.nodes["id"].to_pylist()
    for attributes in view.nodes.to_pylist():
        known = {name: value for name, value in attributes.items() if value is not None}
        network.add_node(known.pop("id"), **known)
    for attributes in view.edges.to_pylist():
        source, target = ids[attributes.pop("source")], ids[attributes.pop("target")]
        network.add_edge(source, target, **attributes)
    return network


def write_node_link(view: View, path: Path) -> None:
    """Write networkx's node-link JSON, as d3 and many others read it."""
    import json

    import networkx as nx

    data = nx.node_link_data(as_networkx(view), edges="links")
    with replacing(path) as beside:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        beside.write_text(text + "\n", encoding="utf-8", newline="\n")
