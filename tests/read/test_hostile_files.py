"""Files made to do harm, or merely odd ones: refused or read within stated bounds, and told."""

import os
import socket
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from graph import InputError
from graph.core.types import FileAudit, Paper, Skip
from graph.read.bounded import BoundedText
from graph.read.files import READERS, read_papers
from tests.read.test_opening import PACKERS, zipped

PEOPLE = b'{"title": "Before"}\n%s\n{"title": "After"}\n'
RECORD = {
    "jsonl": '{"title": "%s"}\n',
    "bibtex": "@article{k%s,\n title = {%s},\n}\n",
    "ris": "TY  - JOUR\nTI  - %s\nER  - \n",
    "medline": "PMID- 1%s\nTI  - %s\n\n",
    "wos": "PT J\nTI %s\nER\n\n",
    "endnote": "%%0 Journal Article\n%%T %s\n\n",
    "table": "%s,2001,someone\n",
    "dblp": "<article key='%s'><title>%s</title></article>\n",
}
AROUND = {
    "wos": ("FN Clarivate\nVR 1.0\n", "EF\n"),
    "table": ("title,year,author\n", ""),
    "dblp": ("<dblp>\n", "</dblp>"),
}


def records(kind, titles):
    before, after = AROUND.get(kind, ("", ""))
    body = "".join(RECORD[kind].replace("%s", title).replace("%%", "%") for title in titles)
    return (before + body + after).encode()


def sorted_out(*inputs, **told):
    """Titles of the papers, and (line, reason) of what was left out."""
    found = list(read_papers(*inputs, **told))
    skips = [(one.source.line, one.reason) for one in found if isinstance(one, Skip)]
    return [one.title for one in found if isinstance(one, Paper)], skips


@pytest.fixture
def file(tmp_path):
    return tmp_path / "f.txt"


def test_a_line_without_end_costs_that_line_alone(file):
    file.write_bytes(PEOPLE % (b'{"title": "' + b"x" * 5000 + b'"}'))
    assert sorted_out(file, max_record=1000) == (
        ["Before", "After"],
        [(2, "the line is longer than 1,000 characters")],
    )
    with pytest.raises(InputError, match=r"f\.txt:2: the line is longer than 1,000"):
        sorted_out(file, max_record=1000, strict=True)


def test_a_line_as_long_as_a_record_may_be_is_read(file):
    line = b'{"title": "x", "abstract": "' + b"y" * 70 + b'"}\n'
    file.write_bytes(line + line[:-1])
    titles, skips = sorted_out(file, max_record=len(line))
    assert (titles, skips) == (["x", "x"], [])
    assert sorted_out(file, max_record=len(line) - 2)[0] == []


@pytest.mark.parametrize("kind", RECORD)
def test_a_record_longer_than_allowed_is_left_out_in_every_format(file, kind):
    titles = ["Before", "x " * 2000, "After"]
    file.write_bytes(records(kind, titles))
    assert sorted_out(file, format=kind)[0] == [title.strip() for title in titles]
    assert sorted_out(file, format=kind, max_record=200)[0] == ["Before", "After"]


@pytest.mark.parametrize("kind", sorted(RECORD))
def test_what_never_becomes_a_record_is_not_waited_for(file, kind, monkeypatch):
    """No reader reads on and on: of a text without a record's end, a bounded part is held."""
    monkeypatch.setattr("graph.read.bounded.ROOM", 1 << 17)
    start = records(kind, ["Before"])
    filler = {"dblp": b"<x><a>b</a></x>\n", "bibtex": b"words and words\n"}.get(kind, b"zzzz\n")
    if kind == "table":
        start += b'"'
    file.write_bytes(start + filler * 80_000)
    with file.open("rb") as opened:
        text = BoundedText(opened, "utf-8", longest=1000)
        for _ in READERS[kind].read(text, "f"):
            text.settle()
        if kind != "jsonl":  # of which every line is a record, or none
            assert text.endless
            assert opened.tell() < 1 << 19
    titles, skips = sorted_out(file, format=kind, max_record=1000)
    assert titles[:1] == ["Before"] or kind in {"table", "endnote", "medline"}  # which go on
    assert kind == "jsonl" or "131,072 characters hold no record" in skips[-1][1]


def test_names_of_members_lead_nowhere(tmp_path):
    """A path within an archive is a name to show; nothing is written to any disk."""
    names = ["../up.jsonl", "/etc/over.jsonl", "a/../../b.jsonl", "c:\\d.jsonl", "e\x00f.jsonl"]
    archive = tmp_path / "inner" / "x.zip"
    archive.parent.mkdir()
    archive.write_bytes(zipped(dict.fromkeys(names, b'{"title": "T"}')))
    before = sorted(tmp_path.rglob("*"))
    found = list(read_papers(archive))
    assert sorted(tmp_path.rglob("*")) == before
    papers = [one for one in found if isinstance(one, Paper)]
    assert len(papers) == len(names)
    assert all(paper.source.file.startswith("x.zip/") for paper in papers)


