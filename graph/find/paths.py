"""By what chain one paper leads to another: strongest paths in the blended graph or one layer.

An edge of weight w costs -log(w), so that the cheapest path is the one whose product of weights is
largest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.core.entries import lookup, places
from graph.core.errors import OptionError, one_of
from graph.core.sparse import Matrix, edges, from_edges, symmetrise
from graph.core.types import Graph, Path
from graph.find.chains import Flags, Rows, cheapest

Ends = tuple[int | Sequence[int], int | Sequence[int]]
"""Where a path may start and where it may end: a paper (row), or several of which any will do."""


class Gap(NamedTuple):
    """Where no way leads on: from stop number `leg` to the next, counting from 0.

    here, there: rows, ascending, of all papers that hang together with the one stop and with the
    other, those to avoid left out.
    """

    leg: int
    here: NDArray[np.int64]
    there: NDArray[np.int64]


def find_paths(
    graph: Graph,
    ends: Ends,
    *,
    count: int = 1,
    layer: str | None = None,
    via: Sequence[int] = (),
    avoid: Sequence[int] = (),
    max_hops: int | None = None,
) -> tuple[Path, ...]:
    """Find the strongest path between two papers, then others that really differ from it.

    Of several papers on either side the path joins any two; no other of them stands on it. It
    passes the papers of `via` in this order, none of `avoid`, no paper twice, and has `max_hops`
    at most. By one layer alone it goes where `layer` is named. Edges are taken both ways,
    whatever their direction.

    Each further path uses none of the middle papers of those before it, `via` aside (nor the
    edges of one that had no others), so that the paths share nothing but what was asked for.
    There may be fewer than `count`; strongest first.

    Raises
    ------
    OptionError
        No layer of the graph has this name, a side has no paper, a paper stands on both or is
        named twice otherwise, or `max_hops` is below 1.
    GraphError
        So many ways through `via` cross each other that the search was given up.
    """
    stops = _stops(ends, via=via, avoid=avoid)
    if max_hops is not None and max_hops < 1:
        raise OptionError("a path has one hop at least", hint="max_hops is 1 or more")
    weights = _weights(graph, layer)
    costs = csr_array(
        (-np.log(weights.data.astype(np.float64)), weights.indices, weights.indptr),
        shape=weights.shape,
    )
    closed = _flags(avoid, graph)
    paths: list[Path] = []
    while len(paths) < count:
        nodes = cheapest(costs, stops, closed=closed, max_hops=max_hops)
        if not nodes:
            break
        paths.append(_path(graph, weights, nodes, layer=layer))
        middles = [node for node in nodes[1:-1] if node not in via]
        closed[middles] = True
        if not middles:
            costs = _without(costs, nodes)
    return tuple(paths)


def find_gap(
    graph: Graph,
    ends: Ends,
    *,
    layer: str | None = None,
    via: Sequence[int] = (),
    avoid: Sequence[int] = (),
) -> Gap | None:
    """Find the first two stops of a path between which there is no way at all; None if none.

    Raises
    ------
    OptionError
        As `find_paths` does.
    """
    stops = _stops(ends, via=via, avoid=avoid)
    ways = _open_ways(_weights(graph, layer), _flags(avoid, graph))
    for leg, (here, there) in enumerate(pairwise(stops)):
        near = _reached(ways, here)
        if not near[there].any():
            return Gap(leg, np.flatnonzero(near), np.flatnonzero(_reached(ways, there)))
    return None


def _open_ways(weights: Matrix, closed: Flags) -> Matrix:
    """What leads from paper to paper, none of them closed."""
    if not closed.any():
        return weights
    rows, columns, data = edges(weights)
    keep = ~(closed[rows] | closed[columns])
    return from_edges(rows[keep], columns[keep], data[keep], weights.shape)


def _reached(ways: Matrix, stop: Rows) -> Flags:
    """Flags of the papers that hang together with any of a stop, its own among them."""
    reached = np.zeros(ways.shape[0], np.bool_)
    now = stop
    while len(now):
        reached[now] = True
        near = np.zeros(len(reached), np.bool_)
        near[ways.indices[places(ways, now)]] = True
        now = np.flatnonzero(near & ~reached)
    return reached


def _stops(ends: Ends, *, via: Sequence[int], avoid: Sequence[int]) -> list[Rows]:
    """What a path passes in turn, each a set of papers of which any will do."""
    starts, to = (np.unique(np.asarray(side, np.int64)) for side in ends)
    if not len(starts) or not len(to) or np.isin(starts, to).any():
        raise OptionError("a path needs two papers", hint="one to start from, another to end at")
    stops = [starts, *(np.array([paper], np.int64) for paper in via), to]
    named = np.concatenate([*stops, np.unique(np.asarray(avoid, np.int64))])
    if len(np.unique(named)) < len(named):
        raise OptionError(
            "one paper is asked for twice",
            hint="an end, a paper to pass and one to avoid are three different papers",
        )
    return stops


def _flags(papers: Iterable[int], graph: Graph) -> Flags:
    flags = np.zeros(graph.adjacency.shape[0], np.bool_)
    flags[list(papers)] = True
    return flags


def _weights(graph: Graph, layer: str | None) -> Matrix:
    """What paths go by: the blend, or one layer taken both ways."""
    if layer is None:
        return graph.adjacency
    one_of("layer", layer, [known.name for known in graph.layers])
    return symmetrise(next(known for known in graph.layers if known.name == layer).adjacency)


def _without(costs: Matrix, nodes: Sequence[int]) -> Matrix:
    """The same costs, but no way along the edges of a path."""
    rows, columns, data = edges(costs)
    gone = np.zeros(len(data), np.bool_)
    for one, other in pairwise(nodes):
        gone |= ((rows == one) & (columns == other)) | ((rows == other) & (columns == one))
    return csr_array((np.where(gone, np.inf, data), costs.indices, costs.indptr), costs.shape)


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
