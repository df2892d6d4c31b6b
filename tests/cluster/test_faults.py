"""Workers and schedulers that are lost: the build ends right, or says what to do."""

from __future__ import annotations

import os
import subprocess

import dask
import pytest

from graph.cluster.engine import dask_engine
from graph.core.errors import EngineError
from graph.core.workers import working

from .conftest import files_of

pytestmark = pytest.mark.slow

STAGES = {
    *("_pack_range", "_merge_batches", "_block_meant", "_count", "_lean", "_block_nearest"),
    *("_scan", "_find", "_block_dots", "_tell_block"),
}


def build(papers, folder, address, **more):
    """Files of an atlas that the workers of a scheduler built, and what the engine counted."""
    with dask_engine(address, scratch=folder, **more) as engine, working(None, engine):
        return files_of(papers, folder / "atlas"), engine


several = pytest.mark.parametrize("threads", [1, 2])
"""Blocks that a worker does at one time; several of them in processes of their own."""


@several
def test_a_worker_killed_in_each_stage_changes_nothing(
    made, expected, small_blocks, cluster, tmp_path, threads
):
    papers = made(450)
    workers = cluster(2, fault="killed", threads=threads)
    found, engine = build(papers, tmp_path, workers.address)
    assert found == expected(450)
    noted = {path.name: path.read_text() for path in (tmp_path / "faults").iterdir()}
    assert noted.keys() >= STAGES
    assert {noted[stage] for stage in STAGES} == {"apart" if threads > 1 else "worker"}
    assert engine.again >= len(STAGES)


@several
def test_a_worker_that_runs_out_of_memory_is_begun_anew(
    made, expected, small_blocks, cluster, tmp_path, threads
):
    papers = made(450)
    lacking = {"memory": "700MB", "PAPERKIN_STAGE": "_block_nearest"}
    workers = cluster(1, fault="out-of-memory", threads=threads, **lacking)
    found, engine = build(papers, tmp_path, workers.address)
    assert found == expected(450)
    assert engine.again >= 1


def test_a_block_that_no_worker_has_the_memory_for_is_named(made, small_blocks, cluster, tmp_path):
    workers = cluster(
        1,
        fault="killed",
        PAPERKIN_STAGE="_block_nearest",
        PAPERKIN_ALWAYS="1",
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1",
    )
    with pytest.raises(EngineError, match=r"Finding neighbours, rows 0 to 150: every worker") as no:
        build(made(450), tmp_path, workers.address)
    assert "memory" in no.value.hint


TTL = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "3s"}


def test_a_worker_that_falls_silent_is_done_without(
    made, expected, small_blocks, cluster, tmp_path
):
    papers = made(450)
    workers = cluster(2, fault="cut-off", PAPERKIN_STAGE="_block_nearest", **TTL)
    found, engine = build(papers, tmp_path, workers.address)
    assert found == expected(450)
    assert engine.again >= 1


@pytest.fixture
def elsewhere():
    """A network namespace, its end of its only link, and the addresses here and there."""
    number = os.getpid()
    name, here, there = (f"paperkin-{number}", f"pk{number}a", f"pk{number}b")
    net = f"10.213.{number % 250}"
    made = [
        f"ip netns add {name}",
        f"ip link add {here} type veth peer name {there} netns {name}",
        f"ip address add {net}.1/30 dev {here}",
        f"ip link set {here} up",
        f"ip -n {name} address add {net}.2/30 dev {there}",
        f"ip -n {name} link set {there} up",
        f"ip -n {name} link set lo up",
    ]
    try:
        for command in made:
            subprocess.run(command.split(), check=True, capture_output=True)
        yield name, there, f"{net}.1", f"{net}.2"
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespace may be made here: {error}")
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def test_a_worker_whose_network_goes_is_done_without(
    elsewhere, made, expected, small_blocks, cluster, tmp_path
):
    papers = made(450)
    namespace, link, here, there = elsewhere
    workers = cluster(
        *(0,),
        fault="cut-off",
        host=here,
        PAPERKIN_STAGE="_block_nearest",
        PAPERKIN_LINK=link,
        **TTL,
    )
    workers.add(host=there, inside=["ip", "netns", "exec", namespace])
    with dask_engine(workers.address, scratch=tmp_path) as engine, working(None, engine):
        workers.add(host=here)
        found = files_of(papers, tmp_path / "atlas")
    assert found == expected(450)
    assert engine.again >= 1


def test_without_its_scheduler_a_build_stops_and_the_next_goes_on(
    made, expected, small_blocks, cluster, tmp_path
):
    papers = made(450)
    first = cluster(2, fault="without-scheduler", PAPERKIN_STAGE="_block_nearest")
    quick = dask.config.set({"distributed.comm.timeouts.connect": "2s"})
    with quick, pytest.raises(EngineError, match="is lost") as lost:
        build(papers, tmp_path, first.address)
    assert "--resume" in lost.value.hint
    finished = sum(path.is_file() for path in (tmp_path / "paperkin-scratch/done").rglob("*"))
    assert finished >= 3  # all terms were counted
    found, engine = build(papers, tmp_path, cluster(2).address, resume=True)
    assert found == expected(450)
    assert engine.reused == finished
    assert engine.computed > 0 == engine.again
