"""Texts by the pairs of neighbouring letters in them: a quick look before a slow comparison."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bits = NDArray[np.uint16]

_BITS = 256
_BLOCK = 1 << 16


def letter_pairs(texts: pa.StringArray) -> Bits:
    """Which pairs of neighbouring bytes each text holds, by their hash: bits, uint16 (len, 16)."""
    whole = pa.concat_arrays([texts])  # so that it begins where its buffers do
    offsets = np.frombuffer(whole.buffers()[1] or bytes(4), np.int32)[: len(whole) + 1]
    text = np.frombuffer(whole.buffers()[2] or b"", np.uint8)
    made = np.zeros((len(whole), _BITS // 16), np.uint16)
    for start in range(0, len(whole), _BLOCK):
        ends = offsets[start : start + _BLOCK + 1].astype(np.int64)
        part = text[ends[0] : ends[-1]].astype(np.int64)
        rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        inside = rows[:-1] == rows[1:]
        pairs = (part[:-1] * 37 + part[1:]) % _BITS
        bits = np.zeros((len(ends) - 1, _BITS), bool)
        bits[rows[:-1][inside], pairs[inside]] = True
        made[start : start + _BLOCK] = np.packbits(bits, axis=1).view(np.uint16)
    return made


def ones(bits: Bits) -> NDArray[np.int64]:
    """Bits set in each row."""
    counts: NDArray[np.int64] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return counts
