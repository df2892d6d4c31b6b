"""What of an atlas is shown, as two tables that every writer takes: nodes and edges."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.progress import track
from graph.core.sparse import Floats, degrees, lookup, row, top_k, upper_edges
from graph.core.text import digest, shorten
from graph.core.types import Atlas, Names
from graph.export.palette import community_color, rgb

NODES = pa.schema(
    [
        ("id", pa.string()),  # the paper's key
        ("label", pa.string()),  # short: what it introduces (S4), else the first words of its title
        ("title", pa.string()),
        ("year", pa.int32()),  # null where unknown
        ("authors", pa.string()),  # joined with "; "
        ("venue", pa.string()),
        ("abstract", pa.string()),
        ("community", pa.int32()),  # -1: isolated
        ("community_label", pa.string()),
        ("confidence", pa.float32()),
        ("degree", pa.int32()),  # number of neighbours in the whole graph
        ("strength", pa.float32()),  # sum of its edge weights in the whole graph
        ("introduces", pa.string()),  # names joined with "; "
        ("mentions", pa.string()),
        ("terms", pa.string()),  # its heaviest terms, joined with "; "
        ("x", pa.float32()),  # y points up; both within 5,000 of the origin
        ("y", pa.float32()),
        ("size", pa.float32()),  # diameter, 4 to 100
        ("color", pa.string()),  # "#rrggbb"
        ("r", pa.int32()),
        ("g", pa.int32()),
        ("b", pa.int32()),
    ]
)

EDGES = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.int32()),  # row in nodes; of a directed edge, the paper that builds or cites
        ("target", pa.int32()),
        ("weight", pa.float32()),  # (0, 1)
        ("kind", pa.string()),  # name of the strongest layer
        ("directed", pa.bool_()),  # whether a layer with a direction is in it: lineage, cites ...
        ("reason", pa.string()),  # one line, plain text: why these two are kin
        # then a float32 column for each layer, named as the layer, 0 where it has none
    ]
)

COMMUNITIES = pa.schema(
    [("id", pa.int32()), ("label", pa.string()), ("size", pa.int32()), ("color", pa.string())]
)

SIZES = (4.0, 100.0)
"""Gephi rescales sizes unless they span just this."""

REACH = 5_000.0
"""Gephi rescales coordinates beyond this distance from the origin."""


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of an atlas.

    nodes: schema `NODES`. edges: schema `EDGES` and a column for each of `layers`, which holds the
    share of each in the blend. communities: schema `COMMUNITIES`, those shown, the largest first.
    about: where the graph comes from.
    """

    nodes: pa.Table
    edges: pa.Table
    communities: pa.Table
    layers: Mapping[str, float]
    about: dict[str, str]


def make_view(
    atlas: Atlas, *, reason: Callable[[int, int], str] | None = None, max_nodes: int | None = None
) -> View:
    """Show an atlas, or the best-connected papers of each community where it is larger.

    reason: gives the one line that says why two papers are kin (None: left empty, for graphs
    so large that nobody reads them edge by edge).
    """
    rows = select(atlas, max_nodes)
    nodes = _nodes(atlas, rows)
    shown = _shown_communities(atlas, rows)
    return View(
        nodes=nodes,
        edges=_edges(atlas, rows, nodes["id"].to_pylist(), reason=reason),
        communities=shown,
        layers={
            layer.name: share
            for layer, share in zip(atlas.graph.layers, atlas.graph.shares, strict=True)
        },
        about=_about(atlas, len(rows)),
    )


def select(atlas: Atlas, max_nodes: int | None) -> NDArray[np.int64]:
    """Rows to show, ascending: all, or of each community the strongest, in proportion to its size.

    Every community keeps at least one paper for as long as there is room.
    """
    n = len(atlas)
    if max_nodes is None or n <= max_nodes:
        return np.arange(n)
    strength = degrees(atlas.graph.adjacency)
    labels = atlas.communities.labels
    order = np.lexsort((np.arange(n), -strength, labels))
    ordered = labels[order]
    first = np.searchsorted(ordered, ordered)
    size = np.searchsorted(ordered, ordered, side="right") - first
    # A paper's place in its community as a share of it: the k-th of m comes at k / m.
    place = (np.arange(n) - first) / size
    isolated = ordered < 0
    best = np.lexsort((np.arange(n), place, isolated))[:max_nodes]
    return np.sort(order[best])


def _nodes(atlas: Atlas, rows: NDArray[np.int64]) -> pa.Table:
    papers = atlas.corpus.papers.take(rows)
    names = atlas.names
    known = names.known_as()
    titles = papers["title"].to_pylist()
    community = atlas.communities.labels[rows]
    colors = [community_color(int(label)) for label in community]
    red, green, blue = zip(*map(rgb, colors), strict=True)
    strength = degrees(atlas.graph.adjacency)
    x, y = _within_reach(atlas.positions).T
    introduced, mentioned = _joined_names(names, rows)
    columns = {
        "id": papers["key"],
        "label": [known[row] or shorten(title) for row, title in zip(rows, titles, strict=True)],
        "title": titles,
        "year": papers["year"],
        "authors": pc.binary_join(papers["authors"], "; "),
        "venue": papers["venue"],
        "abstract": papers["abstract"],
        "community": community,
        "community_label": [(*atlas.labels.names, "")[label] for label in community],
        "confidence": atlas.communities.confidence[rows],
        "degree": np.diff(atlas.graph.adjacency.indptr)[rows],
        "strength": strength[rows],
        "introduces": introduced,
        "mentions": mentioned,
        "terms": _heaviest_terms(atlas, rows),
        "x": x[rows],
        "y": y[rows],
        "size": _sizes(strength)[rows],
        "color": colors,
        "r": red,
        "g": green,
        "b": blue,
    }
    return pa.table([columns[field.name] for field in NODES], names=NODES.names).cast(NODES)


