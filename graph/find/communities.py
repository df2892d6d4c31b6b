"""Which papers form a field: Leiden communities of the blended graph.

Traag, Waltman & van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities";
scikit-network's implementation, on Newman's modularity.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from graph.core.sparse import Ints, degrees, edges
from graph.core.types import Communities, Graph


def find_communities(graph: Graph, *, resolution: float = 1.0, seed: int = 0) -> Communities:
    """Find communities of papers; a higher resolution gives more and smaller ones.

    Labels go by size, the largest is 0, ties to the one with the smallest row; papers without an
    edge are -1. A paper's confidence is the share of its edge weight inside its community.
    """
    adjacency = graph.adjacency
    strength = degrees(adjacency).astype(np.float64)
    if not adjacency.nnz:
        n = adjacency.shape[0]
        return Communities(np.full(n, -1, np.int32), np.zeros(n, np.float32), 0.0)
    from sknetwork.clustering import Leiden, get_modularity

    matrix = csr_matrix(adjacency.astype(np.float64))
    leiden = Leiden(resolution=resolution, modularity="newman", random_state=seed)
    labels = _by_size(leiden.fit_predict(matrix), isolated=strength == 0)

    rows, columns, weights = edges(adjacency)
    inside = labels[rows] == labels[columns]
    kept = np.bincount(rows[inside], weights[inside], len(labels))
    return Communities(
        labels=labels,
        confidence=(kept / np.where(strength > 0, strength, 1)).astype(np.float32),
        modularity=float(get_modularity(matrix, np.where(labels < 0, labels.max() + 1, labels))),
    )


def _by_size(found: Ints, *, isolated: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
    """Number the communities anew: the largest 0, isolated papers -1."""
    labels = np.full(len(found), -1, np.int32)
    ids, first, inverse, sizes = np.unique(
        found[~isolated], return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(ids), np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(ids))
    labels[~isolated] = place[inverse]
    return labels
