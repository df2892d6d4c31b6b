import gc
import os
from mmap import mmap
from tempfile import gettempdir

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from graph.core import room
from graph.core.errors import ExportError

HERE = gettempdir()

parts = st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=5)


def is_mapped(array):
    """Whether what holds the memory of an array in the end is a file."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return isinstance(getattr(array.base, "obj", None), mmap)


@given(parts)
def test_a_pile_is_its_parts_end_to_end_wherever_it_lies(held):
    expected = [value for part in held for value in part]
    assert room.piled(held, np.int16).tolist() == expected
    with room.room(HERE):
        assert room.in_files()
        made = room.piled(held, np.int16)
    assert not room.in_files()
    assert made.dtype == np.int16
    assert made.tolist() == expected
    made += 1  # others may work on it in place
    assert made.tolist() == [value + 1 for value in expected]


def test_what_is_large_lies_in_a_file_without_a_name(tmp_path):
    with room.room(tmp_path):
        piled, filled = room.piled([[1, 2], [3]], np.float32), room.empty(3, np.int32)
        text = room.written(lambda file: file.write(b"paper"))
    assert is_mapped(piled)
    assert is_mapped(filled)
    assert is_mapped(text)
    assert list(tmp_path.iterdir()) == []
    filled[:] = piled
    assert filled.tolist() == [1, 2, 3]
    assert text.tobytes() == b"paper"


def test_without_a_room_it_lies_in_memory():
    made = (room.piled([[1]], np.int32), room.empty(1, np.int32))
    assert not any(map(is_mapped, made))
    assert room.written(lambda file: file.write(b"paper")).tobytes() == b"paper"
    assert room.piled([], np.int32).tolist() == []


def test_what_is_empty_needs_no_file(tmp_path):
    with room.room(tmp_path):
        assert room.piled([], np.int32).tolist() == []
        assert room.piled([[], []], np.int32).dtype == np.int32
        assert len(room.empty(0, np.int32)) == 0
        assert len(room.written(lambda file: None)) == 0


def test_a_matrix_of_such_arrays_is_not_a_copy(tmp_path):
    with room.room(tmp_path):
        data, indices = room.piled([[1, 2]], np.float32), room.piled([[0, 1]], np.int32)
    made = sparse.csr_array((data, indices, np.array([0, 1, 2], np.int32)), shape=(2, 2))
    assert np.shares_memory(made.data, data)
    assert np.shares_memory(made.indices, indices)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    pile = room.Pile(np.int32)
    with room.room(tmp_path / "nowhere"), pytest.raises(ExportError, match="nowhere") as told:
        pile.add([1])
    assert "room" in told.value.hint


def test_a_pile_that_is_given_up_shuts_its_file(tmp_path):
    def lost():
        yield [1, 2]
        raise InterruptedError

    # A file that stays open would be warned of, which fails a test.
    with room.room(tmp_path), pytest.raises(InterruptedError):
        room.piled(lost(), np.int16)
    gc.collect()


def test_a_full_disk_is_an_error_and_no_signal(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with room.room(tmp_path), pytest.raises(ExportError, match="No space left"):
        room.empty(1_000, np.float64)


def test_what_goes_wrong_while_a_file_is_filled_is_told_as_what_it_is(tmp_path):
    def fill(error):
        raise error

    with room.room(tmp_path):
        with pytest.raises(ExportError, match="No space left"):
            room.written(lambda file: fill(OSError(28, os.strerror(28))))
        with pytest.raises(FileNotFoundError, match="papers"):
            room.written(lambda file: fill(FileNotFoundError(2, "gone", "papers")))
