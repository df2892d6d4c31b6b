"""A view as a networkx graph, for all that networkx can do and paperkin does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graph.export.slices import links, records
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
    for node in records(view.nodes):
        network.add_node(node.pop("id"), **node)
    for source, target, edge in links(view.nodes, view.edges):
        network.add_edge(source, target, **edge)
    return network
