"""An atlas under faults: never a wrong answer, and the old one or the new one is always whole."""

import ast
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import graph
from graph import AtlasError, Paper, publishing
from graph.core import workers
from graph.core.workers import working
from tests.test_store import equal, manifest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def saved(toy_atlas, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved") / "atlas"
    graph.save(toy_atlas, folder)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    shutil.copytree(saved, tmp_path / "atlas")
    return tmp_path / "atlas"


def files_of(folder):
    return sorted((folder / manifest(folder)["generation"]).iterdir())


def whole(folder):
    """An atlas with all that is read when it is first asked for."""
    atlas = graph.load(folder)
    assert len(atlas.features.terms) == atlas.features.weights.shape[1]
    assert len(atlas.graph.measures) in (0, len(atlas.graph.layers))
    return atlas


def refused(folder, file):
    with pytest.raises(AtlasError, match=file.name) as caught:
        whole(folder)
    assert "build it again" in caught.value.hint


def damages(content):
    """Contents that a fault may leave in place of `content`."""
    size = len(content)
    yield from (content[: size * tenth // 10] for tenth in (0, 5, 9))
    for place in np.linspace(0, size - 1, 4).astype(int) if size else ():
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        yield bytes(flipped)
    yield content + b"\x00"
    yield bytes(size)
    if size > 1:
        yield content[size // 2 :] + content[: size // 2]


def test_any_damage_to_any_file_is_named(folder):
    for file in files_of(folder):
        content = file.read_bytes()
        for damaged in set(damages(content)) - {content}:
            file.write_bytes(damaged)
            refused(folder, file)
        file.unlink()
        refused(folder, file)
        file.mkdir()
        refused(folder, file)
        file.rmdir()
        file.write_bytes(content)
    assert len(whole(folder)) == 7


def test_a_file_in_the_place_of_another_is_named(folder):
    files = files_of(folder)
    contents = {file: file.read_bytes() for file in files}
    for file, other in zip(files, [*files[1:], files[0]], strict=True):
        if contents[file] != contents[other]:
            file.write_bytes(contents[other])
            refused(folder, file)
            file.write_bytes(contents[file])
    # Of the same shape, and of the same atlas: community and confidence, indices and indptr.
    same_size = [
        (a, b)
        for a in files
        for b in files
        if len(contents[a]) == len(contents[b]) and contents[a] != contents[b]
    ]
    assert same_size
    for file, other in same_size:
        file.write_bytes(contents[other])
        refused(folder, file)
        file.write_bytes(contents[file])


def test_a_file_of_another_atlas_is_named(folder, seeds, tmp_path):
    graph.save(seeds, tmp_path / "other")
    others = {file.name: file.read_bytes() for file in files_of(tmp_path / "other")}
    for file in files_of(folder):
        content = file.read_bytes()
        if others.get(file.name, content) != content:
            file.write_bytes(others[file.name])
            refused(folder, file)
            file.write_bytes(content)


def changed(folder, place, change):
    path = folder / "manifest.json"
    content = bytearray(path.read_bytes())
    content[place : place + 1] = change(content[place])
    path.write_bytes(content)


def never_wrong(folder, atlas):
    """Either the atlas that was saved, or an error."""
    with suppress(AtlasError):
        assert equal(whole(folder), atlas)


@pytest.mark.parametrize("change", ["flip", "drop", "double"])
def test_whatever_byte_of_the_manifest_changes_no_answer_is_wrong(folder, toy_atlas, change):
    changes = {
        "flip": lambda byte: bytes([byte ^ 1]),
        "drop": lambda byte: b"",
        "double": lambda byte: bytes([byte, byte]),
    }
    path = folder / "manifest.json"
    content = path.read_bytes()
    for place in range(0, len(content), 29):
        changed(folder, place, changes[change])
        never_wrong(folder, toy_atlas)
        path.write_bytes(content)


def test_what_is_said_of_the_build_is_checked_too(folder):
    path = folder / "manifest.json"
    for old, new in (('"neighbors": 8', '"neighbors": 9'), ('"seed": 0', '"seed": 7')):
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new))
        with pytest.raises(AtlasError, match=r"manifest\.json"):
            graph.load(folder)
        path.write_text(content)


@pytest.mark.parametrize(
    "told",
    [
        {"generation": "../../../etc"},
        {"generation": 5},
        {"generation": "gone"},
        {"files": {}},
        {"files": []},
        {"files": {"../../passwd": {"bytes": 1, "xxh3_128": "0"}}},
        {"options": {"unknown": 1}},
        {"options": None},
    ],
)
def test_a_manifest_that_makes_no_sense_is_damaged_and_no_crash(folder, told):
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest(folder) | told))
    with pytest.raises(AtlasError):
        whole(folder)


