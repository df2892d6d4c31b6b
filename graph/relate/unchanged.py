"""Which rows of a measure say what they said before the corpus grew."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.core.growth import Growth
from graph.core.sparse import Ints, Matrix
from graph.core.types import ContextMeasure, DenseMeasure, Measure, Scorer
from graph.relate.company import leaning_anew

Flags = NDArray[np.bool_]


def unchanged(known: Scorer, measure: Scorer, growth: Growth) -> Flags:
    """Rows that hold the same values in the same order as they did, by the same midpoint."""
    same = np.zeros(len(growth), bool)
    if type(known) is not type(measure) or known.midpoint != measure.midpoint:
        return same
    stay = np.flatnonzero(growth.steady >= 0)
    now = growth.steady[stay]
    if isinstance(known, Measure) and isinstance(measure, Measure):
        same[now] = _equal_rows(known.matrix, measure.matrix, stay, now)
    if isinstance(known, ContextMeasure):
        same[now] = True
        same &= ~leaning_anew(known.matrix, growth)
    if isinstance(known, DenseMeasure) and isinstance(measure, DenseMeasure):
        same[now] = (known.matrix[stay] == measure.matrix[now]).all(axis=1)
    return same


def _equal_rows(one: Matrix, other: Matrix, rows: NDArray[np.int64], now: Ints) -> Flags:
    """Whether rows[i] of the one, ascending, holds the values of now[i], ascending, of the other.

    Most rows stand among the same ones as before: whole stretches are compared at a time.
    """
    equal: Flags = np.diff(one.indptr)[rows] == np.diff(other.indptr)[now]
    alike = np.flatnonzero(equal)
    left, right = rows[alike], now[alike]
    starts = np.flatnonzero((np.diff(left, prepend=-2) != 1) | (np.diff(right, prepend=-2) != 1))
    for start, end in pairwise([*starts.tolist(), len(alike)]):
        places = one.indptr[left[start:end]]
        here = slice(places[0], one.indptr[left[end - 1] + 1])
        there = slice(other.indptr[right[start]], other.indptr[right[end - 1] + 1])
        differing = np.flatnonzero(one.data[here] != other.data[there]) + places[0]
        equal[alike[start + np.searchsorted(places, differing, "right") - 1]] = False
    return equal
