"""Little memory, little disk, no home, no network: a clear error or the same result."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import graph
from graph import Paper

ROOT = Path(__file__).parents[1]
COMMAND = "import sys; from graph.cli import main; main(sys.argv[1:])"
ENOUGH = 4 << 30


def paperkin(*arguments, limit=None, script=COMMAND, **environment):
    """Run the command under a limit (kind, bytes); give its code and what it said on stderr."""

    def before():
        if limit:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=before,
        timeout=300,
        env=os.environ | environment,
    )
    return ran.returncode, ran.stderr


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def out(tmp_path):
    """A folder that holds a build of something else."""
    graph.publish(graph.build([Paper("Whale"), Paper("Whale song")]), tmp_path / "out")
    return tmp_path / "out"


def refused(code, said, *words):
    assert code == 1, said
    assert "Traceback" not in said
    assert said.startswith("Error: ")
    assert any(word in said for word in words), said
    assert "Hint: " in said


def old_or_new(out, before):
    """The atlas comes first: where that alone was written, it is the new one, and whole."""
    left = contents(out)
    changed = {name for name in {**before, **left} if before.get(name) != left.get(name)}
    assert all(name.startswith("atlas/") for name in changed), changed
    assert len(graph.load(out / "atlas")) in ({119} if changed else {2, 119})
    assert not [name for name in left if name.endswith(".part")]


@pytest.mark.slow
@pytest.mark.parametrize("size", [1 << 10, 1 << 14, 1 << 16, 200_000])
def test_a_file_that_may_not_grow_leaves_what_was_there(out, size):
    before = contents(out)
    limit = (resource.RLIMIT_FSIZE, size)
    refused(*paperkin("build", "-q", "-j1", "seeds", "-o", out, limit=limit), "File too large")
    old_or_new(out, before)


@pytest.fixture
def disk():
    """Gives a disk of so many kilobytes."""
    mounted = []

    def make(size):
        folder = tempfile.mkdtemp()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder]
        if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(folder)
        return Path(folder)

    yield make
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)
        Path(folder).rmdir()


@pytest.mark.slow
@pytest.mark.parametrize("size", [64, 256, 900])
def test_a_full_disk_leaves_nothing_half_written(disk, size):
    out = disk(size) / "out"
    refused(*paperkin("build", "-q", "-j1", "seeds", "-o", out), "No space left on device")
    assert not [path for path in out.rglob("*") if path.name.endswith(".part")]
    if (out / "atlas" / "manifest.json").exists():
        assert len(graph.load(out / "atlas")) == 119
    else:
        assert not out.exists() or list(out.rglob("*.npy")) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [16, 200, 400])
def test_a_scratch_folder_on_a_full_disk_leaves_what_was_there(disk, out, size):
    before = contents(out)
    told = ("--engine", "dask", "-j1", "--scratch", disk(size))
    refused(*paperkin("build", "-q", "seeds", "-o", out, *told), "No space left on device")
    assert contents(out) == before


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "csv", "html", "graphml.gz"])
def test_an_export_to_a_full_disk_leaves_the_file_that_was_there(disk, seeds, tmp_path, suffix):
    graph.save(seeds, tmp_path / "atlas")
    folder = disk(16)
    (folder / f"g.{suffix}").write_text("what was there")
    code, said = paperkin("export", folder / f"g.{suffix}", "-a", tmp_path / "atlas")
    refused(code, said, "No space left on device")
    assert contents(folder) == {f"g.{suffix}": b"what was there"}


@pytest.mark.slow
def test_with_little_memory_it_ends_with_an_error_and_nothing_half_written(out):
    ended = {}
    for megabytes in (420, 440, 460, 500, 600):
        before = contents(out)
        limit = (resource.RLIMIT_AS, megabytes << 20)
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        code, said = paperkin("build", "-q", "-j1", "seeds", "-o", out, limit=limit, **threads)
        ended[megabytes] = code
        if code:
            refused(code, said, "memory")
            old_or_new(out, before)
    assert 1 in ended.values(), ended
    assert paperkin("build", "-q", "seeds", "-o", out, limit=(resource.RLIMIT_AS, ENOUGH))[0] == 0
    assert len(graph.load(out / "atlas")) == 119


OFFLINE = """
import socket, sys, urllib.request

def refuse(*given, **told):
    raise AssertionError("a socket was asked for")

real = socket.socket

class Local(real):
    def __init__(self, family=-1, *given, **told):
        if family not in (-1, socket.AF_UNIX):
            refuse()
        super().__init__(family, *given, **told)
    connect = connect_ex = bind = refuse

socket.socket = Local
socket.create_connection = socket.getaddrinfo = urllib.request.urlopen = refuse
from graph.cli import main
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_the_whole_job_asks_for_no_network_and_no_home(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    place = tmp_path / "a place — ünï 論文"
    place.mkdir()
    (place / "my papers.jsonl").write_text('{"title": "Whale song"}\n{"title": "Song of whales"}\n')
    out = place / "the output"
    nowhere = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(tmp_path)}
    for arguments in (
        ["build", "-q", place / "my papers.jsonl", ROOT / "seeds", "-o", out],
        ["path", "S4", "Hydra", "-a", out],
        ["info", "--json", "-a", out],
        ["export", place / "kin 論文.csv", "-a", out],
        ["export", place / "g.gexf", "-a", out],
        ["draft", place / "my papers.jsonl", "-a", out],
    ):
        code, said = paperkin(*arguments, script=OFFLINE, **nowhere)
        assert code == 0, said
    assert list(home.iterdir()) == []
    assert (place / "kin 論文.csv").exists()