@pytest.mark.parametrize("suffix", [*PACKERS, ".zip"])
def test_nothing_is_unpacked_twice(tmp_path, suffix):
    pack = PACKERS.get(suffix, lambda data: zipped({"a.zip": data}))
    (tmp_path / f"x{suffix}").write_bytes(pack(zipped({"b": b'{"title": "T"}'})))
    [told] = [one for one in read_papers(tmp_path) if isinstance(one, Skip)]
    assert "packed more than once" in told.reason


def test_an_archive_that_lies_about_itself_is_damaged_and_no_crash(tmp_path):
    whole = zipped({"a.jsonl": b'{"title": "A"}', "b.jsonl": b'{"title": "B"}'})
    file = tmp_path / "x.zip"
    for place in range(len(whole)):
        torn = bytearray(whole)
        torn[place] ^= 0xFF
        file.write_bytes(torn)
        told = list(read_papers(tmp_path))
        assert told
    assert {one.title for one in read_papers(tmp_path) if isinstance(one, Paper)} <= {"A", "B"}


def test_many_members_of_one_content_are_bounded_together(tmp_path, monkeypatch):
    """As in bombs whose members overlap: what counts is what comes out in all."""
    monkeypatch.setattr("graph.read.opening.ROOM", 1 << 16)
    monkeypatch.setattr("graph.read.opening.RATIO", 1)
    file = tmp_path / "x.zip"
    file.write_bytes(zipped({f"{n:03}": b'{"title": "T"}\n' * 200 for n in range(100)}))
    with pytest.raises(InputError, match="unpacks to more than"):
        list(read_papers(file))


@pytest.mark.parametrize(
    ("entity", "told"),
    [
        ('<!ENTITY a "hahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">', "&b;"),
        ('<!ENTITY b SYSTEM "file:///etc/passwd">', "&b;"),
        ('<!ENTITY b SYSTEM "http://127.0.0.1:1/">', "&b;"),
        ('<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;', "&b;"),
    ],
)
def test_entities_are_text_and_nothing_is_fetched(file, entity, told, monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("it asked the network"))
    file.write_text(
        f"<!DOCTYPE dblp [{entity}]>\n<dblp><article key='k'>"
        "<title>One &b; two</title></article></dblp>"
    )
    titles, _ = sorted_out(file)
    assert titles in ([f"One {told} two"], [])


def test_deep_xml_is_refused_and_not_followed(file):
    file.write_text("<dblp>" + "<article>" * 50_000)
    titles, skips = sorted_out(file)
    assert titles == []
    assert "damaged XML" in skips[-1][1]


def test_bytes_of_nothing_are_no_text_and_in_a_text_they_are_blanks(file):
    file.write_bytes(bytes(100_000))
    with pytest.raises(InputError, match="it is not text"):
        sorted_out(file)
    file.write_bytes(b'{"title": "A\\u0000B\x00C"}\n')
    assert sorted_out(file)[0] == ["A B C"]


def test_a_sparse_file_is_no_paper_and_is_not_read_to_its_end(file):
    with file.open("wb") as made:
        made.truncate(1 << 40)
    with pytest.raises(InputError, match="it is not text"):
        sorted_out(file)


