"""A column of text as two arrays, which workers map into memory instead of being sent a copy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts end to end in UTF-8: text i is `letters[bounds[i]:bounds[i + 1]]`.

    bounds: int64 (n + 1,). letters: uint8.
    """

    bounds: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Texts:
        """Texts of a string column without null; letters are not copied if it is of one chunk."""
        chunks = [chunk.cast(pa.large_string()) for chunk in column.chunks]
        whole = chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks or [_NONE])
        _, bounds, letters = whole.buffers()
        if bounds is None or letters is None:
            return cls(np.zeros(len(whole) + 1, np.int64), np.zeros(0, np.uint8))
        part = slice(whole.offset, whole.offset + len(whole) + 1)
        return cls(np.frombuffer(bounds, np.int64)[part], np.frombuffer(letters, np.uint8))

    def read(self, block: range) -> list[str]:
        """The texts of a block of rows."""
        bounds = self.bounds[block.start : block.stop + 1]
        letters = self.letters[bounds[0] : bounds[-1]].tobytes()
        ends = (bounds - bounds[0]).tolist()
        return [letters[a:b].decode() for a, b in pairwise(ends)]


_NONE = pa.array([], pa.large_string())
