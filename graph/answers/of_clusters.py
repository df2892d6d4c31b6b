"""Which clusters there are, what is central in them, and what stands between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from graph.answers.parts import Document, paper_of, papers_of
from graph.core.errors import NotFoundError
from graph.core.types import Atlas, Bridge
from graph.find.border import find_bridges

PAIR_BRIDGES = 3
"""Papers told of each pair of clusters that they bridge."""

BORDER = 5
"""Papers told of each cluster that stand on its border."""


def clusters(atlas: Atlas, cluster: int | None = None) -> Document:
    """All communities, or one, with labels, terms, exemplars, border and papers; and bridges.

    A bridge is told with its own cluster first. A cluster's border are those of its own papers.
    """
    count = len(atlas.communities)
    if cluster is not None and not 0 <= cluster < count:
        raise NotFoundError(f"there is no cluster {cluster}", hint=f"they go from 0 to {count - 1}")
    bridges = find_bridges(atlas.graph, atlas.communities)
    shown = range(count) if cluster is None else [cluster]
    return {
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "clusters": [
            _cluster(atlas, one, [bridge for bridge in bridges if bridge.between[0] == one])
            for one in shown
        ],
        "bridges": [
            _bridge(atlas, bridge)
            for bridge in _strongest(bridges)
            if cluster is None or cluster in bridge.between
        ],
    }


def _cluster(atlas: Atlas, cluster: int, border: Sequence[Bridge]) -> Document:
    members = np.flatnonzero(atlas.communities.labels == cluster)
    confidence = atlas.communities.confidence
    return {
        "id": cluster,
        "label": atlas.labels.names[cluster],
        "terms": list(atlas.labels.terms[cluster]),
        "size": len(members),
        "confidence": float(confidence[members].mean()),
        "exemplars": papers_of(atlas, atlas.labels.exemplars[cluster]),
        "border": [_bridge(atlas, bridge) for bridge in border[:BORDER]],
        "papers": [
            told | {"confidence": sure}
            for told, sure in zip(
                papers_of(atlas, members.tolist()), confidence[members].tolist(), strict=True
            )
        ],
    }


def _bridge(atlas: Atlas, bridge: Bridge) -> Document:
    between, shares = list(bridge.between), list(bridge.shares)
    return {**paper_of(atlas, bridge.paper), "between": between, "shares": shares}


def _strongest(bridges: Iterable[Bridge]) -> Iterator[Bridge]:
    """The first few bridges of each pair of clusters."""
    told: Counter[tuple[int, ...]] = Counter()
    for bridge in bridges:
        pair = tuple(sorted(bridge.between))
        told[pair] += 1
        if told[pair] <= PAIR_BRIDGES:
            yield bridge
