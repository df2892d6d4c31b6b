"""What the years of papers say of who came first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from graph.core.columns import numbers

GRACE = 1
"""Years by which a preprint may be known, and named, before the venue that its record tells of."""


def years_of(papers: pa.Table) -> NDArray[np.float64]:
    """The year of each paper, NaN where it is not known: (n,)."""
    known = numbers(pc.is_valid(papers["year"]))
    years = np.full(papers.num_rows, np.nan)
    years[known] = numbers(papers["year"])[known]
    return years


def may_follow(
    years: NDArray[np.float64], later: ArrayLike, earlier: ArrayLike, *, grace: int = GRACE
) -> NDArray[np.bool_]:
    """Whether papers (rows) may build on others: not known to be older by more than `grace`."""
    ahead = years[np.asarray(earlier, np.int64)] - years[np.asarray(later, np.int64)]
    return np.asarray(~(ahead > grace))  # of NaN nothing is known
