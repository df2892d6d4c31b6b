"""A scheduler and workers in processes of their own, as people start them by hand."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import fsspec
import pytest
from distributed import Client

from graph import save
from graph.core import blocks
from graph.core.text import digest, sentences
from graph.pipeline import build_files
from graph.publishing import view

from ..conftest import ROOT, SEEDS

FAULTS = Path(__file__).with_name("faults.py")


class Cluster:
    """Processes of `dask scheduler` and `dask worker`, on the loopback interface if not told."""

    def __init__(self, folder: Path, environment: dict[str, str], host: str = "127.0.0.1") -> None:
        self._folder = folder
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start(
            *("scheduler", "--host", host, "--port", "0", "--dashboard-address", f"{host}:0"),
            *("--scheduler-file", folder / "scheduler.json"),
        )
        file = folder / "scheduler.json"
        while not (file.exists() and file.read_text()):
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def add(
        self,
        *,
        memory: str = "1GB",
        host: str = "127.0.0.1",
        threads: int = 1,
        inside: Sequence[str] = (),
    ) -> None:
        """Start one more worker, `inside` being the command that runs it, if any."""
        self._start(
            *("worker", self.address, "--host", host, "--nthreads", threads),
            *("--no-dashboard", "--memory-limit", memory, "--preload", FAULTS),
            *("--local-directory", self._folder / "local"),
            inside=inside,
        )

    def ready(self, workers: int) -> None:
        """Wait until so many workers are there."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, *arguments, inside: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{arguments[0]}-{len(self._processes)}.log").open("wb")
        process = subprocess.Popen(
            [*inside, sys.executable, "-m", "dask", *map(str, arguments)],
            env=self._environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        log.close()
        self._processes.append(process)
        return process


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler, whose workers suffer what is asked for."""
    started = []

    def start(workers, *, fault="", memory="1GB", host="127.0.0.1", threads=1, **environment):
        noted = tmp_path / "faults"
        noted.mkdir(exist_ok=True)
        told = {"PAPERKIN_FAULT": fault, "PAPERKIN_FAULTS": str(noted)}
        told |= {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", **environment}
        folder = tmp_path / f"cluster-{len(started)}"
        folder.mkdir()
        started.append(made := Cluster(folder, told, host))
        (noted / "scheduler").write_text(str(made.scheduler.pid))
        for _ in range(workers):
            made.add(memory=memory, host=host, threads=threads)
        if workers:
            made.ready(workers)
        return made

    yield start
    for each in started:
        each.stop()
    pid = tmp_path / "faults" / "pid"
    if pid.exists():
        with suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGKILL)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of objects on the loopback interface that holds the seeds, and the way to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    way = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "store.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        files = fsspec.filesystem("s3", **OPTIONS | {"endpoint_url": way["AWS_ENDPOINT_URL"]})
        files.mkdir("papers")
        files.put(str(SEEDS), "papers/seeds", recursive=True)
        yield way
    finally:
        process.terminate()
        process.wait()


OPTIONS = {"key": "nobody", "secret": "nothing", "skip_instance_cache": True}


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of so few rows that every stage of a small corpus has several."""
    from graph import publishing
    from graph.core import sparse, tables
    from graph.read import merge, pieces, references
    from graph.relate import company, layers, products, terms
    from graph.relate.names import extract

    for module in (company, layers, products, terms, extract):
        monkeypatch.setattr(
            module, "row_blocks", lambda rows, size: blocks.row_blocks(rows, min(size, 150))
        )
    monkeypatch.setattr(layers, "BLOCK", 150)
    monkeypatch.setattr(pieces, "SIZE", 100_000)
    monkeypatch.setattr(merge, "BATCH", 40)
    monkeypatch.setattr(references, "BLOCK", 300)
    monkeypatch.setattr(products, "SHARD", 200)
    monkeypatch.setattr(publishing, "TELLING", 100)
    monkeypatch.setattr(sparse, "STRETCH", 1_000)
    monkeypatch.setattr(tables, "BLOCK", 100)


@pytest.fixture(scope="session")
def made(seeds, tmp_path_factory):
    """A file of so many papers of sentences of the seeds, some of them twice."""
    papers = seeds.corpus.papers.select(["title", "abstract"]).to_pylist()
    told = [[p["abstract"][a:b] for a, b in sentences(p["abstract"])] or ["-"] for p in papers]

    def make(count: int) -> Path:
        lot = random.Random(count)
        found: list[str] = []
        for number in range(count):
            if lot.random() < 0.05 and found:
                found.append(lot.choice(found))
                continue
            one, other = lot.sample(range(len(papers)), 2)
            first, last = papers[one]["title"].split(), papers[other]["title"].split()
            chosen = [lot.choice(told[lot.choice([one, one, other])]) for _ in range(5)]
            title = " ".join([*first[: len(first) // 2 + 1], *last[len(last) // 2 :]])
            fields = {
                "id": f"{number:06}",
                "title": title,
                "abstract": " ".join(dict.fromkeys(chosen)),
                "references": [f"{lot.randrange(count):06}" for _ in range(3)],
            }
            found.append(json.dumps(fields))
        path = tmp_path_factory.mktemp("made") / "papers.jsonl"
        path.write_text("\n".join(found))
        return path

    return cache(make)


@pytest.fixture(scope="session")
def expected(made, tmp_path_factory):
    """What this machine alone makes of so many papers."""
    return cache(lambda count: files_of(made(count), tmp_path_factory.mktemp("local")))


def files_of(papers: Path, folder: Path) -> dict[str, object]:
    """Checksums of all files of the atlas that is built of a file, and the reasons of its edges."""
    atlas = build_files(papers)
    save(atlas, folder)
    held = json.loads((folder / "manifest.json").read_text())["files"]
    assert held
    shown = view(atlas, evidence=True)
    told = [shown.edges["reason"].to_pylist(), shown.evidence]
    return held | {"reasons": digest(repr(told))}
