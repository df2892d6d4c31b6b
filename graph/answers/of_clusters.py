"""Which clusters there are, what is central in them, and what stands between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.answers.parts import Document, papers_of
from graph.core.errors import NotFoundError
from graph.core.sparse import degrees
from graph.core.types import Atlas, Bridge
from graph.find.border import find_bridges

PAIR_BRIDGES = 3
"""Papers told of each pair of clusters that they bridge."""

BORDER = 5
"""Papers told of each cluster that stand on its border."""


def clusters(atlas: Atlas, cluster: int | None = None, *, count: int | None = None) -> Document:
    """All communities, or one, with labels, terms, exemplars, border and papers; and bridges.

    A bridge is told with its own cluster first. A cluster's border are those of its own papers.
    The papers of a cluster come as strongly as they are linked, at most `count` of each.
    """
    last = len(atlas.communities) - 1
    if cluster is not None and not 0 <= cluster <= last:
        raise NotFoundError(f"there is no cluster {cluster}", hint=f"they go from 0 to {last}")
    bridges = find_bridges(atlas.graph, atlas.communities)
    border = defaultdict(list)
    for bridge in bridges:
        border[bridge.between[0]].append(bridge)
    between = [b for b in _strongest(bridges) if cluster is None or cluster in b.between]
    members = _members(atlas)
    shown = range(last + 1) if cluster is None else [cluster]
    return {
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "clusters": [
            _cluster(
                atlas,
                one,
                border=border[one],
                members=members[one],
                count=count,
            )
            for one in shown
        ],
        "bridges": _bridges(atlas, between),
    }


def _members(atlas: Atlas) -> list[NDArray[np.intp]]:
    """Papers of each community, the most strongly linked first, ties by row."""
    labels = atlas.communities.labels
    order = np.lexsort((-degrees(atlas.graph.adjacency), labels))
    return np.split(order, np.searchsorted(labels[order], range(len(atlas.communities) + 1)))[1:]


def _cluster(
    atlas: Atlas,
    cluster: int,
    *,
    border: Sequence[Bridge],
    members: NDArray[np.intp],
    count: int | None,
) -> Document:
    listed = members[:count]
    confidence = atlas.communities.confidence
    return {
        "id": cluster,
        "label": atlas.labels.names[cluster],
        "terms": list(atlas.labels.terms[cluster]),
        "size": len(members),
        "confidence": float(confidence[members].mean()),
        "exemplars": papers_of(atlas, atlas.labels.exemplars[cluster]),
        "border": _bridges(atlas, border[:BORDER]),
        "papers": [
            told | {"confidence": sure}
            for told, sure in zip(
                papers_of(atlas, listed.tolist()), confidence[listed].tolist(), strict=True
            )
        ],
    }


def _bridges(atlas: Atlas, bridges: Sequence[Bridge]) -> list[Document]:
    papers = papers_of(atlas, [bridge.paper for bridge in bridges])
    return [
        paper | {"between": list(bridge.between), "shares": list(bridge.shares)}
        for paper, bridge in zip(papers, bridges, strict=True)
    ]


def _strongest(bridges: Iterable[Bridge]) -> Iterator[Bridge]:
    """The first few bridges of each pair of clusters."""
    told: Counter[tuple[int, ...]] = Counter()
    for bridge in bridges:
        pair = tuple(sorted(bridge.between))
        told[pair] += 1
        if told[pair] <= PAIR_BRIDGES:
            yield bridge
