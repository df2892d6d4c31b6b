"""What it costs to let Dask do the work: this machine alone against workers, on one corpus.

    python benchmarks/distributed.py CORPUS [--size 10000] [--runs 1] [--engines local 1x2 2x1]

CORPUS is JSON Lines with title and abstract, of which `--size` papers are drawn. An engine is
`local` or WORKERSxTHREADS, processes of this machine beside a scheduler of their own. Every figure
is of a whole process and the median of `--runs`; engines take turns. Memory is the peak of what one
process holds, files that are mapped into it apart, which the system sets aside where it wants room
(of Linux alone); for a worker that of the processes that it starts is added.
Printed are the seconds of a build up to the atlas (the start of the scheduler apart) and the
processor time of all processes, with the overhead against `local`, memory of the process that
builds and of the largest worker, what the scratch folder came to, with and without names, and of
each stage the seconds and the memory of the process that builds. It stops with an error if two
atlases differ.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

MEGABYTE = 1 << 20


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--engines", nargs="+", default=["local", "1x2", "2x1"])
    parser.add_argument("--task", choices=["build"], help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.task:
        print(json.dumps(build(told.corpus, told.engines[0])))
        return
    with tempfile.TemporaryDirectory(prefix="distributed-") as folder:
        drawn = draw(told.corpus, told.size, Path(folder))
        runs: dict[str, list[dict[str, Any]]] = {engine: [] for engine in told.engines}
        for _ in range(told.runs):
            for engine in told.engines:
                runs[engine].append(task(drawn, engine))
    show(runs)


def draw(corpus: Path, size: int, folder: Path) -> Path:
    """Draw so many lines of a corpus, always the same."""
    with corpus.open(encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    chosen = sorted(random.Random(size).sample(range(len(lines)), min(size, len(lines))))
    path = folder / "papers.jsonl"
    path.write_text("".join(lines[number] for number in chosen), encoding="utf-8")
    return path


def task(corpus: Path, engine: str) -> dict[str, Any]:
    """Do `build` in a process of its own."""
    # -P, since Python would take this very file for the package of its name.
    command = [sys.executable, "-P", __file__, str(corpus), "--engines", engine, "--task", "build"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{engine}: {told['seconds']:.1f} s", file=sys.stderr)
    return told


def build(corpus: Path, engine: str) -> dict[str, Any]:
    """Build an atlas with an engine and tell what it took."""
    from graph import save
    from graph.core.progress import reporting
    from graph.core.workers import working
    from graph.pipeline import build_files

    begun = time.perf_counter()
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="distributed-") as folder:
        ours = cluster = None
        if engine != "local":
            import dask.config
            from distributed import LocalCluster

            from graph.cluster.engine import WORKERS, dask_engine

            workers, threads = map(int, engine.split("x"))
            # As docs/distributed.md has workers that are started by hand.
            stack.enter_context(dask.config.set({**WORKERS, "distributed.worker.daemon": False}))
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers, threads_per_worker=threads, dashboard_address="127.0.0.1:0"
                )
            )
            address = cluster.scheduler_address
            ours = stack.enter_context(dask_engine(address, scratch=folder))
        start, used = time.perf_counter(), processor()
        watch = Watch()
        with working(None, ours), reporting(watch.hear):
            memory = stack.enter_context(Memory(watch))
            atlas = build_files(corpus)
        seconds = time.perf_counter() - start
        memory.stop()
        watch.turn("")
        save(atlas, Path(folder) / "atlas")
        manifest = json.loads((Path(folder) / "atlas" / "manifest.json").read_text())
        told = {
            "seconds": seconds,
            "processor": processor() - used,
            "start": start - begun,
            "stages": watch.spent,
            "generation": manifest["generation"],
            "memory": max(memory.stages.values()),
            "held": memory.stages,
        }
        if cluster is not None and ours is not None:
            told["worker"], told["files"] = memory.worker, memory.files
            held = Path(folder, "paperkin-scratch").rglob("*")
            told["scratch"] = sum(path.stat().st_size for path in held) / MEGABYTE
            told["blocks"] = ours.computed
        return told


def processor() -> float:
    """Seconds of processor time that this process and those below it have used."""
    from psutil import Process  # which comes with distributed

    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    here = Process()
    times = (each.cpu_times() for each in (here, *here.children(recursive=True)))
    return gone.ru_utime + gone.ru_stime + sum(time.user + time.system for time in times)


class Memory(Thread):
    """Megabytes that processes have held at most, looked at all the time.

    stages: this process, by stage. worker: the largest of those that it started, each with those
    that it started itself. files: what this process has had in files without a name.
    """

    def __init__(self, watch: Watch) -> None:
        super().__init__(daemon=True)
        self.stages: dict[str, float] = {}
        self.worker = self.files = 0.0
        self._watch, self._done = watch, Event()

    def __enter__(self) -> Memory:
        """Begin to look."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self.stop()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        self.join()

    def run(self) -> None:
        """Look until it is enough."""
        from psutil import Process

        here, looks = Process(), 0
        while not self._done.wait(0.01):
            stage = self._watch.label
            self.stages[stage] = max(self.stages.get(stage, 0.0), own_memory(here.pid))
            looks += 1
            if looks % 20 == 0:  # to find the rest out takes longer
                self.files = max(self.files, nameless_files())
                for worker in here.children():
                    family = (worker, *worker.children(recursive=True))
                    self.worker = max(self.worker, sum(own_memory(each.pid) for each in family))


