import gzip
import hashlib
import json
import os
import re
import zipfile
from pathlib import Path

import pytest

from graph import InputError
from graph.core.errors import OptionError
from graph.core.types import FileAudit, Paper, Skip, Source
from graph.read import files
from graph.read.columns import COLUMNS
from graph.read.files import READERS, Reader, read_draft, read_papers

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    top = tmp_path / "my papers"
    (top / "inner").mkdir(parents=True)
    (top / "b.jsonl").write_text('{"title": "B"}\n', encoding="utf-8")
    (top / "inner" / "ünï.txt").write_bytes(
        b"\xef\xbb\xbfA long enough title\r\n\r\n" + b"An abstract goes on and on. " * 12
    )
    (top / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (top / "empty.txt").touch()
    (top / ".hidden").write_text('{"title": "H"}')
    return top


def test_a_folder_gives_what_readers_know_and_names_the_rest(folder):
    found = list(read_papers(folder))
    assert {p.title for p in found if isinstance(p, Paper)} == {"B", "A long enough title"}
    assert {(f.file, f.format, f.papers) for f in found if isinstance(f, FileAudit)} == {
        ("my papers/b.jsonl", "jsonl", 1),
        ("my papers/inner/ünï.txt", "listing", 1),
    }
    assert {(s.source.file, s.source.line) for s in found if isinstance(s, Skip)} == {
        ("my papers/image.png", 0),
        ("my papers/empty.txt", 0),
    }


def test_the_hash_is_of_the_bytes(folder):
    [audit] = [f for f in read_papers(folder / "b.jsonl") if isinstance(f, FileAudit)]
    assert audit.sha256 == hashlib.sha256((folder / "b.jsonl").read_bytes()).hexdigest()


def test_names_shown_do_not_depend_on_where_one_stands(folder, monkeypatch):
    from_afar = list(read_papers(folder))
    monkeypatch.chdir(folder.parent)
    assert list(read_papers("my papers")) == from_afar
    monkeypatch.chdir(folder)
    assert list(read_papers(".")) == from_afar


def test_a_file_given_twice_is_read_once(folder):
    file = folder / "b.jsonl"
    papers = [p for p in read_papers(folder, file, file) if isinstance(p, Paper)]
    assert sorted(p.title for p in papers) == ["A long enough title", "B"]


def test_content_and_not_the_name_says_the_format(tmp_path):
    file = tmp_path / "listing.bib"
    file.write_text(json.dumps({"title": "JSON all the same"}))
    assert next(iter(read_papers(file))).title == "JSON all the same"


def test_a_missing_input_and_an_unknown_file_given_by_name_are_errors(folder):
    with pytest.raises(InputError, match="there is no"):
        list(read_papers(folder / "nowhere"))
    with pytest.raises(InputError, match=r"image\.png: no reader"):
        list(read_papers(folder / "image.png"))
    with pytest.raises(InputError, match=r"empty\.txt: it is empty"):
        list(read_papers(folder / "empty.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error(folder):
    (folder / "b.jsonl").chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        list(read_papers(folder))


LINES = b'{"title": "A"}\n{broken\n{"title": "B"}\n'


def test_an_archive_is_a_folder_whose_files_are_shown_within_it(tmp_path):
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("one/b.jsonl", LINES)
        archive.writestr("a.jsonl.gz", gzip.compress(b'{"title": "C"}'))
        archive.writestr("notes.txt", "Nothing of note.")
    found = list(read_papers(file))
    assert [(p.title, p.source) for p in found if isinstance(p, Paper)] == [
        ("C", Source("all.zip/a.jsonl.gz", 1)),
        ("A", Source("all.zip/one/b.jsonl", 1)),
        ("B", Source("all.zip/one/b.jsonl", 3)),
    ]
    assert {skip.source for skip in found if isinstance(skip, Skip)} == {
        Source("all.zip/notes.txt", 0),
        Source("all.zip/one/b.jsonl", 2),
    }
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert found[-2:] == [
        FileAudit("all.zip/a.jsonl.gz", "jsonl", 1, digest),
        FileAudit("all.zip/one/b.jsonl", "jsonl", 2, digest),
    ]


def test_the_rest_of_a_damaged_file_is_told_as_lost(tmp_path):
    lines = b"".join(b'{"title": "%d"}\n' % number for number in range(100_000))
    file = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(lines)
    file.write_bytes(packed[: len(packed) // 2])
    *papers, cut, lost, audit = read_papers(file)
    assert len(papers) == audit.papers > 30_000
    assert papers[-1].source.line == len(papers)
    assert (cut.source.line, lost.source.line) == (len(papers) + 1, len(papers) + 1)
    assert "the rest of it is lost" in lost.reason
    file.write_bytes(packed[:12])
    with pytest.raises(InputError, match=r"read a\.jsonl\.gz: the file is damaged"):
        list(read_papers(file))


def test_a_format_may_be_told(tmp_path):
    file = tmp_path / "papers.csv"
    file.write_bytes(b"no json at all\n" + LINES)
    assert [p.title for p in read_papers(file, format="jsonl") if isinstance(p, Paper)] == list(
        "AB"
    )
    with pytest.raises(OptionError, match="no format is called 'docx'") as caught:
        list(read_papers(file, format="docx"))
    assert "jsonl, " in caught.value.hint


def test_where_the_content_leaves_it_open_the_suffix_decides(tmp_path, monkeypatch):
    open_ = Reader(lambda head: False, READERS["jsonl"].read, (".odd",))
    monkeypatch.setattr(files, "READERS", {"odd": open_, **READERS})
    (tmp_path / "a.ODD.gz").write_bytes(gzip.compress(b'{"name": 1}'))
    (tmp_path / "b.odd").write_bytes(b'{"title": "B"}')
    (tmp_path / "c.odd").write_bytes(b" ")
    found = list(read_papers(tmp_path))
    assert {(f.file[-8:], f.format) for f in found if isinstance(f, FileAudit)} == {
        ("a.ODD.gz", "odd"),
        (f"{tmp_path.name}/b.odd"[-8:], "jsonl"),
    }
    assert "it is empty" in [skip.reason for skip in found if isinstance(skip, Skip)]


def test_strict_fails_at_a_record_and_not_at_a_file_that_is_none(folder):
    assert len(list(read_papers(folder, strict=True))) == 6
    (folder / "b.jsonl").write_bytes(LINES)
    with pytest.raises(InputError, match=r"my papers/b\.jsonl:2: not valid JSON"):
        list(read_papers(folder, strict=True))


def test_a_file_left_out_whole_by_its_reader_is_not_held_to_be_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "page.xml").write_text("<html><body><p>Hello.</p></body></html>")
    found = list(read_papers(tmp_path))
    assert [f.file for f in found if isinstance(f, FileAudit)] == [f"{tmp_path.name}/a.jsonl"]
    with pytest.raises(InputError, match="a web page"):
        list(read_papers(tmp_path / "page.xml"))


def test_a_draft_is_read_in_any_format_or_as_a_title_and_what_follows():
    [plain] = read_draft(b"A title\r\nThen an abstract\nin two lines.\n")
    assert (plain.title, plain.abstract) == ("A title", "Then an abstract in two lines.")
    assert [p.title for p in read_draft(gzip.compress(LINES))] == ["A", "B"]
    assert read_draft("Größe".encode("cp1252"))[0].title == "Größe"
    for nothing in (b"", b" \n\n", b"\x00"):
        with pytest.raises(InputError, match="no paper in draft"):
            read_draft(nothing)
    with pytest.raises(InputError, match="a PDF"):
        read_draft(b"%PDF-1.7 \n")


def test_the_page_tells_of_every_format_and_every_column():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.M) == list(READERS)
    for field, names in COLUMNS.items():
        assert f"| {field} | {', '.join(names)} |\n" in page
