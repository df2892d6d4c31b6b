"""What named models say of kinship: sharing a rare name, and building on a named model.

A name is worth less the more papers use it, and nothing once a third of them do; and a paper that
names forty models ties each of them less than one that names two.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.core.sparse import canonical, degrees, edges, from_edges, scale, without_diagonal
from graph.core.types import Measure, Names

KIND_WORTH = {"model": 1.0, "method": 0.8, "benchmark": 0.6, "dataset": 0.6, "family": 0.4}
"""A model's name says most; that both speak of LSTMs, or use ImageNet, says less."""

BACKGROUND = 1 / 3
"""A name used by this share of the papers is background and worth nothing."""

LOAD = 2.0
"""Rarity-weighted names a paper may mention before each of them begins to count for less."""


def name_measure(names: Names) -> Measure:
    """Score pairs by the specific names that both mention: a damped cosine.

    The sum of the worth of the shared names over the geometric mean of both papers' loads, a load
    being the worth of all that a paper names, but at least `LOAD`.
    """
    worth = rarity(names) * _kind_worth(names)
    used = canonical(names.mentions > 0)
    load = degrees(scale(used, columns=worth))
    damp = 1 / np.sqrt(np.maximum(load, LOAD))
    return Measure("names", scale(used, rows=damp, columns=np.sqrt(worth)))


def lineage_measure(names: Names) -> Measure:
    """Score who builds on whom: the row mentions what the column introduces.

    A mention is worth f / (f + 1/4) for f mentions, times 0.7 + 0.3 * rarity for a name that has
    become common, times the worth of its kind; a paper that builds on more than `LOAD` such names
    shares that much among them.
    """
    n, m = names.mentions.shape
    weight = (0.7 + 0.3 * rarity(names)) * _kind_worth(names)
    paper, name, count = edges(names.mentions)
    owned = np.asarray(names.introduced.sum(axis=0)).ravel() > 0
    own = canonical(names.introduced)
    keep = owned[name]
    strength = count[keep] / (count[keep] + 0.25) * weight[name[keep]]
    mention = from_edges(paper[keep], name[keep], strength, (n, m))
    foreign = canonical(mention - mention.multiply(own))
    shared = scale(foreign, rows=LOAD / np.maximum(degrees(foreign), LOAD))
    return Measure("lineage", _strongest_join(shared, own), pairwise=True, directed=True)


def rarity(names: Names) -> NDArray[np.float64]:
    """Specificity of each name in [0, 1]: 1 for two papers, 0 from a third of the corpus on; (m,).

    Falls with the logarithm of the number of papers, as an inverse document frequency does.
    """
    n = names.mentions.shape[0]
    papers = np.bincount(names.mentions.indices, minlength=names.mentions.shape[1])
    ceiling = n * BACKGROUND
    if ceiling <= 2:  # a handful of papers: no name can be told to be common
        return np.ones(len(papers))
    found = np.log(ceiling / np.maximum(papers, 2)) / np.log(ceiling / 2)
    return np.asarray(np.clip(found, 0.0, 1.0))


def _kind_worth(names: Names) -> NDArray[np.float64]:
    kinds = pc.fill_null(names.table["kind"], "")
    return np.array([KIND_WORTH.get(kind.as_py(), 0.8) for kind in kinds])


def _strongest_join(mention: csr_array, own: csr_array) -> csr_array:
    """(n, n): for each pair the strongest single name that leads from row to column."""
    by_name = csr_array(own.T)
    paper, name, strength = edges(mention)
    owners = np.diff(by_name.indptr)[name]
    rows = np.repeat(paper, owners)
    first = np.repeat(by_name.indptr[name] - np.r_[0, np.cumsum(owners)[:-1]], owners)
    columns = by_name.indices[first + np.arange(len(rows))]
    n = mention.shape[0]
    return without_diagonal(from_edges(rows, columns, np.repeat(strength, owners), (n, n)))