def own_memory(pid: int) -> float:
    """Megabytes that a process holds but for mapped files."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it is gone
        return 0.0
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def nameless_files() -> float:
    """Megabytes of files without a name that are mapped into this process."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    bounds = (line.partition(" ")[0].split("-") for line in lines if line.endswith("(deleted)"))
    return sum(int(end, 16) - int(start, 16) for start, end in bounds) / MEGABYTE


class Watch:
    """Seconds by stage, as the progress of a build tells them."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.label, self._since = "Other", time.perf_counter()

    def turn(self, label: str) -> None:
        """Count the time from here on for another stage."""
        now = time.perf_counter()
        self.spent[self.label] = self.spent.get(self.label, 0.0) + now - self._since
        self.label, self._since = label, now

    def hear(self, items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        """Reporter of `graph.core.progress`."""
        if label != self.label:
            self.turn(label)
        return items


def show(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Print the medians as tables."""
    if len({run["generation"] for held in runs.values() for run in held}) > 1:
        sys.exit("the engines built different atlases")
    middle = {
        engine: {name: median(run[name] for run in held) for name in held[0] if name in COLUMNS}
        for engine, held in runs.items()
    }
    base = middle.get("local", next(iter(middle.values())))
    heads = ("s", "over", "cpu s", "over", "start s", "build MB", "worker MB", "scratch", "files")
    heads = (*heads, "blocks")
    print(f"{'engine':8}" + "".join(f"{head:>10}" for head in heads))
    for engine, told in middle.items():
        over = (f"{told[name] / base[name] - 1:.0%}" for name in ("seconds", "processor"))
        held = (told.get(name) for name in ("memory", "worker", "scratch", "files", "blocks"))
        cells = [f"{cell:.0f}" if cell else "-" for cell in held]
        seconds, cpu, start = (f"{told[name]:.1f}" for name in ("seconds", "processor", "start"))
        row = (seconds, next(over), cpu, next(over), start, *cells)
        print(f"{engine:8}" + "".join(f"{cell:>10}" for cell in row))
    by_stage(
        "seconds by stage", {engine: [run["stages"] for run in runs[engine]] for engine in runs}
    )
    by_stage(
        "MB by stage, build", {engine: [run["held"] for run in runs[engine]] for engine in runs}
    )


def by_stage(title: str, told: dict[str, list[dict[str, float]]]) -> None:
    """Print medians by stage, a column for each engine."""
    print(f"\n{title:32}" + "".join(f"{engine:>10}" for engine in told))
    for stage in dict.fromkeys(name for held in told.values() for run in held for name in run):
        cells = (median(run.get(stage, 0.0) for run in held) for held in told.values())
        print(f"{stage:32}" + "".join(f"{cell:10.1f}" for cell in cells))


COLUMNS = frozenset(
    {"seconds", "processor", "start", "memory", "worker", "scratch", "files", "blocks"}
)


if __name__ == "__main__":
    main()