def test_a_newer_and_an_older_format_are_told_apart(folder):
    path = folder / "manifest.json"
    content = manifest(folder)
    for version, advice in ((content["format"] + 1, "update paperkin"), (1, "build it again")):
        path.write_text(json.dumps(content | {"format": version}))
        with pytest.raises(AtlasError, match=f"format {version}") as caught:
            graph.load(folder)
        assert advice in caught.value.hint
    assert "update" not in caught.value.hint


def test_there_is_nothing_in_it_that_runs(folder):
    """No pickle: neither in the tables of objects that numpy would unpickle, nor anywhere else."""
    for file in files_of(folder):
        assert file.suffix in {".npy", ".arrow", ".json"}
        if file.suffix == ".npy":
            assert np.load(file, allow_pickle=False).dtype.kind in "fiub"
        assert b"\x80\x04\x95" not in file.read_bytes()[:64]
    for source in (ROOT / "graph").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "")}
                assert not names & {"pickle", "cloudpickle", "shelve", "marshal", "dill"}, source
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert ast.literal_eval(node.value) is False, source


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_ends_while_the_page_is_drawn_beside_leaves_the_files_of_before(
    toy_atlas, tmp_path, monkeypatch, error
):
    def ends(*given, **named):
        raise error

    monkeypatch.setattr(workers, "MANY", 0)
    with working(2):
        graph.publish(toy_atlas, tmp_path)
        held = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        monkeypatch.setattr(publishing, "_write_both", ends)
        with pytest.raises(error):
            graph.publish(toy_atlas, tmp_path, renderer="canvas")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == held


def test_the_page_is_the_same_whoever_draws_it(toy_atlas, tmp_path, monkeypatch):
    alone, beside, either = (tmp_path / name for name in ("alone", "beside", "either"))
    graph.publish(toy_atlas, alone)
    monkeypatch.setattr(workers, "MANY", 0)
    with working(2):
        graph.publish(toy_atlas, beside)
        graph.publish(toy_atlas, either, jobs=1)
    for name in ("graph.html", "graph.graphml"):
        expected = (alone / name).read_bytes()
        assert (beside / name).read_bytes() == (either / name).read_bytes() == expected


