"""How long, and in how much memory, corpora of several sizes become atlases and answer questions.

    python benchmarks/scale.py CORPUS [--sizes 10000] [--runs 1] [--neighbors] [--by-hand]
        [--no-build] [--keep FOLDER]

CORPUS is JSON Lines with title and abstract. Of each size as many papers are drawn; beyond the
corpus more are made, each of sentences of a paper and its nearest (as 1000000). Every figure is of
a whole process of its own and the median of `--runs`. Memory is the peak of what it and its workers
hold together, shared pages counted once (Linux), in one more run, since to look at it five times a
second takes a tenth of the time; with `--runs 0` that is the only run. `--neighbors` measures how
many of the exact ten nearest are found, and how the cost of finding them grows. `--by-hand` runs
beside it what one would write with scikit-learn and networkx. `--keep` leaves the corpora drawn in
a folder, and takes those that lie there.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from graph import Corpus, GraphError, Names

SMALL = 10_000
SAMPLE = 500
NEAREST = 10
OWN = 0.4
"""Share of the sentences of a made paper that are of the paper it is made from."""

BUILD_TARGETS = {119_625: (120.0, 3.0), 1_000_000: (2400.0, 12.0)}
"""Papers: seconds and gigabytes at most."""

BY_HAND_TARGETS = {30_000: 0.5, 119_625: 0.2}
"""Papers: share at most of the time of the pipeline written by hand."""

VERB_SECONDS, HELP_SECONDS = 0.6, 0.25
RECALL, EXPONENT = 0.95, 1.2


@dataclass
class Run:
    """One whole process: seconds, gigabytes at the peak if it was watched, and what it printed."""

    seconds: float
    memory: float
    printed: str


@dataclass
class Figures:
    """The table of the run, a line a figure."""

    table: Table = field(default_factory=lambda: Table("papers", "figure", "measured", "target"))

    def add(self, papers: int, name: str, measured: str, target: str = "") -> None:
        """Note a figure and print it at once, since the next may take long."""
        self.table.add_row(f"{papers:,}", name, measured, target)
        print(
            f"{papers:>9,}  {name}: {measured}{f'  (target {target})' if target else ''}",
            flush=True,
        )


def main() -> None:
    """Read the command line, measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[SMALL])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--neighbors", action="store_true")
    parser.add_argument("--by-hand", action="store_true")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--task", choices=sorted(TASKS), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.task:
        print(json.dumps(TASKS[told.task](told.corpus, told.out)))
        return
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        held = told.keep or Path(folder)
        held.mkdir(parents=True, exist_ok=True)
        files = {size: draw(told.corpus, size, held) for size in sorted(told.sizes)}
        for size, file in files.items() if not told.no_build else ():
            measure_build(figures, file, size, runs=told.runs, by_hand=told.by_hand)
        if told.neighbors:
            measure_neighbors(figures, files)
    Console(width=120).print(figures.table)


def measure_build(figures: Figures, file: Path, size: int, *, runs: int, by_hand: bool) -> None:
    """Build an atlas and ask it; beside it, if asked for, what one would write by hand."""
    out = file.parent / f"atlas-{size}"
    watched = task("build", file, out, watched=True)
    ran = [task("build", file, out) for _ in range(runs)] or [watched]
    seconds, memory = median(run.seconds for run in ran), watched.memory
    most = BUILD_TARGETS.get(size, (0.0, 0.0))
    figures.add(size, "build: seconds", f"{seconds:.1f}", f"{most[0]:.0f}" if most[0] else "")
    figures.add(size, "build: GB", f"{memory:.2f}", f"{most[1]:.0f}" if most[1] else "")
    told = json.loads(ran[-1].printed)
    for stage, spent in told["stages"].items():
        figures.add(size, f"build: {stage}", f"{spent:.1f} s, {spent / ran[-1].seconds:.0%}")
    figures.add(size, "modularity", f"{told['modularity']:.3f}")
    for name, run in verbs(out, told["asked"], runs=max(runs, 3)).items():
        limit = HELP_SECONDS if name == "--help" else VERB_SECONDS
        figures.add(size, f"paperkin {name}", f"{run:.2f} s", f"{limit} s")
    if by_hand:
        other = task("by-hand", file, out)
        found = json.loads(other.printed)
        share = BY_HAND_TARGETS.get(size)
        figures.add(size, "by hand: seconds", f"{other.seconds:.1f}")
        figures.add(size, "by hand: GB", f"{found['memory']:.2f}", f"more than {memory:.2f}")
        figures.add(
            size,
            "build, as a share of by hand",
            f"{seconds / other.seconds:.2f}",
            f"{share}" if share else "",
        )
        for stage, spent in found["stages"].items():
            figures.add(size, f"by hand: {stage}", f"{spent:.1f} s")
        worse = f"less than {told['modularity']:.3f}"
        figures.add(size, "by hand: modularity", f"{found['modularity']:.3f}", worse)
        ours = json.loads(task("by-hand-graph", file, out).printed)
        better = f"more than {found['modularity']:.3f}"
        figures.add(
            size,
            "by hand: modularity of paperkin's clusters on the same graph",
            f"{ours['modularity']:.3f}",
            better,
        )


