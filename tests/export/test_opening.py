"""Files that are written in many parts: all of each, however much the system takes at a time."""

import gzip
import os
import sys
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core import files
from graph.export import opening
from graph.export.opening import write_all, writing, writing_text


def written(path, parts):
    with writing(path) as file:
        write_all(file, parts)
    return path.read_bytes()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=9)), st.integers(2, 20), st.integers(1, 4), st.integers(1, 7))
def test_all_parts_are_written_in_order(tmp_path_factory, parts, size, count, most):
    """size, count: at which parts are written together; most: bytes that the system takes."""
    taken = []

    def little(number, buffers):
        taken.append(len(buffers))
        return os.write(number, b"".join(buffers)[:most])

    path = tmp_path_factory.getbasetemp() / "parts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "BUFFER", size)
        patch.setattr(opening, "PARTS", count)
        if hasattr(os, "writev"):
            patch.setattr(os, "writev", little)
        assert written(path, parts) == b"".join(parts)
    assert max(taken, default=0) <= count


@pytest.mark.parametrize("name", ["plain", "packed.gz"])
def test_all_kinds_of_parts_are_written_with_or_without_a_call_for_many(
    tmp_path, monkeypatch, name
):
    parts = [b"one ", memoryview(b"  two ")[2:], pa.py_buffer(b"three"), b""]
    whole = written(tmp_path / name, parts)
    monkeypatch.delattr(os, "writev", raising=False)
    assert written(tmp_path / name, parts) == whole
    assert (gzip.decompress(whole) if name.endswith("gz") else whole) == b"one two three"


@pytest.fixture
def asked(monkeypatch):
    """Room that the system was asked for: (mode, from, bytes)."""
    asked = []

    def allocate(descriptor, mode, start, size):
        assert os.fstat(descriptor).st_size == 0
        asked.append((mode, start.value, size.value))
        return -1  # there is none

    monkeypatch.setattr(files.sys, "platform", "linux")
    monkeypatch.setattr(files.ctypes, "CDLL", lambda name: SimpleNamespace(fallocate64=allocate))
    return asked


def test_room_is_found_for_what_replaces_a_file_and_for_nothing_else(tmp_path, asked):
    path = tmp_path / "file"
    assert written(path, [b"x" * 800]) == b"x" * 800
    assert asked == []
    assert written(path, [b"y"]) == b"y"
    assert asked == [(1, 0, 900)]  # and the file does not seem to be longer by it


@pytest.mark.parametrize("trouble", [OSError, AttributeError])
def test_a_file_is_written_where_no_room_can_be_found_ahead(tmp_path, monkeypatch, trouble):
    def missing(name):
        raise trouble

    monkeypatch.setattr(files.ctypes, "CDLL", missing)
    for text in (b"one", b"other"):
        assert written(tmp_path / "file", [text]) == text


@pytest.mark.skipif(sys.platform == "win32", reason="it does not tell the room of a file")
@pytest.mark.parametrize("name", ["plain", "packed.gz"])
def test_what_replaces_a_larger_file_takes_no_more_room_than_it_needs(tmp_path, name):
    path = tmp_path / name
    large = os.urandom(1 << 22)  # which cannot be packed
    written(path, [large])
    written(path, [b"small"])
    assert path.stat().st_blocks * 512 < 1 << 16
    written(path, [large])
    with writing_text(path) as file:
        file.write("text")
    assert path.stat().st_blocks * 512 < 1 << 16
