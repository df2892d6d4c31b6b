"""The block of data: what is laid down is read back, and small."""

from __future__ import annotations

import base64
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.export.block import decode, encode

NUMBERS = st.one_of(
    st.lists(st.integers(0, 255)),
    st.lists(st.integers(0, 2**16 - 1)),
    st.lists(st.integers(0, 2**32 - 1)),
    st.lists(st.integers(-(2**31), 2**31 - 1)),
)


@given(st.lists(NUMBERS, max_size=5), st.text())
def test_columns_and_texts_come_back(columns: list[list[int]], text: str) -> None:
    document = {"a": [np.array(column, np.int64) for column in columns], "text": [text, None]}
    assert decode(encode(document)) == {"a": columns, "text": [text, None]}


@given(st.lists(st.floats(width=32, allow_nan=False)))
def test_floats_come_back_to_the_bit(values: list[float]) -> None:
    (told,) = decode(encode({"a": np.array(values, np.float32)})).values()
    np.testing.assert_array_equal(
        np.float32(told).view(np.int32), np.float32(values).view(np.int32)
    )


def test_a_column_takes_no_more_bytes_than_its_numbers_need() -> None:
    def size(most: int) -> int:
        block = encode({"a": np.full(1000, most)})
        return len(gzip.decompress(base64.b64decode(block)).partition(b"\n")[2])

    assert [size(most) for most in (255, 256, 65535, 65536)] == [1000, 2000, 2000, 4000]


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        encode({"a": {1, 2}})