# One process that forks a child for each moment: it is loaded once, and dies fifty times.
KILLED = """
import os, signal, sys
from pathlib import Path
import graph
from graph import Paper, publishing

top, moments = Path(sys.argv[1]), int(sys.argv[2])
rooms = tuple(str(Path(graph.__file__).parent / room) for room in sys.argv[3:])
old = graph.build([Paper("Whale"), Paper("Whale song"), Paper("Whale pods")])
new = graph.build([Paper("Sorting"), Paper("Sorting networks")])
publishing.publish(old, top)
before = {name: (top / name).read_bytes() for name in ("graph.html", "graph.graphml")}

def dying(moment):
    count = 0
    def step(frame, event, argument):
        nonlocal count
        if not frame.f_code.co_filename.startswith(rooms):
            return None
        count += 1
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return step
    child = os.fork()
    if not child:
        sys.settrace(step)
        publishing.publish(new, top)
        sys.settrace(None)
        (top / "count").write_text(str(count))
        os._exit(0)
    return os.waitpid(child, 0)[1]

assert dying(0) == 0
steps = int((top / "count").read_text())
(top / "count").unlink()
after = {name: (top / name).read_bytes() for name in before}
publishing.publish(old, top)
died, kept = 0, 0
for turn in range(moments):
    died += os.WIFSIGNALED(dying(1 + turn * steps // moments))
    loaded = graph.load(top / "atlas")
    assert len(loaded) in (2, 3), len(loaded)
    assert len(loaded.features.terms) == loaded.features.weights.shape[1]
    kept += len(loaded) == 3
    for name in before:
        assert (top / name).read_bytes() in (before[name], after[name]), name
    if len(loaded) == 2:
        publishing.publish(old, top)
publishing.publish(new, top)
left = [path.name for path in top.rglob(".*")]
print(died, kept, steps, left)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("rooms", "points"), [(("store", "core"), 50), (("export", "core"), 20)])
def test_a_build_killed_at_any_point_leaves_each_file_old_or_new_and_whole(tmp_path, rooms, points):
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "out"), str(points), *rooms],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    died, kept, steps, left = ran.stdout.split(maxsplit=3)
    assert int(died) == points
    assert 0 < int(kept) < points
    assert int(steps) > 200
    assert left.strip() == "[]"


BUILDER = "import sys; from graph.cli import main; main(sys.argv[1:])"


@pytest.mark.slow
def test_of_two_builds_into_one_folder_one_wins_and_the_other_says_so(tmp_path):
    papers = {n: tmp_path / f"{n}.jsonl" for n in (2, 5, 9)}
    for count, file in papers.items():
        file.write_text("".join(f'{{"title": "Whale song {n}"}}\n' for n in range(count)))
    out = tmp_path / "out"
    command = [sys.executable, "-c", BUILDER, "build", "-q", "-o", str(out)]
    started = [
        subprocess.Popen([*command, str(file)], stderr=subprocess.PIPE, text=True)
        for file in papers.values()
    ]
    said = [process.communicate(timeout=120)[1] for process in started]
    codes = [process.returncode for process in started]
    assert set(codes) <= {0, 1}
    assert 0 in codes
    for code, text in zip(codes, said, strict=True):
        assert code == 0 or f"another process is writing to {out}" in text
    atlas = whole(out / "atlas")
    won = {count for count, code in zip(papers, codes, strict=True) if code == 0}
    assert len(atlas) in won
    assert (out / "graph.graphml").read_text().count("<node ") == len(atlas)
    assert [path.name for path in out.rglob(".*")] == []


WRITER = """
import sys
import graph
from graph import Paper
small = graph.build([Paper("Whale"), Paper("Whale song")])
large = graph.build([Paper(f"Sorting {n}", abstract=f"networks of {n}") for n in range(20)])
print("begin", flush=True)
for turn in range(60):
    graph.save((small, large)[turn % 2], sys.argv[1])
"""


@pytest.mark.slow
def test_reading_while_builds_replace_the_atlas_gives_one_or_the_other(tmp_path):
    graph.save(graph.build([Paper("Whale"), Paper("Whale song")]), tmp_path)
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    seen = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begin\n"
        while process.poll() is None:
            atlas = graph.load(tmp_path)
            held = {len(atlas), atlas.features.weights.shape[0], atlas.names.mentions.shape[0]}
            assert len(held) == 1
            seen += held
    assert process.returncode == 0
    assert set(seen) == {2, 20}
    assert len(seen) > 20


@pytest.mark.slow
def test_save_claims_its_folder(toy_atlas, tmp_path):
    from graph.core.claims import claimed

    script = "import sys, graph; graph.save(graph.build([graph.Paper('A')]), sys.argv[1])"
    with claimed(tmp_path / "atlas"):
        ran = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "atlas")],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ,
        )
    assert "another process is writing" in ran.stderr
