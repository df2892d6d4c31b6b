"""What changed from one atlas to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph.answers.parts import Document, paper_of, papers_of
from graph.changes import Bridging, Change, Comparison, compare
from graph.core.types import Atlas


def diff(before: Atlas, after: Atlas, found: Comparison | None = None) -> Document:
    """What came, what went and what was merged; what became of the clusters; paths that are new.

    A cluster that goes on is told with what it did: grew, shrank, renamed. found: what `compare`
    gives, if it is known already.
    """
    found = found or compare(before, after)
    return {
        "papers": {"before": len(before), "after": len(after)},
        "added": papers_of(after, found.added),
        "gone": papers_of(before, found.gone),
        "merged": list(_merged(before, after, found)),
        "edges": {"before": _edges(before), "after": _edges(after)},
        "clusters": [_change(before, after, change) for change in found.clusters],
        "paths": [_path(after, bridging) for bridging in found.paths],
    }


def _edges(atlas: Atlas) -> int:
    return atlas.graph.adjacency.nnz // 2


def _merged(before: Atlas, after: Atlas, found: Comparison) -> Iterator[Document]:
    for gone, heir in found.merged:
        yield {"paper": paper_of(before, gone), "into": paper_of(after, heir)}


def _change(before: Atlas, after: Atlas, change: Change) -> Document:
    were, are = _clusters(before, change.before), _clusters(after, change.after)
    did = [change.kind]
    if change.kind == "same":
        [one], [other] = were, are
        told = {
            "grew": other["size"] > one["size"],
            "shrank": other["size"] < one["size"],
            "renamed": other["label"] != one["label"],
        }
        did = [name for name, holds in told.items() if holds] or ["same"]
    return {"change": did, "before": were, "after": are, "shared": change.shared}


def _clusters(atlas: Atlas, numbers: Sequence[int]) -> list[Document]:
    sizes = np.bincount(atlas.communities.labels + 1, minlength=len(atlas.communities) + 1)[1:]
    return [
        {"id": number, "label": atlas.labels.names[number], "size": int(sizes[number])}
        for number in numbers
    ]


def _path(after: Atlas, bridging: Bridging) -> Document:
    one, other = bridging.ends
    return {
        "papers": papers_of(after, [one, bridging.through, other]),
        "strength": bridging.strength,
        "before": bridging.before or None,
    }
