"""Files that are written in many parts: all of each, however much the system takes at a time."""

import gzip
import os

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.export import opening
from graph.export.opening import write_all, writing


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
