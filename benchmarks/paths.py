"""Tell whether hubs and surveys are everybody's shortcut: the middles of all strongest paths.

    python benchmarks/paths.py [ATLAS]

ATLAS is a folder that `paperkin build` wrote to (default: exports). For every pair of papers, or
from `STARTS` papers to all where there are more, the strongest path is found, with surveys and
without; told are the share of pairs whose path passes a survey, the strength that doing without
them costs, and the papers that stand in the middle of most paths.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import graph
from graph.core.sparse import Matrix
from graph.relate.surveys import find_surveys

STARTS = 300
SHOWN = 5


class Passed(NamedTuple):
    """Strongest paths: strength (starts, n), 0 for none; how many pass each paper in their middle,
    (n,); whether one passes a survey there, (starts, n).
    """

    strength: NDArray[np.float64]
    passes: NDArray[np.int64]
    by_survey: NDArray[np.bool_]


def main() -> None:
    """Measure one atlas and print two tables."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "exports")
    atlas = graph.load(folder / "atlas")
    surveys = find_surveys(atlas.corpus.papers)
    n = len(atlas)
    starts = np.sort(np.random.default_rng(0).permutation(n)[:STARTS])
    if not surveys.any():
        sys.exit("no paper here is a survey")
    with_them = passed(atlas.graph.adjacency, starts, surveys=surveys)
    without = passed(atlas.graph.adjacency, starts, surveys=surveys, avoid=surveys)
    linked = np.isfinite(with_them.strength) & (with_them.strength > 0)
    linked[np.arange(len(starts)), starts] = False
    pairs = int(linked.sum())
    through = with_them.by_survey & linked
    cut = through & (without.strength == 0)
    left = without.strength[through & ~cut] / with_them.strength[through & ~cut]
    console = Console(width=120)
    console.print(
        f"{n} papers, {surveys.sum()} surveys ({surveys.mean():.1%}); {pairs} ordered pairs with a "
        f"path\na survey stands in the middle of {through.sum() / pairs:.1%} of the paths; each of "
        f"them of {with_them.passes[surveys].mean() / pairs:.2%}, another paper of "
        f"{with_them.passes[~surveys].mean() / pairs:.2%} on average\n"
        f"without surveys {cut.sum()} of those paths are gone"
    )
    if len(left):
        console.print(
            f"and the others keep {np.median(left):.0%} of their strength (median; {left.min():.0%}"
            " at worst)"
        )
    known = atlas.names.known_as()
    for title, found in (("with surveys", with_them), ("without surveys", without)):
        table = Table(f"in the middle of most paths, {title}", "paths", "edges", "survey")
        for paper in np.lexsort((np.arange(n), -found.passes))[:SHOWN].tolist():
            name = known[paper] or atlas.corpus.papers["title"][paper].as_py()
            table.add_row(
                name[:80],
                f"{found.passes[paper] / pairs:.1%}",
                str(np.diff(atlas.graph.adjacency.indptr)[paper]),
                "yes" if surveys[paper] else "",
            )
        console.print(table)


def passed(
    weights: Matrix,
    starts: NDArray[np.int64],
    *,
    surveys: NDArray[np.bool_],
    avoid: NDArray[np.bool_] | None = None,
) -> Passed:
    """Strongest paths from some papers to all; none of `avoid` in the middle."""
    n = weights.shape[0]
    rows = np.repeat(np.arange(n), np.diff(weights.indptr))
    strength = np.zeros((len(starts), n))
    by_survey = np.zeros((len(starts), n), np.bool_)
    passes = np.zeros(n, np.int64)
    for place, start in enumerate(starts.tolist()):
        data = -np.log(weights.data.astype(np.float64))
        if avoid is not None:  # one may start from such a paper and come to it, not go on from it
            data = np.where(avoid[rows] & (rows != start), np.inf, data)
        costs = csr_array((data, weights.indices, weights.indptr), shape=weights.shape)
        cost, before = dijkstra(costs, indices=start, return_predecessors=True)
        strength[place] = np.exp(-cost)
        below = np.zeros(n, np.int64)
        order = np.argsort(cost, kind="stable")[: np.isfinite(cost).sum()]
        for paper in order[1:].tolist():
            last = before[paper]
            by_survey[place, paper] = by_survey[place, last] or (last != start and surveys[last])
        for paper in order[:0:-1].tolist():
            if before[paper] != start:
                below[before[paper]] += 1 + below[paper]
        passes += below
    return Passed(strength, passes, by_survey)


if __name__ == "__main__":
    main()
