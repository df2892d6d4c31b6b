"""Rows that lean towards others, kept as what they are made of and worked out when asked for.

All of them take four times the room of what they are made of, and few questions ask for more than
some rows, or for dot products that can be had without any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.blocks import row_blocks
from graph.core.dots import dots_by_row, dots_of_rows, pair_dots
from graph.core.entries import lookup
from graph.core.sparse import (
    Floats,
    Matrix,
    canonical,
    from_edges,
    norms,
    product,
    scale,
    stacked,
    with_values,
)

BLOCK = 2_000
"""Rows that are worked out at one time."""

FEW = 1_000
"""Pairs up to which both rows are worked out for a dot product."""

_LEAST = 1e-12
"""Norm that an empty row is held to have."""


class Leant(NamedTuple):
    """Some rows (k, v), of norm 1 or empty, and their norms before they were scaled, (k,)."""

    rows: Matrix
    norms: Floats


@dataclass(frozen=True, eq=False)
class Context:
    """Rows (n, v), of norm 1 or empty, each made of its own weights and of what it borrows.

    Row i is weights[i] plus the sum over j of lent[i, j] * weights[j], divided by norms[i].
    weights: float32 (n, v), rows of norm 1 or empty. lent: float32 (n, n), nothing on its diagonal.
    norms: float32 (n,).
    """

    weights: Matrix
    lent: Matrix
    norms: Floats

    def __post_init__(self) -> None:
        n = self.weights.shape[0]
        if self.lent.shape != (n, n) or self.norms.shape != (n,):
            raise ValueError("broken record: each row of weights has one of what it borrows")

    @classmethod
    def worked_out(cls, weights: Matrix, lent: Matrix, norms: Floats, *, whole: Matrix) -> Context:
        """A context of which all rows are at hand: they need not be worked out again."""
        made = cls(weights, lent, norms)
        made.__dict__["whole"] = whole
        return made

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.weights.shape
        return int(rows), int(columns)

    def __getitem__(self, rows: ArrayLike) -> Matrix:
        """Some rows, by their numbers, in that order."""
        some = np.asarray(rows, np.int64)
        if self.at_hand:
            return self.whole[some]
        return leant(self.weights, self.lent[some], some).rows

    @cached_property
    def whole(self) -> Matrix:
        """All rows, kept from then on."""
        n = len(self.norms)
        blocks = [np.arange(block.start, block.stop) for block in row_blocks(n, BLOCK)]
        return stacked(map(self.__getitem__, blocks)) if blocks else self.weights

    @property
    def at_hand(self) -> bool:
        """Whether all rows have been worked out."""
        return "whole" in self.__dict__

    def dots(self, row: int) -> Floats:
        """Dot products of a row with all rows, float32 (n,), from those with the weights alone."""
        vector = self[[row]].toarray()[0]
        own = self.weights @ vector
        return np.asarray((own + self.lent @ own) / np.maximum(self.norms, _LEAST), np.float32)

    def pair_dots(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
        """Dot products of the rows one[i] and other[i], of many to another last digit."""
        if self.at_hand or len(one) <= FEW:
            return pair_dots(*holding(self, one, other))
        uses = np.bincount(np.concatenate([one, other]), minlength=len(self.norms))
        swapped = uses[one] < uses[other]  # so that few rows are worked out, each for many others
        left, right = np.where(swapped, (other, one), (one, other))
        own, place = np.unique(left, return_inverse=True)
        others = from_edges(place, right, 1, (len(own), len(self.norms)))
        return lookup(with_values(others, self.dots_by_row(own, others)), place, right)

    def dots_by_row(self, own: NDArray[np.int64], others: Matrix) -> Floats:
        """What `graph.core.dots.dots_by_row` gives for these rows, to another last digit.

        What a row has in common with each lender of the others is worked out once.
        """
        if self.at_hand:
            return dots_by_row(self.whole, own, others)
        parts = _with_own(self.lent, np.arange(len(self.norms)))
        lenders = canonical(with_values(others, np.float32(1)) @ parts)
        shared = with_values(lenders, dots_of_rows(self[own], self.weights, lenders))
        found = dots_of_rows(shared, parts, others)
        return np.asarray(found / np.maximum(self.norms, _LEAST)[others.indices], np.float32)


def leant(weights: Matrix, lent: Matrix, own: NDArray[np.int64]) -> Leant:
    """Add to the rows own[i] of the weights what row i of `lent`, (k, n), says that they borrow.

    Rows of the weights are of norm 1 or empty.
    """
    rows = product(_with_own(lent, own), weights)
    # What borrows nothing is left as it is, to the last digit.
    found = np.where(np.diff(lent.indptr) > 0, norms(rows), np.diff(rows.indptr) > 0)
    return Leant(scale(rows, rows=1 / np.maximum(found, _LEAST)), np.asarray(found, np.float32))


def _with_own(lent: Matrix, own: NDArray[np.int64]) -> Matrix:
    """What rows borrow, and all that is their own. Not canonical: what is their own comes last."""
    at = lent.indptr[1:]
    held = (np.insert(lent.data, at, 1.0), np.insert(lent.indices, at, own))
    return Matrix((*held, lent.indptr + np.arange(len(own) + 1, dtype=np.int32)), shape=lent.shape)


def whole_of(matrix: Matrix | Context) -> Matrix:
    """All rows."""
    return matrix.whole if isinstance(matrix, Context) else matrix


def holding(
    matrix: Matrix | Context, one: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[Matrix, NDArray[np.int64], NDArray[np.int64]]:
    """A matrix that holds the rows that are named, and where in it these stand."""
    if not isinstance(matrix, Context):
        return matrix, one, other
    if matrix.at_hand:
        return matrix.whole, one, other
    some = np.union1d(one, other)
    return matrix[some], np.searchsorted(some, one), np.searchsorted(some, other)