def test_links_pipes_and_sockets_in_a_folder_are_told_and_not_followed(tmp_path):
    outside = tmp_path / "outside.jsonl"
    outside.write_text('{"title": "Outside"}')
    top = tmp_path / "top"
    (top / "inner").mkdir(parents=True)
    (top / "a.jsonl").write_text('{"title": "A"}')
    (top / "same.jsonl").symlink_to("a.jsonl")
    (top / "inner" / "itself").symlink_to(top)
    (top / "gone.jsonl").symlink_to("nowhere")
    (top / "loop").symlink_to("loop")
    (top / "out.jsonl").symlink_to(outside)
    (top / "null").symlink_to("/dev/null")
    os.mkfifo(top / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        place = os.open(top, os.O_RDONLY)
        bound.bind(f"/proc/self/fd/{place}/socket")
        os.close(place)
        found = list(read_papers(top))
    assert [one.title for one in found if isinstance(one, Paper)] == ["A"]
    told = {one.source.file: one.reason for one in found if isinstance(one, Skip)}
    assert told == {
        "top/gone.jsonl": "it cannot be opened: a link to what is not there",
        "top/loop": "it cannot be opened: a link to what is not there",
        "top/inner/itself": "a link to a folder: give that by name",
        "top/out.jsonl": "a link to a file outside the folder: give that by name",
        "top/null": "a link to a file outside the folder: give that by name",
        "top/pipe": "it is a pipe and no file",
        "top/socket": "it is a socket and no file",
    }
    assert sorted_out(top / "out.jsonl")[0] == ["Outside"]
    for name, kind in (("pipe", "a pipe"), ("null", "a device"), ("loop", "there is no")):
        with pytest.raises(InputError, match=kind):
            sorted_out(top / name)


def test_file_names_are_cleaned_before_anyone_sees_them(tmp_path):
    name = os.fsencode(tmp_path) + b"/\x1b[31mred\xff\n.jsonl"
    with open(name, "wb") as made:  # noqa: PTH123 - a path has no such bytes
        made.write(b'{"title": "A"}\n{')
    found = list(read_papers(tmp_path))
    files = {one.file if isinstance(one, FileAudit) else one.source.file for one in found}
    assert files == {f"{tmp_path.name}/ [31mred? .jsonl"}


@pytest.fixture
def nobody():
    """Runs what follows as a user who may do nothing; a folder of root's that anyone may enter."""
    if os.geteuid():
        pytest.skip("only root may become somebody else")
    with tempfile.TemporaryDirectory() as made:
        top = Path(made)
        top.chmod(0o755)
        yield top
        os.seteuid(0)


def test_what_may_not_be_opened_is_told(nobody):
    (nobody / "closed" / "inner").mkdir(parents=True)
    (nobody / "a.jsonl").write_text('{"title": "A"}')
    (nobody / "b.jsonl").write_text('{"title": "B"}')
    (nobody / "closed").chmod(0)
    os.seteuid(65534)
    titles, skips = sorted_out(nobody)
    assert titles == ["A", "B"]
    assert skips == [(0, "the folder cannot be opened")]
    with pytest.raises(InputError, match="closed: the folder cannot be opened"):
        sorted_out(nobody / "closed")
    with pytest.raises(InputError, match="inner: Permission denied"):
        sorted_out(nobody / "closed" / "inner")
    os.seteuid(0)
    (nobody / "b.jsonl").chmod(0)
    os.seteuid(65534)
    with pytest.raises(InputError, match=r"b\.jsonl: Permission denied"):
        sorted_out(nobody)


BOUNDED = """
import re, resource, sys, time
from pathlib import Path
import graph.read.files as files
from graph import GraphError
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
start = time.process_time()
try:
    for one in files.read_papers(*sys.argv[1:]):
        print(getattr(one, "reason", getattr(one, "title", ""))[:100])
except GraphError as error:
    print(error)
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(int(most) >> 10, time.process_time() - start)
"""


def bounded(path):
    """Lines that reading gave, the most memory it held (MB), and its seconds of CPU time."""
    ran = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(path)], capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    *told, used = ran.stdout.splitlines()
    megabytes, seconds = used.split()
    return told, int(megabytes), float(seconds)


@pytest.mark.slow
def test_a_line_of_two_gigabytes(tmp_path):
    file = tmp_path / "x.jsonl"
    with file.open("wb") as made:
        made.write(b'{"title": "Before"}\n{"title": "')
        for _ in range(128):
            made.write(b"x" * (1 << 24))
        made.write(b'"}\n{"title": "After"}\n')
    told, megabytes, _ = bounded(file)
    file.unlink()
    assert told == ["Before", "After", "the line is longer than 16,777,216 characters", ""]
    assert megabytes < 600


@pytest.mark.slow
def test_a_bomb_of_each_kind_is_stopped_within_bounds(tmp_path):
    bomb = b'{"title": "T"}\n'.ljust(1 << 28)
    for suffix, pack in PACKERS.items():
        (tmp_path / f"x.jsonl{suffix}").write_bytes(pack(bomb))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "ab":
            archive.writestr(name, bomb)
    for file in sorted(tmp_path.iterdir()):
        told, megabytes, seconds = bounded(file)
        assert "unpacks to more than 200 times" in told[-1]
        assert megabytes < 700
        assert seconds < 60


def test_of_many_records_that_cannot_be_read_some_are_named_and_all_counted(file):
    file.write_text('{"title": "A"}\n' + "{}\n" * 1500 + '{"title": "B"}\n')
    titles, skips = sorted_out(file)
    assert titles == ["A", "B"]
    assert skips[:-1] == [(line, "no title") for line in range(2, 1002)]
    assert skips[-1][1] == "500 more records of the file cannot be read"


@pytest.mark.slow
@pytest.mark.parametrize("record", ["{}", "{", '{"title": "T"}'])
def test_a_million_tiny_records(tmp_path, record):
    file = tmp_path / "x.jsonl"
    file.write_text('{"title": "First"}\n' + f"{record}\n" * 1_000_000)
    told, megabytes, seconds = bounded(file)
    assert len(told) == 1_000_002 if "T" in record else 1003
    assert megabytes < 200
    assert seconds < 60


@pytest.mark.slow
def test_json_of_small_things_takes_no_more_than_is_said(tmp_path):
    """A record of as many values as characters allow: some 50 bytes a character."""
    for number, value in enumerate(("[],", "1.5,")):
        file = tmp_path / f"{number}.json"
        many = value * ((1 << 24) // len(value) - 20)
        file.write_text(f'{{"items": [{{"title": "A", "x": [{many}0]}}]}}')
        _, megabytes, _ = bounded(file)
        assert megabytes < (1 << 24) * 50 >> 20
