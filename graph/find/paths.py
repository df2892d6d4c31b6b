"""By what chain one paper leads to another: strongest paths in the blended graph or one layer.

An edge of weight w costs -log(w), so that the cheapest path is the one whose product of weights is
largest (Dijkstra 1959).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from graph.core.errors import OptionError, one_of
from graph.core.sparse import Matrix, edges, from_edges, lookup, symmetrise
from graph.core.types import Graph, Path


def find_paths(
    graph: Graph, ends: tuple[int, int], *, count: int = 1, layer: str | None = None
) -> tuple[Path, ...]:
    """Find the strongest path between two papers, then others that really differ from it.

    Each further path uses none of the middle papers of those before it (nor the direct edge, once
    that has been a path), so that the paths share nothing but their ends. There may be fewer than
    `count`; strongest first. Edges are taken both ways, whatever their direction.

    Raises
    ------
    OptionError
        No layer of the graph has this name, or both ends are one paper.
    """
    start, end = ends
    if start == end:
        raise OptionError("a path needs two papers", hint="both ends are the same paper")
    weights = graph.adjacency
    if layer is not None:
        one_of("layer", layer, [known.name for known in graph.layers])
        found = next(known for known in graph.layers if known.name == layer)
        weights = symmetrise(found.adjacency)
    paths: list[Path] = []
    while len(paths) < count:
        nodes = _strongest(weights, start, end)
        if not nodes:
            break
        paths.append(_path(graph, weights, nodes, layer=layer))
        weights = _without(weights, nodes)
    return tuple(paths)


def _strongest(weights: Matrix, start: int, end: int) -> list[int]:
    """Rows on the strongest path, both ends included; [] if there is none."""
    from scipy.sparse.csgraph import dijkstra

    costs = csr_array(
        (-np.log(weights.data.astype(np.float64)), weights.indices, weights.indptr),
        shape=weights.shape,
    )
    before = dijkstra(costs, indices=[start], return_predecessors=True)[1][0]
    if before[end] < 0:
        return []
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(before[nodes[-1]]))
    return nodes[::-1]


def _without(weights: Matrix, nodes: Sequence[int]) -> Matrix:
    """The same graph without the middle papers of a path, or without its one edge."""
    rows, columns, data = edges(weights)
    middle = nodes[1:-1]
    if middle:
        gone = np.isin(rows, middle) | np.isin(columns, middle)
    else:
        gone = np.isin(rows, nodes) & np.isin(columns, nodes)
    return from_edges(rows[~gone], columns[~gone], data[~gone], weights.shape)


def _path(graph: Graph, weights: Matrix, nodes: Sequence[int], *, layer: str | None) -> Path:
    """Tell each hop's strength, and by which layer most."""
    one, other = nodes[:-1], nodes[1:]
    hops = lookup(weights, one, other)
    if layer is not None:
        via = [layer] * len(hops)
    else:
        shares = np.array(graph.shares)[:, None]
        matrices = [known.adjacency for known in graph.layers]
        scores = np.array([_either_way(matrix, one, other) for matrix in matrices])
        via = [graph.layers[best].name for best in np.argmax(scores * shares, axis=0)]
    return Path(tuple(nodes), tuple(map(float, hops)), tuple(via))


def _either_way(
    matrix: Matrix, one: Sequence[int], other: Sequence[int]
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.maximum(lookup(matrix, one, other), lookup(matrix, other, one))
