"""Files in pieces: who reads where one is cut reads what stands there, and tells where."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph import collect, read_papers
from graph.core.errors import InputError
from graph.core.folders import files_at
from graph.core.workers import working
from graph.read import pieces
from graph.read.corpus import collect_files
from graph.read.packing import pack
from graph.read.pieces import read_shard
from graph.read.plain_lines import pack_lines


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


TEXTS = st.text(max_size=12) | st.sampled_from(["a  b ", "&amp;", "<i>x</i> Ã©", "10.1/A", ""])
USUAL = {
    "id": TEXTS,
    "title": TEXTS,
    "abstract": st.none() | TEXTS,
    "year": st.integers(-2100, 2100) | st.none(),
    "venue": TEXTS,
    "authors": st.lists(st.sampled_from(["Gu, Albert", "Tri Dao", "", None])),
    "references": st.lists(st.none() | TEXTS, max_size=2) | st.none(),
    "doi": TEXTS,
    "arxiv": st.sampled_from(["arXiv:2312.00752v2", "none", None]),
    "score": st.floats() | st.lists(st.integers()),
}
ODD = st.sampled_from([7, 2017.0, True, "2017-06", [1], {"name": "Gu, A", "doi": "10.1/b"}])


def objects(kinds):
    return st.dictionaries(st.sampled_from(sorted(kinds)), st.none()).flatmap(
        lambda names: st.fixed_dictionaries({name: kinds[name] for name in names})
    )


@settings(max_examples=150)
@given(
    st.lists(objects(USUAL), min_size=1, max_size=4),
    st.lists(objects(dict.fromkeys([*USUAL, "identifiers"], ODD)), max_size=1),
    st.booleans(),
)
def test_lines_read_by_columns_hold_what_they_hold_one_by_one(folder, plain, odd, ascii_only):
    path = folder / "columns.jsonl"
    held = [{"id": "0", "title": "A title", "year": 2017}, *plain, *odd, *plain]
    told = "\n".join(json.dumps(one, ensure_ascii=ascii_only) for one in held)
    path.write_bytes(told.encode("utf-8", "surrogatepass"))
    expected = pack(read_papers(path))
    for size in (100, 10):  # many pieces, or as good as one a line
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "SIZE", size)
            found = read_shard(path)
        assert found.papers.to_pylist() == expected.papers.to_pylist()
        assert (found.files, found.skips) == (expected.files, expected.skips)


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (
            '{"title": "a", "id": 7, "year": "in 1999", "score": [{"b": 1}]}\r\n{"venue": "b"}',
            True,
        ),
        ('{"title": "a"}\n\n{"title": "b"}', False),
        ('{"title": "a"}{"title": "b"}\n', False),
        ('{"title": "a", "title": "b"}', False),
        ('{"title": "a\tb"}', False),
        ('{"title": "\\ud83d"}', False),
        ('{"title": "a", "id": "x"}\n{"title": "b", "id": 3}', False),
        ('{"title": "a", "identifiers": {"doi": "10.1/a"}}', False),
        ('{"title": "a", "authors": [{"name": "b"}]}', False),
        ('{"title": "' + 70 * "a" + '"}', False),
        ("[1]", False),
        ("", False),
        ("\n", False),
    ],
)
def test_only_lines_that_are_plain_are_read_by_columns(content, plain):
    packed = pack_lines(content.encode(), "x", before=4, longest=75)
    assert (packed is not None) is plain
    if packed:
        [paper] = packed.papers.to_pylist()
        assert (paper["key"], paper["year"]) == ("7", 1999)
        assert paper["sources"] == [{"file": "x", "line": 5}]
        assert [(skip.source.line, skip.reason) for skip in packed.skips] == [(6, "no title")]


def test_letters_that_are_not_of_utf_8_are_left_to_who_reads_line_by_line():
    assert pack_lines(b'{"title": "caf\xe9"}', "x", before=0, longest=75) is None


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
