"""Which papers form a field: Leiden communities of the blended graph, and how sure each one is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.core.blocks import map_here, row_blocks
from graph.core.sparse import Ints, Matrix, canonical
from graph.core.types import Communities, Graph
from graph.find.border import separation, sides
from graph.find.leiden import leiden, modularity

STARTS = 10
RUNS = 10
FEWEST_RUNS = 3
START_EDGES = 300_000
RUN_EDGES = 4_000_000
PARALLEL_EDGES = 50_000
NOISE = 0.5
ROUGH = 0.1


def find_communities(graph: Graph, *, resolution: float = 1.0, seed: int = 0) -> Communities:
    """Find communities of papers; a higher resolution gives more and smaller ones.

    Of several starts of Leiden the one of the highest modularity stands. Labels go by size, the
    largest is 0, ties to the one with the smallest row; papers without an edge are -1.

    A paper's confidence is the share of further runs in which it comes out in its community
    again: runs of one pass, whose sweeps end as soon as one gains less than 0.1, on edge weights
    times exp(z / 2) with z standard normal. A community of such a run is taken for that one of
    ours of which it holds most papers, so that one that falls in two is still found, and of two
    that become one the smaller is lost.

    There are 10 starts and 10 runs; fewer in a large graph, so that all starts together see at
    most 300,000 edges and all runs 4 million, but at least 1 start and 3 runs. Modularity is
    given at resolution 1, whatever resolution the communities are found at.
    """
    adjacency = graph.adjacency
    n, count = adjacency.shape[0], adjacency.nnz // 2
    if not count:
        return Communities(np.full(n, -1, np.int32), np.zeros(n, np.float32), 0.0, 0.0)

    starts = min(STARTS, max(1, START_EDGES // count))
    runs = min(RUNS, max(FEWEST_RUNS, RUN_EDGES // count))

    def cluster(numbers: range) -> Ints:
        number = numbers.start
        if number < starts:
            rng = _stream(seed, 0, number)
            return leiden(adjacency, resolution=resolution, rng=rng)
        rng = _stream(seed, 1, number - starts)
        noisy = _noisy(adjacency, rng)
        return leiden(noisy, resolution=resolution, rng=rng, passes=1, tolerance=ROUGH)

    tasks = row_blocks(starts + runs, 1)
    jobs = 1 if count < PARALLEL_EDGES else None
    found = map_here(cluster, tasks, jobs=jobs, prefer="processes")
    best = max(found[:starts], key=lambda one: modularity(adjacency, one, resolution=resolution))
    labels = _by_size(best, isolated=np.diff(adjacency.indptr) == 0)
    votes = np.sum([agreement(labels, run) for run in found[starts:]], axis=0)
    return Communities(
        labels=labels,
        confidence=(votes / runs).astype(np.float32),
        modularity=modularity(adjacency, best),
        separation=separation(sides(adjacency, labels), labels),
    )


def agreement(labels: Ints, run: Ints) -> NDArray[np.bool_]:
    """Whether each paper is in its community again in another run; never for an isolated one.

    A community of the run answers to the one of `labels` with which it shares most papers, ties
    to the lower number.
    """
    linked = labels >= 0
    span = int(labels.max(initial=-1)) + 1
    pairs = run.astype(np.int64) * span + labels
    cells, shared = np.unique(pairs[linked], return_counts=True)
    community, label = np.divmod(cells, span)
    order = np.lexsort((label, -shared, community))
    communities, first = np.unique(community[order], return_index=True)
    answers_to = np.full(int(run.max(initial=-1)) + 1, -1, np.int64)
    answers_to[communities] = label[order][first]
    agrees: NDArray[np.bool_] = linked & (answers_to[run] == labels)
    return agrees


def _stream(seed: int, purpose: int, number: int) -> np.random.Generator:
    """Random numbers of its own for each start and each run."""
    return np.random.default_rng([seed, purpose, number])


def _noisy(adjacency: Matrix, rng: np.random.Generator) -> Matrix:
    """The same edges with weights disturbed, alike in both directions."""
    number = np.arange(adjacency.nnz)
    shape, indices, indptr = adjacency.shape, adjacency.indices, adjacency.indptr
    # In the transpose of the numbered entries each place holds the number of its mirror image.
    mirror = Matrix((number, indices, indptr), shape=shape).T.tocsr().data
    draws = rng.standard_normal(len(number))
    factor = np.exp(NOISE * (draws + draws[mirror]) / np.sqrt(2))
    return canonical(Matrix((adjacency.data * factor, indices, indptr), shape=shape))


def _by_size(found: Ints, *, isolated: NDArray[np.bool_]) -> Ints:
    """Number the communities anew: the largest 0, isolated papers -1."""
    labels = np.full(len(found), -1, np.int32)
    ids, first, inverse, sizes = np.unique(
        found[~isolated], return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(ids), np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(ids))
    labels[~isolated] = place[inverse]
    return labels
