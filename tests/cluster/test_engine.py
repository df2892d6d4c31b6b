"""The same answer, whoever works it out; on workers that are processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import dask
import numpy as np
import psutil
import pytest
from distributed import Client

from graph.cluster.engine import dask_engine
from graph.cluster.scratch import NAME
from graph.core.blocks import map_blocks, row_blocks
from graph.core.columns import Texts
from graph.core.errors import GraphError
from graph.core.folders import files_at
from graph.core.workers import working
from graph.relate.terms import _count

from ..conftest import ROOT, SEEDS
from .conftest import files_of

pytestmark = pytest.mark.slow

SEARCHED = 10_500
"""More than are held each against each."""


NONE = Texts(np.zeros(3, np.int64), np.zeros(0, np.uint8))


def paperkin(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "graph", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def many(made):
    """Real papers where PAPERKIN_CORPUS names a file of them, else made of real sentences."""
    return Path(os.environ.get("PAPERKIN_CORPUS") or made(SEARCHED))


def test_atlases_of_one_two_and_four_workers_are_this_machine_s(many, cluster, tmp_path):
    expected = files_of(many, tmp_path / "local")
    workers = cluster(1)
    for count, more in ((1, 0), (2, 1), (4, 2)):
        for _ in range(more):
            workers.add()
        with dask_engine(workers.address, scratch=tmp_path) as engine, working(1, engine):
            workers.ready(count)
            assert files_of(many, tmp_path / str(count)) == expected
        assert engine.computed > 30
        assert engine.again == 0
        assert not (tmp_path / NAME).exists()


def test_a_worker_of_two_threads_has_two_processes_that_end_with_it(
    made, expected, small_blocks, cluster, tmp_path
):
    workers = cluster(1, threads=2)
    with dask_engine(workers.address, scratch=tmp_path) as engine, working(1, engine):
        assert files_of(made(450), tmp_path / "atlas") == expected(450)
    with Client(workers.address, set_as_default=False) as client:
        [(pid, *others)] = client.run(processes).values()
    assert len(others) == 2
    others = [psutil.Process(other) for other in others]
    os.kill(pid, signal.SIGKILL)
    assert not psutil.wait_procs(others, timeout=10)[1]


def processes():
    """The process that runs this, and those it has started to run Python."""
    here = psutil.Process()
    started = [each.pid for each in here.children() if "spawn_main" in " ".join(each.cmdline())]
    return [here.pid, *started]


def test_a_worker_that_may_not_start_processes_does_without(
    made, expected, small_blocks, cluster, tmp_path
):
    workers = cluster(1, threads=2, DASK_DISTRIBUTED__WORKER__DAEMON="True")
    with dask_engine(workers.address, scratch=tmp_path) as engine, working(1, engine):
        assert files_of(made(450), tmp_path / "atlas") == expected(450)


def test_a_build_from_and_to_a_store_of_objects_is_that_of_folders(cluster, store, tmp_path):
    done = paperkin("build", SEEDS, "-o", tmp_path / "local", "-q")
    assert done.returncode == 0, done.stderr
    workers = cluster(1, **store)
    done = paperkin(
        *("build", "s3://papers/seeds", "-o", "s3://papers/out", "--json"),
        *("--engine", "dask", "--scheduler", workers.address),
        **store,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"][-1] == "s3://papers/out/atlas"
    said = [
        paperkin("related", "Mamba", "--json", "-a", place, **store).stdout
        for place in (tmp_path / "local", "s3://papers/out")
    ]
    assert json.loads(said[0])["related"]
    assert said[0] == said[1]


def test_what_workers_share_may_lie_in_a_store_of_objects(
    cluster, store, made, expected, small_blocks, tmp_path, monkeypatch
):
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    workers = cluster(1, **store)
    place = "s3://papers/scratch"
    with dask_engine(workers.address, scratch=place) as engine, working(1, engine):
        assert files_of(made(450), tmp_path / "atlas") == expected(450)
        assert engine.computed > 10
    assert not any(NAME in path for path in files_at(place)[0].find("papers"))


def test_what_a_block_raises_is_raised_here(cluster, tmp_path):
    with dask_engine(cluster(1).address, scratch=tmp_path) as engine, working(1, engine):
        with pytest.raises(GraphError, match="no language is called 'xx'") as wrong:
            map_blocks(
                partial(_count, titles=NONE, abstracts=NONE, language="xx", given=True),
                row_blocks(2, 1),
            )
        assert "one of" in wrong.value.hint
        with pytest.raises(TypeError, match="not a function"):
            map_blocks(lambda block: block, row_blocks(2, 1))


def test_without_a_scheduler_it_is_said_how_to_start_one(tmp_path):
    told = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "-o", tmp_path)
    done = paperkin("build", SEEDS, *told, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="1s")
    assert done.returncode == 1
    assert "Error: no workers at tcp://127.0.0.1:1" in done.stderr
    assert "dask scheduler" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_of_this_machine_go_without_what_slows_them(tmp_path):
    before = os.environ.get("MALLOC_TRIM_THRESHOLD_")
    with dask_engine(scratch=tmp_path, jobs=1) as engine:
        [told] = engine._client.run(os.environ.get, "MALLOC_TRIM_THRESHOLD_").values()
        profiled = engine._client.run(dask.config.get, "distributed.worker.profile.enabled")
    assert told is before is os.environ.get("MALLOC_TRIM_THRESHOLD_")
    assert set(profiled.values()) == {False}


def test_a_local_cluster_says_where_to_watch_it_and_what_it_came_to(tmp_path):
    done = paperkin("build", SEEDS, "-o", tmp_path, "--engine", "dask", "-j", 1)
    assert done.returncode == 0, done.stderr
    assert "Dask at work: http://127.0.0.1:" in done.stderr
    assert "0 computed (0 of them again), 0 reused" in done.stderr
    assert not (tmp_path / NAME).exists()
    assert (tmp_path / "graph.html").exists()
