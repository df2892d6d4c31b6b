"""Which part of an atlas is shown: its papers, and the edges between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core.entries import lookup
from graph.core.errors import NotFoundError, OptionError, one_of
from graph.core.sparse import Floats, Ints, degrees, from_edges, symmetrise, upper_edges
from graph.core.types import EVERYTHING, Atlas, Communities, Graph, Layer, Selection

Edges = tuple[Ints, Ints, Floats]
"""Both ends and the weight of each."""


@dataclass(frozen=True, slots=True)
class Part:
    """Papers and edges of an atlas, all as rows of its corpus.

    rows: papers, ascending. one, other, weight: each edge once, both ends of it in `rows`. layers:
    those that count, with the share of each in the blend. cut: whether there was no room for all
    that was asked for.
    """

    rows: NDArray[np.int64]
    one: Ints
    other: Ints
    weight: Floats
    layers: tuple[tuple[Layer, float], ...]
    cut: bool


def select(atlas: Atlas, selection: Selection = EVERYTHING) -> Part:
    """Find what is asked for.

    Where there is no room for all papers, of each community the strongest are taken, in proportion
    to its size, and every community keeps at least one for as long as there is room; around a
    paper the nearest come first.

    Raises
    ------
    NotFoundError
        There is no such cluster, or no paper is in all that was asked for.
    OptionError
        There is no such layer, or a number makes no sense.
    """
    _check(selection, papers=len(atlas))
    layers = _layers(atlas.graph, selection.layers)
    one, other, weight = _edges(atlas.graph, layers, selection)
    hops = _hops(len(atlas), selection, (one, other))
    wanted = np.isfinite(hops) & _within(atlas.communities, selection.clusters)
    rows = np.flatnonzero(wanted)
    if not len(rows):
        raise NotFoundError("no paper is in all that was asked for", hint="ask for less at once")
    room = selection.max_nodes
    cut = room is not None and len(rows) > room
    if cut:
        rows = np.sort(_best(atlas, rows, hops[rows])[:room])
        wanted = np.zeros(len(atlas), bool)
        wanted[rows] = True
    shown = _kept((one, other, weight), wanted[one] & wanted[other])
    return Part(rows, *shown, layers, cut)


def of_all(graph: Graph, which: NDArray[np.bool_]) -> Part:
    """All papers of a graph, and some of its edges: bool (edges,), as `upper_edges` has them."""
    one, other, weight = upper_edges(graph.adjacency)
    rows = np.arange(graph.adjacency.shape[0])
    return Part(rows, one[which], other[which], weight[which], _layers(graph, ()), cut=False)


def _check(selection: Selection, *, papers: int) -> None:
    if not all(0 <= paper < papers for paper in selection.around):
        raise NotFoundError("no such paper", hint=f"papers are rows from 0 to {papers - 1}")
    if not 0 <= selection.min_strength < 1:
        raise OptionError("the least strength lies from 0 to below 1", hint="0.2 leaves few out")
    if selection.hops < 0:
        raise OptionError("hops are 0 or more", hint="1 is the nearest papers, 2 also theirs")
    if selection.max_nodes is not None and selection.max_nodes < 1:
        raise OptionError("at least one paper is shown", hint="max_nodes is 1 or more")


def _layers(graph: Graph, names: tuple[str, ...]) -> tuple[tuple[Layer, float], ...]:
    known = [layer.name for layer in graph.layers]
    for name in names:
        one_of("layer", name, known)
    every = zip(graph.layers, graph.shares, strict=True)
    return tuple((layer, share) for layer, share in every if not names or layer.name in names)


def _edges(graph: Graph, layers: tuple[tuple[Layer, float], ...], selection: Selection) -> Edges:
    """Each edge once, with what the layers together say of it: their noisy-or."""
    one, other, weight = upper_edges(graph.adjacency)
    if selection.layers:
        doubt = np.ones(len(weight), np.float32)
        for layer, share in layers:
            doubt *= 1 - np.float32(share) * _strongest(layer, one, other)
        weight = 1 - doubt
    least = np.float32(selection.min_strength)
    return _kept((one, other, weight), (weight > 0) & (weight >= least))


def _kept(edges: Edges, keep: NDArray[np.bool_]) -> Edges:
    """Those that are to be kept; without a copy if all are."""
    one, other, weight = edges
    return edges if keep.all() else (one[keep], other[keep], weight[keep])


def _strongest(layer: Layer, one: Ints, other: Ints) -> Floats:
    """Weight in a layer of each pair, of two directions the greater; float32 (pairs,)."""
    there = lookup(layer.adjacency, one, other)
    return np.maximum(there, lookup(layer.adjacency, other, one)) if layer.directed else there


def _hops(n: int, selection: Selection, ends: tuple[Ints, Ints]) -> NDArray[np.float64]:
    """Hops from the nearest of the papers to be around, inf where there are too many; (n,)."""
    if not selection.around:
        return np.zeros(n)
    from graph.core.csgraph import dijkstra

    links = symmetrise(from_edges(*ends, np.ones(len(ends[0])), (n, n)))
    starts = np.array(selection.around, np.int32)
    found = dijkstra(links, indices=starts, unweighted=True, limit=selection.hops, min_only=True)
    return np.asarray(found, np.float64)


def _within(communities: Communities, clusters: tuple[int, ...]) -> NDArray[np.bool_]:
    for cluster in clusters:
        if not 0 <= cluster < len(communities):
            raise NotFoundError(f"there is no cluster {cluster}", hint="see: paperkin clusters")
    if not clusters:
        return np.ones(len(communities.labels), bool)
    return np.isin(communities.labels, clusters)


def _best(atlas: Atlas, rows: NDArray[np.int64], hops: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows, ascending, in the order in which they are given room."""
    strength = degrees(atlas.graph.adjacency)[rows]
    labels = atlas.communities.labels[rows]
    order = np.lexsort((-strength, labels))
    ordered = labels[order]
    first = np.searchsorted(ordered, ordered)
    size = np.searchsorted(ordered, ordered, side="right") - first
    # A paper's place in its community as a share of it: the k-th of m comes at k / m.
    place = (np.arange(len(rows)) - first) / size
    best = np.lexsort((place, ordered < 0, hops[order]))
    return rows[order[best]]
