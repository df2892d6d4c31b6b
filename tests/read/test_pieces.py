"""Files in pieces: who reads where one is cut reads what stands there, and tells where."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph import collect, read_papers
from graph.core.blocks import working
from graph.core.errors import InputError
from graph.core.folders import files_at
from graph.read import pieces
from graph.read.corpus import collect_files
from graph.read.packing import pack
from graph.read.pieces import read_shard


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(pieces, "SIZE", 100)
    with working(1):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pieces")


def line(number, text="", **more):
    return json.dumps({"id": f"k{number}", "title": f"Title {number} {text}", **more})


records = st.builds(line, st.integers(0, 99), st.text(max_size=30), doi=st.just("10.1/a"))
lines = st.lists(
    records | st.sampled_from(["", "  ", "{broken", '"no object"', '{"title": ""}', "Zürich 東京"]),
    min_size=1,
)


@settings(max_examples=40)
@given(lines, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig"]))
@example([line(1), *["{broken"] * 40, line(2, "é" * 90)], "\r\n", "utf-8-sig")
def test_pieces_hold_what_the_file_holds(folder, written, end, encoding):
    path = folder / "papers.jsonl"
    text = end.join([line(0), *written]) + end
    path.write_bytes(text.encode(encoding))
    found, expected = read_shard(path), pack(read_papers(path))
    assert found.papers.to_pylist() == expected.papers.to_pylist()
    assert found.files == expected.files
    assert found.skips == expected.skips


def test_a_long_file_of_lines_is_cut_and_others_are_read_whole(tmp_path):
    text = "\n".join(line(number) for number in range(60))
    (tmp_path / "a.jsonl").write_text(text)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "c.jsonl").write_text(text.replace("\n", "\r"))
    (tmp_path / "d.ris").write_text("TY  - JOUR\nTI  - A title\nER  - \n" * 50)
    cut = {
        found.shown.rpartition("/")[2]: list(pieces._pieces(found, ""))
        for found in pieces.files_of([tmp_path])
    }
    assert {name: len(held) for name, held in cut.items()} == {
        **dict.fromkeys(("b.jsonl.gz", "c.jsonl", "d.ris"), 1),
        "a.jsonl": len(cut["a.jsonl"]),
    }
    assert len(cut["a.jsonl"]) > 10
    assert sum(piece.size for piece in cut["a.jsonl"]) == len(text)
    assert all(piece.size < 200 for piece in cut["a.jsonl"])


def test_small_files_are_read_together(tmp_path):
    for number in range(12):
        (tmp_path / f"{number:02}.jsonl").write_text(line(number))
    held = [piece for found in pieces.files_of([tmp_path]) for piece in pieces._pieces(found, "")]
    tasks = pieces._tasks(iter(held))
    assert [piece for task in tasks for piece in task] == held
    assert all(sum(piece.size for piece in task) <= 100 for task in tasks)
    assert len(tasks) < 12


def test_files_of_one_name_and_content_are_told_apart_from_ranges_of_one(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.jsonl").write_text("\n".join(map(line, range(20))))
    given = (tmp_path / "one/x.jsonl", tmp_path / "other/x.jsonl")
    found = collect_files(*given, merge=False)
    expected = collect(read_papers(*given), merge=False)
    assert found.papers.equals(expected.papers)
    assert found.audit == expected.audit


def test_a_record_that_cannot_be_read_is_told_by_its_line_in_the_file(tmp_path):
    path = tmp_path / "papers.jsonl"
    path.write_text("\n".join([*map(line, range(30)), "{broken", line(31)]))
    with pytest.raises(InputError, match=r"papers.jsonl:31: not valid JSON"):
        read_shard(path, strict=True)


def test_files_at_an_address_are_those_of_a_folder(tmp_path):
    files, _ = files_at("memory://")
    text = "\n".join(map(line, range(20)))
    (tmp_path / "lab").mkdir()
    for name in ("b.jsonl", "a.jsonl", ".hidden"):
        (tmp_path / "lab" / name).write_text(text.replace("Title", name))
        files.pipe_file(f"/lab/{name}", (tmp_path / "lab" / name).read_bytes())
    expected, found = collect_files(tmp_path / "lab"), collect_files("memory://lab/")
    assert found.papers.equals(expected.papers)
    assert found.audit == expected.audit
    assert (
        collect_files("memory://lab/a.jsonl").audit == collect_files(tmp_path / "lab/a.jsonl").audit
    )
    with pytest.raises(InputError, match="there is no memory://nobody"):
        collect_files("memory://nobody")
    files.rm("/lab", recursive=True)


def test_an_empty_file_may_come_first_and_after_a_file_that_was_cut(tmp_path):
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "b.jsonl").write_text("\n".join(map(line, range(20))))
    (tmp_path / "c.jsonl").touch()
    (tmp_path / "d.jsonl").write_text(line(20))
    shard = read_shard(tmp_path)
    assert {file.file.rpartition("/")[2]: file.papers for file in shard.files} == {
        "b.jsonl": 20,
        "d.jsonl": 1,
    }
    assert [skip.reason for skip in shard.skips] == ["it is empty", "it is empty"]