def measure_neighbors(figures: Figures, files: dict[int, Path]) -> None:
    """How many of the ten nearest are found, and how the cost grows from size to size."""
    spent: dict[int, float] = {}
    for size, file in files.items():
        found = json.loads(task("neighbors", file, file.parent).printed)
        spent[size] = found["seconds"]
        figures.add(size, "ten nearest: found", f"{found['recall']:.3f}", f"{RECALL}")
        figures.add(size, "terms and ten nearest: seconds", f"{found['seconds']:.1f}")
    for one, other in zip(spent, list(spent)[1:], strict=False):
        growth = np.log(spent[other] / spent[one]) / np.log(other / one)
        figures.add(other, f"growth from {one:,}", f"n^{growth:.2f}", f"n^{EXPONENT}")


def verbs(out: Path, asked: list[str], *, runs: int) -> dict[str, float]:
    """Seconds of each reading verb as a whole process, the median of some."""
    one, other, far, name = asked
    questions = {
        "--help": ["--help"],
        "related": ["related", one],
        "path": ["path", one, other],
        "path, to the smallest cluster": ["path", one, far],
        "why": ["why", one, other],
        "models": ["models"],
        "models NAME": ["models", name],
        "lineage NAME": ["lineage", name],
        "clusters": ["clusters"],
        "clusters ID": ["clusters", "0"],
        "info": ["info"],
    }
    found = {}
    for name, words in questions.items():
        atlas = [] if name == "--help" else ["-a", str(out)]
        command = [sys.executable, "-m", "graph", *words, *atlas]
        found[name] = median(_timed(command) for _ in range(runs))
    return found


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode not in (0, 3):  # 3: there is no such path, which is an answer
        raise SystemExit(done.stderr)
    return time.perf_counter() - start


def task(name: str, file: Path, out: Path, *, watched: bool = False) -> Run:
    """Run a task of this script in a process of its own."""
    command = [sys.executable, __file__, str(file), "--task", name, "--out", str(out)]
    start, peak = time.perf_counter(), [0.0]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if watched:
            threading.Thread(target=_watch, args=(process, peak), daemon=True).start()
        printed, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} of {file} failed")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return Run(time.perf_counter() - start, peak[0] or most, printed)


