"""What adding papers costs beside building anew, and how far the two differ.

    python benchmarks/growing.py CORPUS [--sizes 10000] [--shares 0.01 0.1] [--repeats 3]

CORPUS is JSON Lines with title and abstract. Of each size as many papers are drawn; a share of them
is held back, an atlas is built of the others, and those held back are added, to the atlas with page
and GraphML, by all cores and by one as the build is, and to the atlas alone. Time is that of whole
processes, of all cores together (user and system, which finds room for what is held and written),
which what else runs disturbs least, and by the clock; builds and additions, to fresh copies, take
turns, since machines are faster now and slower then, and of so many repeats the medians are held
against each other. Edges are then held against those of an atlas built of all.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

import graph
from graph.core.entries import lookup
from graph.core.sparse import Matrix, edges, upper_edges

SIZE = 10_000
SHARES = (0.01, 0.1)
TARGET = 0.1
"""Share of a build's time that adding one paper in a hundred takes at most."""


class Cost(NamedTuple):
    """Seconds of processor time, those of them that the system took, and by the clock."""

    processor: float
    system: float
    clock: float


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[SIZE])
    parser.add_argument("--shares", type=float, nargs="+", default=list(SHARES))
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each command would compile paperkin again
    lines = told.corpus.read_text(encoding="utf-8").splitlines()
    for size in told.sizes:
        drawn = random.Random(0).sample(lines, size)
        with tempfile.TemporaryDirectory() as folder:
            measure(drawn, told.shares, Path(folder), repeats=told.repeats)


def measure(drawn: list[str], shares: list[float], folder: Path, *, repeats: int) -> None:
    """Print what each share costs, and how far its atlas is from that of all papers."""
    everything, new, old = (folder / f"{name}.jsonl" for name in ("all", "new", "old"))
    written(everything, drawn)
    workers = ("1", str(os.cpu_count()))
    for share in shares:
        count = round(share * len(drawn))
        written(new, drawn[:count])
        written(old, drawn[count:])
        base, all_built, grown = (folder / name for name in ("base", "built", "grown"))
        shutil.rmtree(base, ignore_errors=True)
        paperkin("build", old, "-o", base)
        sources = {"": base, " to the atlas alone": base / "atlas"}
        building: dict[str, list[Cost]] = {jobs: [] for jobs in workers}
        adding: dict[tuple[str, str], list[Cost]] = {
            (what, jobs): [] for what in sources for jobs in workers
        }
        for _ in range(repeats):
            for jobs in workers:
                shutil.rmtree(all_built, ignore_errors=True)
                building[jobs].append(
                    paperkin("build", everything, "-o", all_built, "--jobs", jobs)
                )
                for what, source in sources.items():
                    to = grown / (what or "whole").strip()
                    adding[what, jobs].append(added(new, source, to, jobs=jobs))
        builds = {jobs: middle(costs) for jobs, costs in building.items()}
        for jobs, cost in builds.items():
            print(f"{len(drawn):,} papers, built by {cores(jobs)}: {told(cost)}")
        target = f" (target {TARGET:.0%} at most)" if share <= SHARES[0] else ""
        for (what, jobs), costs in adding.items():
            cost, build = middle(costs), builds[jobs]
            part, clock = cost.processor / build.processor, cost.clock / build.clock
            parts = f"{part:.1%} of the build's processor time, {clock:.1%} of its clock"
            print(f"  {count:,} added{what} by {cores(jobs)}: {told(cost)}, {parts}{target}")
        atlases = (base / "atlas", grown / "whole" / "atlas", all_built / "atlas")
        difference(*map(graph.load, atlases))


def middle(costs: list[Cost]) -> Cost:
    """The median of each part of some costs."""
    return Cost(*map(median, zip(*costs, strict=True)))


def added(new: Path, source: Path, to: Path, *, jobs: str) -> Cost:
    """What it costs to add papers to a copy of an atlas."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source, to)
    os.sync()
    return paperkin("add", new, "-a", to, "--jobs", jobs)


def cores(jobs: str) -> str:
    """A number of cores in words."""
    return "one core" if jobs == "1" else f"{jobs} cores"


def written(path: Path, lines: list[str]) -> None:
    """Write lines to a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def paperkin(*arguments: object) -> Cost:
    """Run a command, and give what it cost."""
    used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "graph", *map(str, arguments), "--quiet"]
    subprocess.run(command, check=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    system = now.ru_stime - used.ru_stime
    processor = now.ru_utime - used.ru_utime + system
    return Cost(processor, system, time.perf_counter() - began)


def told(cost: Cost) -> str:
    """A cost in words."""
    of_it = f"{cost.system:.1f} s of it the system's"
    return f"{cost.processor:.1f} s of processor time ({of_it}), {cost.clock:.1f} s"


def difference(before: graph.Atlas, grown: graph.Atlas, built: graph.Atlas) -> None:
    """Print how edges, clusters and places of a grown atlas differ from those of a built one."""
    keys = grown.corpus.papers["key"].to_pylist()
    old = np.isin(keys, before.corpus.papers["key"].to_pylist())
    if keys != built.corpus.papers["key"].to_pylist():
        print("    not the same papers: some were merged otherwise")
        return
    for name, among in (("all papers", ~old | old), ("old papers", old)):
        one, other = _edges(grown, among), _edges(built, among)
        shared = len(one & other)
        print(
            f"    edges of {name}: {shared / len(one):.1%} of the grown are in the built, ", end=""
        )
        print(f"{shared / len(other):.1%} of the built in the grown")
    rows, columns, weights = upper_edges(built.graph.adjacency)
    there = lookup(grown.graph.adjacency, rows, columns)
    gap = np.abs(there - weights)[there > 0]
    print(
        f"    weights of shared edges differ by {gap.mean():.4f}, 99 % by {_most(gap):.3f} at most"
    )
    names = (len(grown.names.table), len(built.names.table))
    print(f"    names {names[0]:,} and {names[1]:,}; modularity ", end="")
    print(f"{grown.communities.modularity:.3f} and {built.communities.modularity:.3f}")
    stay = grown.communities.labels[old] == before.communities.labels
    print(f"    {stay.mean():.1%} of the old papers stay in their cluster")
    _nearest(grown, built, ~old)


def _edges(atlas: graph.Atlas, among: np.ndarray) -> set[int]:
    rows, columns, _ = upper_edges(atlas.graph.adjacency)
    keep = among[rows] & among[columns]
    return set((rows[keep].astype(np.int64) * len(atlas) + columns[keep]).tolist())


def _most(gap: np.ndarray) -> float:
    return float(np.quantile(gap, 0.99))


def _nearest(grown: graph.Atlas, built: graph.Atlas, new: np.ndarray) -> None:
    """Print how often a new paper's strongest edge is the same."""
    strongest = [_strongest(atlas.graph.adjacency)[new] for atlas in (grown, built)]
    same = np.mean(strongest[0] == strongest[1])
    print(f"    the strongest edge of {same:.1%} of the new papers is the same")


def _strongest(adjacency: Matrix) -> np.ndarray:
    rows, columns, weights = edges(adjacency)
    order = np.lexsort((columns, -weights, rows))
    found = np.full(adjacency.shape[0], -1)
    owners, first = np.unique(rows[order], return_index=True)
    found[owners] = columns[order][first]
    return found


if __name__ == "__main__":
    main()
