"""Texts, keys and file names made to rewrite a terminal, from the files to the last word said."""

import csv
import json
import unicodedata
from pathlib import Path

import pytest

import graph
from graph.cli import main
from tests.export.test_formats import HOSTILE

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PAPERS = HOSTILE | {
    "js": "javascript:alert(1)",
    "title": "\x1b]0;owned\x07 sets a title, \x9b31m a colour",
    "k\x1b[2J\u202eevil": "Its key is hostile",
    "=cmd|' /C calc'!A0": "\t=1+1",
    "\ud83d": "Its key is half a character",
}
NAME = "in\x1b[31m\u202e dir"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder of hostile name with a file of hostile name and texts, and its atlas beside."""
    top = tmp_path_factory.mktemp("hostile")
    folder = top / NAME
    folder.mkdir()
    records = [
        {
            "id": key,
            "title": title,
            "abstract": f"Whales and {title[:300]} sing. We propose {title[:20]}Net, a new model.",
            "authors": [title[:40]],
            "venue": title[:40],
            "doi": f"10.1/{number}\x1b[0m\u202e",
            "identifiers": {"url": "javascript:alert(1)", "k\x1bi\u202end": title[:40]},
        }
        for number, (key, title) in enumerate(PAPERS.items())
    ]
    lines = "\n".join(map(json.dumps, records))
    (folder / "f\x1b]0;x\x07\n.jsonl").write_text(f"{lines}\n{{broken \x1b[31m\n")
    with pytest.raises(SystemExit) as ended:
        main(["build", "-q", str(folder), "-o", str(top / "out")])
    assert ended.value.code == 0
    return top


def rewriting(text):
    """Characters of a text that a terminal would act on rather than show."""
    return {c for c in text if c in TURNING or (unicodedata.category(c) == "Cc" and c != "\n")}


@pytest.fixture
def said(capsys, monkeypatch):
    """What a command says on both streams, as if to a terminal: click hides codes from others."""
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_, **__: False)

    def say(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, arguments)))
        return ended.value.code, "".join(capsys.readouterr())

    return say


def test_no_word_of_a_build_rewrites_the_terminal(place, said, tmp_path):
    [file] = (place / NAME).iterdir()
    for arguments, expected in (
        (["build", place / NAME, "-o", tmp_path / "out\x1b[31m\u202e"], 0),
        (["build", file, "--strict", "-o", tmp_path / "out"], 1),
        (["build", tmp_path / "none\x1b[31m\u202e", "-o", tmp_path / "out"], 1),
        (["build", file, "--format", "x\x1b[31m\u202e"], 2),
        (["info", "-a", tmp_path / "none\x1b[31m\u202e"], 1),
        (["export", tmp_path / "g\x1b[31m\u202e.csv", "-a", place / "out"], 0),
        (["export", tmp_path / "g\x1b[31m\u202e", "-a", place / "out"], 2),
        (["draft", file, "-a", place / "out"], 0),
    ):
        code, text = said(*arguments)
        assert code == expected, text
        assert not rewriting(text), arguments


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_no_answer_rewrites_the_terminal(place, said, as_json):
    for question in (
        ["info"],
        ["models"],
        ["clusters"],
        ["clusters", "0"],
        ["related", "bidi"],
        ["related", "title"],
        ["path", "bidi", "title"],
        ["why", "bidi", "title"],
        ["why", "bidi", "nobody \x1b[31m\u202e"],
        ["related", "whales"],
        ["related", "\udcff\udcfe"],
        ["models", "x\x1b[31m\u202e"],
        ["lineage", "bidi"],
    ):
        code, text = said(*question, "-a", place / "out", *as_json)
        assert code in {0, 2, 3}, text
        assert not rewriting(text), question


def test_no_cell_of_a_table_is_a_formula(place, tmp_path):
    atlas = graph.load(place / "out" / "atlas")
    graph.export(atlas, tmp_path / "papers.csv")
    for name in ("papers.csv", "edges.csv"):
        with Path(tmp_path / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}
        texts = [cell for row in rows for cell in row]
        assert not [cell for cell in texts if cell.lstrip()[:1] in {"=", "+", "@", "\t", "\r"}]
        numbers = [cell for cell in texts if cell.startswith("-")]
        assert all(map(float, numbers))
