"""What named models say of kinship: sharing a rare name, and building on a named model.

A name is worth less the more papers use it, and nothing once a third of them do; and a paper that
names forty models ties each of them less than one that names two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers, texts_as_arrow
from graph.core.context import holding
from graph.core.dots import pair_dots
from graph.core.entries import lookup
from graph.core.sparse import Matrix, canonical, degrees, edges, from_edges, scale, without_diagonal
from graph.core.types import ContextMeasure, Measure, Names
from graph.core.years import may_follow
from graph.relate.surveys import Surveys

KIND_WORTH = {"model": 1.0, "method": 0.8, "benchmark": 0.6, "dataset": 0.6, "family": 0.4}
"""A model's name says most; that both speak of LSTMs, or use ImageNet, says less."""

BACKGROUND = 1 / 3
"""A name used by this share of the papers is background and worth nothing."""

STEADY = 0.05
"""Difference of its rarity up to which a name counts as it did, though more papers came to use it:
ties of papers that no new one touches stay what they were, and no weight is far from what it would
be in a corpus read anew.
"""

LOAD = 3.0
"""Worth of the names a paper may mention before each of them begins to count for less."""

HOMONYM = 0.5
"""Share of the midpoint's cosine below which a shared name is doubted to mean one thing."""

SURVEY = 0.3
"""What a survey's mention is worth as lineage: it lists models, and builds on few of them."""


def name_measure(names: Names) -> Measure:
    """Score pairs by the specific names that both mention: a damped cosine.

    The sum of the worth of the shared names over the geometric mean of both papers' loads, a load
    being the worth of all that a paper names, but at least `LOAD`.
    """
    worth = rarity(names) * _kind_worth(names)
    used = canonical(names.mentions > 0)
    damp = 1 / np.sqrt(_load(used, worth))
    return Measure("names", scale(used, rows=damp, columns=np.sqrt(worth)))


def lineage_measure(
    names: Names,
    surveys: NDArray[np.bool_] | Surveys,
    *,
    terms: Measure | ContextMeasure,
    years: NDArray[np.float64] | None = None,
    known: Matrix | None = None,
) -> Measure:
    """Score who builds on whom: the row mentions what the column introduces.

    A mention is worth f / (f + 1/4) for f mentions, times 0.7 + 0.3 * rarity for a name that has
    become common, times the worth of its kind; a paper that names others' work to more than
    `LOAD` shares that much among all it names, and a survey counts for `SURVEY`. Where the two
    papers have less than `HOMONYM` of the midpoint's cosine in common the mention counts for so
    much less: MPC in a paper on robots is not the corpus called MPC. Nothing builds on what is
    known to be younger than itself: see `graph.core.years`.

    surveys: bool (n,), which papers survey others, or what tells it of some. terms: how alike
    papers are in their words. years: (n,), NaN where unknown. known: scores (n, n) that are known
    and stay.
    """
    n, m = names.mentions.shape
    own = canonical(names.introduced)
    paper, name, count = edges(names.mentions)
    foreign = lookup(own, paper, name) == 0
    paper, name, count = paper[foreign], name[foreign], count[foreign]
    used = from_edges(paper, name, 1.0, (n, m))
    rows, columns, _ = edges(_strongest_join(used, own))
    if years is not None:
        told = may_follow(years, rows, columns)
        rows, columns = rows[told], columns[told]
    scores = np.zeros(len(rows), np.float32) if known is None else lookup(known, rows, columns)
    new = scores == 0
    asked = np.zeros(n, bool)
    asked[rows[new]] = True
    some = asked[paper]
    paper, name, count = paper[some], name[some], count[some]
    kind = _kind_worth(names)
    load = _load(used, rarity(names) * kind)[paper]
    damp = LOAD / load * np.where(surveys[paper], SURVEY, 1.0)
    weight = (0.7 + 0.3 * rarity(names)) * kind
    strength = count / (count + 0.25) * weight[name] * damp
    strongest = _strongest_join(from_edges(paper, name, strength, (n, m)), own)
    values = lookup(strongest, rows[new], columns[new])
    dots = pair_dots(*holding(terms.matrix, rows[new], columns[new]))
    alike = dots / (HOMONYM * (terms.midpoint or 1.0))
    scores[new] = values * np.clip(alike, 0.0, 1.0)
    matrix = from_edges(rows, columns, scores, (n, n))
    return Measure("lineage", matrix, pairwise=True, directed=True)


def rarity(names: Names) -> NDArray[np.float64]:
    """Specificity of each name in [0, 1]: 1 for two papers, 0 from a third of the corpus on; (m,).

    Falls with the logarithm of the number of papers, as an inverse document frequency does. In a
    corpus that has grown it may be off by `STEADY`: see `steady_rarity`.
    """
    return _counted_rarity(names) if names.rarity is None else names.rarity


def steady_rarity(before: Names, names: Names) -> Names:
    """The names of a corpus that has grown, those that were there before as rare as they were.

    A name that has become another by `STEADY` or more is as rare as its papers say.
    """
    counted = _counted_rarity(names)
    place = pc.index_in(names.table["name"], before.table["name"].combine_chunks())
    at = numbers(place.fill_null(before.table.num_rows))
    held = np.append(rarity(before), np.inf)[at]
    return replace(names, rarity=np.where(np.abs(held - counted) < STEADY, held, counted))


def _counted_rarity(names: Names) -> NDArray[np.float64]:
    papers = np.bincount(names.mentions.indices, minlength=names.mentions.shape[1])
    return np.asarray(rarity_of(papers, names.mentions.shape[0]))


def rarity_of(papers: Any, n: int) -> Any:
    """Specificity in [0, 1] of what so many of n papers (a number or an array) speak of."""
    ceiling = n * BACKGROUND
    if ceiling <= 2:  # a handful of papers: nothing can be told to be common
        return np.ones_like(papers, dtype=np.float64)
    return np.clip(np.log(ceiling / np.maximum(papers, 2)) / np.log(ceiling / 2), 0.0, 1.0)


def _load(used: Matrix, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Worth of all that each paper names, but at least `LOAD`; (n,)."""
    return np.maximum(degrees(scale(used, columns=worth)).astype(np.float64), LOAD)


def _kind_worth(names: Names) -> NDArray[np.float64]:
    at = pc.index_in(names.table["kind"], texts_as_arrow(KIND_WORTH)).fill_null(len(KIND_WORTH))
    return np.array([*KIND_WORTH.values(), 0.8]).take(numbers(at))


def _strongest_join(mention: Matrix, own: Matrix) -> Matrix:
    """(n, n): for each pair the strongest single name that leads from row to column."""
    by_name = canonical(own.T)
    paper, name, strength = edges(mention)
    owners = np.diff(by_name.indptr)[name]
    rows = np.repeat(paper, owners)
    first = np.repeat(by_name.indptr[name] - np.r_[0, np.cumsum(owners)[:-1]], owners)
    columns = by_name.indices[first + np.arange(len(rows))]
    n = mention.shape[0]
    return without_diagonal(from_edges(rows, columns, np.repeat(strength, owners), (n, n)))
