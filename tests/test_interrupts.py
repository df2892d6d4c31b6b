"""Ctrl-C while workers are at work: it ends at once, and leaves what was there and nothing else."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import graph
from tests.test_cli import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

WORDS = [f"{a}{b}" for a in ("sol", "ran", "vex", "mol") for b in ("ar", "et", "ing", "os", "um")]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Papers enough for several workers to read them."""
    drawn = random.Random(0)
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    with path.open("w") as file:
        for number in range(30_000):
            words = drawn.choices(WORDS, k=60)
            record = {"title": f"{' '.join(words[:6])} {number}", "abstract": " ".join(words)}
            file.write(json.dumps(record) + "\n")
    return path


def of_group(group):
    """Processes of a group that are at work: (id, command)."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found.append((int(status.parent.name), (status.parent / "cmdline").read_text()))
        except OSError:
            pass  # it has ended meanwhile
    return found


def at_work(group, verb, *, since):
    """Whether a build has begun workers, or an addition, which does with threads, its own work."""
    if verb == "add":
        return time.monotonic() - since > 2
    return any("loky" in command for _, command in of_group(group))


@pytest.fixture
def heard():
    """Ctrl-C reaches what is started, even if a shell in the background started these tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("verb", ["build", "add"])
@pytest.mark.parametrize("later", [0.0, 2.0])
def test_ctrl_c_ends_all_that_is_at_work(toy_atlas, many, tmp_path, verb, later):
    folder, scratch = tmp_path / "exports", tmp_path / "scratch"
    graph.publish(toy_atlas, folder)
    scratch.mkdir()
    held = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    told = ["--jobs", "2", "-o" if verb == "build" else "-a", str(folder)]
    started = subprocess.Popen(
        [sys.executable, "-m", "graph", verb, str(many), *told],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(scratch), "JOBLIB_TEMP_FOLDER": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with started:
        begun = time.monotonic()
        while not at_work(started.pid, verb, since=begun):
            assert started.poll() is None, "it ended before it was at work"
            assert time.monotonic() - begun < 60
            time.sleep(0.05)
        time.sleep(later)
        asked = time.monotonic()
        os.killpg(started.pid, signal.SIGINT)
        _, said = started.communicate(timeout=30)
    assert time.monotonic() - asked < 5
    assert started.returncode == 130
    assert said.strip() == "stopped"
    while of_group(started.pid):
        assert time.monotonic() - asked < 10, "a worker is left"
        time.sleep(0.1)
    assert not list(scratch.iterdir())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == held