def _edges(
    atlas: Atlas,
    rows: NDArray[np.int64],
    ids: Sequence[str],
    *,
    reason: Callable[[int, int], str] | None,
) -> pa.Table:
    place = np.full(len(atlas), -1, np.int32)
    place[rows] = np.arange(len(rows))
    one, other, weight = upper_edges(atlas.graph.adjacency)
    keep = (place[one] >= 0) & (place[other] >= 0)
    one, other, weight = one[keep], other[keep], weight[keep]

    layers = atlas.graph.layers
    shares = np.array(atlas.graph.shares)[:, None]
    there = shares * [lookup(layer.adjacency, one, other) for layer in layers]
    back = shares * [lookup(layer.adjacency, other, one) for layer in layers]
    scores = np.maximum(there, back)
    best = np.argmax(scores, axis=0)
    one_way = np.array([[layer.directed] for layer in layers])
    forth, again = (there * one_way).max(axis=0), (back * one_way).max(axis=0)
    directed = np.maximum(forth, again) > 0
    turned = again > forth
    source = place[np.where(turned, other, one)]
    target = place[np.where(turned, one, other)]
    tell = reason or (lambda one, other: "")
    columns = {
        "id": [f"{ids[a]}--{ids[b]}" for a, b in zip(source, target, strict=True)],
        "source": source,
        "target": target,
        "weight": weight,
        "kind": [layers[layer].name for layer in best],
        "directed": directed,
        "reason": [
            tell(int(rows[a]), int(rows[b]))
            for a, b in track(
                list(zip(source, target, strict=True)), "Giving reasons", total=len(source)
            )
        ],
    }
    fixed = pa.table([columns[field.name] for field in EDGES], names=EDGES.names).cast(EDGES)
    for layer, values in zip(layers, scores / shares, strict=True):
        fixed = fixed.append_column(layer.name, pa.array(values, pa.float32()))
    return fixed


def _shown_communities(atlas: Atlas, rows: NDArray[np.int64]) -> pa.Table:
    shown = [int(label) for label in np.unique(atlas.communities.labels[rows]) if label >= 0]
    sizes = np.bincount(atlas.communities.labels[atlas.communities.labels >= 0])
    return pa.table(
        [
            shown,
            [atlas.labels.names[label] for label in shown],
            [int(sizes[label]) for label in shown],
            [community_color(label) for label in shown],
        ],
        schema=COMMUNITIES,
    )


def _joined_names(names: Names, rows: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """What each paper introduces, and what else it mentions, joined with "; "."""
    spelt = names.table["name"].to_pylist()
    introduced, mentioned = [], []
    for paper in rows:
        own = set(row(names.introduced, int(paper))[0].tolist())
        used = row(names.mentions, int(paper))[0].tolist()
        introduced.append("; ".join(spelt[name] for name in sorted(own)))
        mentioned.append("; ".join(spelt[name] for name in used if name not in own))
    return introduced, mentioned


def _heaviest_terms(atlas: Atlas, rows: NDArray[np.int64], count: int = 6) -> list[str]:
    heaviest = top_k(atlas.features.weights[rows], count)
    terms = atlas.features.terms
    found = []
    for paper in range(len(rows)):
        columns, weights = row(heaviest, paper)
        order = columns[np.lexsort((columns, -weights))]
        found.append("; ".join(terms.take(pa.array(order)).to_pylist()))
    return found


def _sizes(strength: Floats) -> Floats:
    """Diameters whose areas grow with strength, spanning `SIZES`."""
    least, most = float(strength.min(initial=np.inf)), float(strength.max(initial=0))
    span = max(most - least, 1e-9)
    small, large = SIZES
    sizes = small + (large - small) * np.sqrt((strength - least) / span)
    return np.asarray(sizes, np.float32)


def _within_reach(positions: NDArray[np.float32]) -> NDArray[np.float32]:
    farthest = float(np.abs(positions).max(initial=1.0))
    return np.asarray(np.round(positions * min(1.0, REACH / farthest), 2), np.float32)


def _about(atlas: Atlas, shown: int) -> dict[str, str]:
    from graph import __version__

    inputs = [[file.file, file.sha256] for file in atlas.corpus.audit.files]
    return {
        "generator": f"paperkin {__version__}",
        "papers": str(len(atlas)),
        "shown": str(shown),
        "modularity": f"{atlas.communities.modularity:.4f}",
        "options": json.dumps(asdict(atlas.options), sort_keys=True),
        "inputs": digest(json.dumps(inputs)),
    }