def _watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    while process.poll() is None:
        held = sum(map(_held, _family(process.pid)))
        peak[0] = max(peak[0], held)
        time.sleep(0.2)


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started, or they did (Linux; elsewhere only itself)."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _held(pid: int) -> float:
    """Gigabytes of a process, of shared pages its part; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1e6
    return 0.0


# Tasks: each runs in a process of its own and gives what it found


def build_task(file: Path, out: Path) -> dict[str, Any]:
    """What `paperkin build` does, with the time of each stage."""
    from graph import pipeline, publishing
    from graph.core.progress import reporting

    watch = _Watch("starting")
    with reporting(watch.hear):
        atlas = pipeline.build_files(file)
        watch.turn("writing the atlas")
        publishing.publish(atlas, out)
        watch.turn("")
    keys = atlas.corpus.papers["key"]
    labels = atlas.communities.labels
    asked = [int(np.flatnonzero(labels == number)[0]) for number in (0, 1, labels.max())]
    return {
        "stages": watch.spent,
        "modularity": atlas.communities.modularity,
        "asked": [*(keys[row].as_py() for row in asked), _best_known(atlas.corpus, atlas.names)],
    }


def _best_known(corpus: Corpus, names: Names) -> str:
    """The name that one paper introduces and most mention, of those that mean one paper."""
    from graph.find.lookup import find_paper

    used, owners = (
        np.bincount(matrix.indices, minlength=names.table.num_rows)
        for matrix in (names.mentions, names.introduced)
    )
    for row in np.argsort(-used * (owners == 1), kind="stable").tolist():
        name = str(names.table["name"][row].as_py())
        with suppress(GraphError):
            find_paper(corpus, names, name)
            return name
    raise SystemExit("no paper introduces a name")


class _Watch:
    """Sums up the seconds between what it hears of."""

    def __init__(self, label: str) -> None:
        self.spent: dict[str, float] = {}
        self._label, self._since = label, time.perf_counter()

    def turn(self, label: str) -> None:
        """Count the time from here on for another stage."""
        now = time.perf_counter()
        self.spent[self._label] = self.spent.get(self._label, 0.0) + now - self._since
        self._label, self._since = label, now

    def hear(self, items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        """Reporter of `graph.core.progress`."""
        if label != self._label:
            self.turn(label)
        return items


def neighbors_task(file: Path, out: Path) -> dict[str, Any]:
    """Seconds to weigh terms and find the ten nearest by them, and how many are the exact ones."""
    from graph import collect, read_papers
    from graph.core.entries import row
    from graph.relate.neighbors import nearest
    from graph.relate.terms import extract_terms

    corpus = collect(read_papers(file))
    start = time.perf_counter()
    features, found = extract_terms(corpus.papers, neighbors=NEAREST)
    seconds = time.perf_counter() - start
    rows = np.unique(np.linspace(0, len(corpus) - 1, SAMPLE).astype(np.int64))
    exact = nearest(features.context.whole, NEAREST, rows=rows)
    shares = [
        np.isin(row(exact, place)[0], row(found, int(paper))[0]).mean()
        for place, paper in enumerate(rows)
        if len(row(exact, place)[0])
    ]
    return {"seconds": seconds, "recall": float(np.mean(shares))}


def by_hand_task(file: Path, out: Path) -> dict[str, Any]:
    """Vectors, neighbours, communities and GraphML as one would write them in ten lines."""
    import networkx as nx
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    watch = _Watch("reading")
    with file.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [f"{record['title']} {record['abstract']}" for record in records]
    watch.turn("vectors")
    vectors = TfidfVectorizer(stop_words="english").fit_transform(texts)
    watch.turn("neighbours")
    search = NearestNeighbors(n_neighbors=NEAREST + 1, metric="cosine", algorithm="brute")
    distances, others = search.fit(vectors).kneighbors(vectors)
    watch.turn("graph")
    network = nx.Graph()
    for number, record in enumerate(records):
        network.add_node(number, title=record["title"])
    for number, row in enumerate(others):
        for other, distance in zip(row.tolist(), distances[number].tolist(), strict=True):
            if other != number and distance < 1:
                network.add_edge(number, other, weight=1 - distance)
    watch.turn("communities")
    communities = nx.community.louvain_communities(network, seed=0)
    modularity = nx.community.modularity(network, communities)
    watch.turn("GraphML")
    nx.write_graphml(network, out / "by-hand.graphml")
    watch.turn("")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"stages": watch.spent, "modularity": modularity, "memory": memory}


def by_hand_graph_task(file: Path, out: Path) -> dict[str, Any]:
    """Communities as paperkin finds them, on the graph that was made by hand."""
    import networkx as nx

    from graph import Graph
    from graph.core.sparse import canonical
    from graph.find.communities import find_communities

    network = nx.read_graphml(out / "by-hand.graphml")
    adjacency = canonical(nx.to_scipy_sparse_array(network))
    return {"modularity": find_communities(Graph((), (), adjacency)).modularity}


def draw_task(file: Path, out: Path) -> dict[str, Any]:
    """Neighbours of all papers of a corpus, to make new papers from."""
    from graph import collect, read_papers
    from graph.relate.terms import extract_terms

    corpus = collect(read_papers(file), merge=False)
    _, near = extract_terms(corpus.papers, neighbors=NEAREST)
    np.savez(out, keys=corpus.papers["key"].to_pylist(), indices=near.indices, indptr=near.indptr)
    return {}


TASKS = {
    "build": build_task,
    "by-hand": by_hand_task,
    "by-hand-graph": by_hand_graph_task,
    "draw": draw_task,
    "neighbors": neighbors_task,
}


# Corpora


def draw(corpus: Path, size: int, folder: Path) -> Path:
    """Draw so many papers of a corpus; beyond its size, add papers made of its sentences."""
    path = folder / f"{size}.jsonl"
    if path.exists():
        return path
    with corpus.open(encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    chosen = random.Random(size).sample(range(len(lines)), min(size, len(lines)))
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        file.writelines(lines[number] for number in sorted(chosen))
        if size > len(lines):
            for record in make(corpus, lines, size - len(lines), folder):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return beside.rename(path)


def make(corpus: Path, lines: list[str], count: int, folder: Path) -> Iterator[dict[str, Any]]:
    """Papers of sentences of a paper and its nearest, and a title of two of their titles.

    Words, their frequencies and who is near to whom stay as in the corpus.
    """
    from graph.core.text import sentences

    task("draw", corpus, folder / "near.npz")
    with np.load(folder / "near.npz") as held:
        place = {key: number for number, key in enumerate(held["keys"].tolist())}
        indices, indptr = held["indices"], held["indptr"]
    records = [json.loads(line) for line in lines]
    records.sort(key=lambda record: place[str(record["id"])])
    lot = random.Random(count)
    for number in range(count):
        own = number % len(records)
        near = [own, *indices[indptr[own] : indptr[own + 1]].tolist()]
        told = [
            [text[a:b] for a, b in sentences(text)]
            for text in (records[i]["abstract"] for i in near)
        ]
        length = max(len(told[0]), 3)
        chosen = [
            lot.choice(told[0] if lot.random() < OWN else lot.choice(told) or told[0] or [""])
            for _ in range(length)
            if told[0]
        ]
        first, second = records[own]["title"].split(), records[lot.choice(near)]["title"].split()
        title = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        yield {
            "id": f"made-{number}",
            "title": " ".join(title),
            "abstract": " ".join(dict.fromkeys(chosen)),
            "year": records[own].get("year"),
            "venue": records[own].get("venue", ""),
        }


if __name__ == "__main__":
    main()
