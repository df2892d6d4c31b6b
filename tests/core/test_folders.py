"""Folders that several machines see: a path and an address are alike."""

import sys
from contextlib import suppress

import pytest

from graph.core import folders
from graph.core.errors import InputError, OptionError
from graph.core.folders import fetched, fingerprint, folder, is_address, opened, written_at


@pytest.fixture(params=["path", "address"])
def place(request, tmp_path):
    if request.param == "path":
        yield str(tmp_path / "shared")
        return
    yield "memory://shared"
    folder("memory://shared").remove()


def fill(text):
    return lambda file: file.write(text.encode())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("s3://bucket/papers", True),
        ("memory://a", True),
        ("papers", False),
        ("/papers", False),
        ("a:b", False),
        ("C:\\papers", False),
        ("./s3://bucket", False),
    ],
)
def test_an_address_is_told_from_a_path(given, expected):
    assert is_address(given) is expected


def test_files_are_written_listed_read_and_removed(place):
    shared = folder(place)
    assert shared.names("done/one") == set()
    shared.write("done/one/0-5", fill("first"))
    shared.write("done/one/5-9", fill("other"))
    again = folder(shared.address)  # as another machine finds it
    assert again.names("done/one") == {"0-5", "5-9"}
    assert again.holds("done/one/0-5")
    assert not again.holds("done/one/9-9")
    with again.open("done/one/5-9") as file:
        assert file.read() == b"other"
    assert again.path("done/one/0-5").read_bytes() == b"first"
    again.remove()
    assert not shared.holds("done/one/0-5")
    again.remove()  # what is gone is gone


def test_a_file_that_fails_on_the_way_is_not_there(place):
    def broken(file):
        file.write(b"half")
        raise KeyError

    with pytest.raises(KeyError):
        folder(place).write("done/0-5", broken)
    assert folder(place).names("done") == set()


def test_what_is_not_there_is_no_file(place):
    with pytest.raises(FileNotFoundError):
        folder(place).open("tasks/none")


def test_a_folder_is_sent_whole_and_fetched_again(place):
    with written_at(place, last="manifest.json") as to:
        (to / "atlas/part").mkdir(parents=True)
        (to / "atlas/manifest.json").write_text("whole")
        (to / "atlas/part/data").write_bytes(b"\0")
    here = fetched(place)
    assert (here / "atlas/manifest.json").read_text() == "whole"
    assert (here / "atlas/part/data").read_bytes() == b"\0"


def test_what_makes_the_others_whole_is_sent_last_and_nothing_after_a_failure(monkeypatch):
    files, _ = folders.files_at("memory://shared")
    sent = []
    monkeypatch.setattr(type(files), "put_file", lambda self, here, there: sent.append(there))
    with written_at("memory://shared", last="b") as to:
        for name in "cba":
            (to / name).touch()
    assert sent == ["/shared/a", "/shared/c", "/shared/b"]
    with suppress(KeyError), written_at("memory://shared", last="b") as to:
        (to / "d").touch()
        raise KeyError
    assert len(sent) == 3


def test_nothing_is_fetched_to_where_its_name_leads_out_of_its_folder():
    with pytest.raises(InputError, match="leads out"):
        folder("memory://shared").path("../../out")


def test_an_address_with_nothing_there_is_told():
    with pytest.raises(InputError, match="nothing at memory://empty"):
        fetched("memory://empty")


def test_a_file_is_opened_anywhere_and_known_by_a_mark_that_changes_with_it(place):
    shared = folder(place)
    shared.write("papers", fill("0123456789"))
    with opened(f"{shared.address}/papers") as file:
        file.seek(7)
        assert file.read() == b"789"
    size, mark = fingerprint(f"{shared.address}/papers")
    assert size == 10
    shared.write("papers", fill("012345678"))
    assert fingerprint(f"{shared.address}/papers") != (size, mark)


def test_an_address_that_nothing_reads_says_what_to_install(monkeypatch):
    with pytest.raises(OptionError, match="nowhere://"):
        folder("nowhere://a")
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(OptionError, match="memory://") as missing:
        folder("memory://a")
    assert "paperkin[dask]" in missing.value.hint
