"""Whose a name is, by the years: nobody introduces what others spoke of before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graph.core.sparse import canonical, edges, from_edges
from graph.core.types import Names
from graph.core.years import GRACE

FORERUNNERS = 3
"""Older papers that use a name from which on it is not new; fewer may mean another thing by it."""

SHARE = 0.01
"""Part of all the papers that use a name which these have to be: a few have a wrong year."""


def credited(names: Names, years: NDArray[np.float64]) -> Names:
    """Names without the claims on what is known to be older than the paper that makes them.

    "We introduce a CNN for" is said in many papers, and convolutional networks are due to none of
    them. A claim falls where `FORERUNNERS` papers, and `SHARE` of those that use the name, are
    more than `GRACE` years older than the claimant. years: (n,), NaN where unknown.
    """
    paper, name, _ = edges(names.introduced)
    user, used, _ = edges(names.mentions)
    dated = ~np.isnan(years[user])
    # By name, and within it by year, so that a search counts what is older.
    uses = np.sort(used[dated] + _within(years[user[dated]]))
    first = np.searchsorted(uses, name)
    older = np.searchsorted(uses, name + _within(years[paper] - GRACE)) - first
    every = np.bincount(used, minlength=names.table.num_rows)[name]
    known = (older >= FORERUNNERS) & (older >= SHARE * every) & ~np.isnan(years[paper])
    kept = from_edges(paper[~known], name[~known], 1.0, names.introduced.shape)
    return replace(names, introduced=canonical(kept, dtype=bool))


def _within(years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Years as parts of 1, in their order."""
    return np.clip(years, 0, 9999) / 10_000
