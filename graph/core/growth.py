"""Where the rows of a corpus stand once it has grown, and which of them are new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.core.placing import spread
from graph.core.sparse import Ints, Matrix

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Growth:
    """What became of n old rows among n' rows now.

    places: int32 (n,), the row now of each old one, -1 for one that is gone; those that stay are in
    their old order. fresh: bool (n',), rows that are new or say something else than before.
    """

    places: Ints
    fresh: NDArray[np.bool_]

    def __post_init__(self) -> None:
        kept = self.places[self.places >= 0]
        if not (np.diff(kept) > 0).all() or kept.max(initial=-1) >= len(self.fresh):
            raise ValueError("broken record: old rows keep their order among the new ones")
        if np.count_nonzero(~self.fresh) > len(kept):
            raise ValueError("broken record: rows that are not fresh were there before")

    def __len__(self) -> int:
        return len(self.fresh)

    @property
    def new(self) -> NDArray[np.bool_]:
        """Rows that were not there at all; bool (n',)."""
        found = np.ones(len(self), bool)
        found[self.places[self.places >= 0]] = False
        return found

    @property
    def steady(self) -> Ints:
        """The row now of each old one that says what it said; -1 for all others; int32 (n,)."""
        changed = self.fresh[self.places] | (self.places < 0)
        return np.where(changed, np.int32(-1), self.places)

    def rows(self, matrix: Matrix) -> Matrix:
        """Rows that say what they said, at their places: (n', columns); all others are empty."""
        return spread(matrix, (len(self), matrix.shape[1]), rows=self.steady)

    def nodes(self, matrix: Matrix) -> Matrix:
        """What a square matrix holds between rows that say what they said: (n', n')."""
        shape = (len(self), len(self))
        return spread(matrix, shape, rows=self.steady, columns=self.steady)

    def values(self, array: NDArray[Number], missing: Number) -> NDArray[Number]:
        """One value a row, old rows' kept even if they are fresh: (n', ...)."""
        found = np.full((len(self), *array.shape[1:]), missing, array.dtype)
        kept = self.places >= 0
        found[self.places[kept]] = array[kept]
        return found


def one_more(rows: int) -> Growth:
    """One new row behind so many old ones."""
    fresh = np.zeros(rows + 1, bool)
    fresh[rows] = True
    return Growth(np.arange(rows, dtype=np.int32), fresh)
