import hashlib
import json
import os

import pytest

from graph import InputError
from graph.core.types import FileAudit, Paper, Skip
from graph.read.files import read_draft, read_papers


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


def test_a_draft_is_read_in_any_format_or_as_a_title_and_what_follows():
    [plain] = read_draft("A title\nThen an abstract\nin two lines.\n")
    assert (plain.title, plain.abstract) == ("A title", "Then an abstract in two lines.")
    assert [p.title for p in read_draft('{"title": "One"}\n{"title": "Two"}\n')] == ["One", "Two"]
    for nothing in ("", " \n\n", "\x00"):
        with pytest.raises(InputError, match="no paper in draft"):
            read_draft(nothing)
