"""Many rows under one name: a dictionary of lists as three arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Shelf(NamedTuple):
    """names: different ones (k). Under name i stand rows[starts[i]:starts[i + 1]], ascending."""

    names: pa.StringArray
    starts: Rows
    rows: Rows

    def under(self, names: pa.StringArray) -> tuple[Rows, Rows]:
        """Pairs (place in `names`, row) of all rows that stand under each name."""
        place = pc.index_in(names, self.names).fill_null(-1).to_numpy()
        found = np.flatnonzero(place >= 0)
        start, end = self.starts[place[found]], self.starts[place[found] + 1]
        return np.repeat(found, end - start), self.rows[ranges(start, end - start)]


def shelved(names: pa.StringArray, rows: Rows) -> Shelf:
    """Put each row under its name."""
    encoded = names.dictionary_encode()
    number = encoded.indices.to_numpy().astype(np.int64)
    order = np.lexsort((rows, number))
    starts = np.searchsorted(number[order], np.arange(len(encoded.dictionary) + 1))
    return Shelf(encoded.dictionary, starts, rows[order])


def ranges(starts: Rows, counts: Rows) -> Rows:
    """Numbers from each start on, so many, one list behind the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
