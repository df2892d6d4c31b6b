"""Texts by the pairs of neighbouring letters in them: a quick look before a slow comparison."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bits = NDArray[np.uint64]

_BITS = 256  # as many hashes as a byte holds: it is reckoned in bytes

WIDTH = _BITS // 64
"""Numbers in which the bits of a text are held."""

_BLOCK = 1 << 16


def letter_pairs(texts: pa.StringArray) -> Bits:
    """Which pairs of neighbouring bytes each text holds, by their hash: bits, uint64 (len, 4)."""
    whole = pa.concat_arrays([texts])  # so that it begins where its buffers do
    offsets = np.frombuffer(whole.buffers()[1] or bytes(4), np.int32)[: len(whole) + 1]
    text = np.frombuffer(whole.buffers()[2] or b"", np.uint8)
    made = np.zeros((len(whole), WIDTH), np.uint64)
    for start in range(0, len(whole), _BLOCK):
        ends = offsets[start : start + _BLOCK + 1]
        count, part = len(ends) - 1, text[ends[0] : ends[-1]]
        place = np.repeat(np.arange(0, count * _BITS, _BITS, dtype=np.int32), np.diff(ends))
        place[:-1] += part[:-1] * np.uint8(37) + part[1:]
        filled = ends[1:][np.diff(ends) > 0]
        place[filled - ends[0] - 1] = count * _BITS  # what a text ends with begins no pair
        bits = np.zeros((count + 1) * _BITS, bool)
        bits[place] = True
        packed = np.packbits(bits[: count * _BITS].reshape(count, _BITS), axis=1)
        made[start : start + _BLOCK] = packed.view(np.uint64)
    return made


def ones(bits: Bits) -> NDArray[np.int64]:
    """Bits set in each row."""
    counts: NDArray[np.int64] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return counts
