"""Papers in the company of those nearest to them, whose words they borrow.

What is compared is the paper in its context: its own weights plus `LEAN` times the mean weights of
the `COMPANY` papers nearest to it, so that two papers on one subject meet though each uses words
of its own (document expansion: Singhal & Pereira 1999, "Document expansion for speech retrieval").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.core.blocks import each_block, row_blocks
from graph.core.context import BLOCK, Context, Leant, leant
from graph.core.growth import Growth
from graph.core.placing import spread
from graph.core.sparse import (
    Floats,
    Matrix,
    added,
    canonical,
    degrees,
    edges,
    scale,
    stacked,
    symmetrise,
    top_k,
    transposed,
)
from graph.relate.neighbors import EXACT, KEPT, find_nearest_of, nearest, nearest_among, search

COMPANY = 5
"""Nearest papers that lend a paper their words; fewer in a corpus of less than 100."""

LEAN = 0.5
"""Weight of the company's words beside the paper's own."""

CANDIDATES = 44
"""Papers whose contexts are held against that of each one in a large corpus, or 4 a neighbour."""

LEAST = 0.05
"""Cosine by its heaviest words alone above which a paper may be lent another's, in a large corpus:
less is seldom near, and there is much of it.
"""


def company_of(papers: int) -> int:
    """How many papers lend each one their words, in a corpus of so many."""
    return min(COMPANY, papers // 20)


def in_context(
    weights: Matrix, *, neighbors: int = 1, exact: bool = False, jobs: int | None = None
) -> tuple[Context, Matrix]:
    """Lean each row towards the mean of its nearest rows, and scale it to norm 1 again.

    In a corpus of n < 20 * COMPANY papers n // 20 papers lend their words: where the nearest are
    a large part of all, everything would come to look alike. Less company is leant on less, so
    that two papers do not look alike for being each other's only neighbour.

    Gives the rows, and (n, n) the nearest `neighbors` of each with their cosines. A cosine of two
    contexts is a sum of the products of the own weights of either paper, or one of its company,
    with those of the other. So in a large corpus the few such products that are known, those of
    near papers, tell which contexts to compare.
    """
    n = weights.shape[0]
    company = company_of(n)
    if exact or n <= EXACT or not company:
        found = nearest(weights, company, jobs=jobs) if company else canonical((n, n))
        context = _leaning(weights, _lent(found), jobs=jobs)
        return context, nearest(context.whole, neighbors, jobs=jobs)
    found = search(weights, KEPT, least=LEAST, jobs=jobs)
    lent = _lent(top_k(found, company))
    context = _leaning(weights, lent, jobs=jobs)
    own = canonical(sparse.eye_array(n, format="csr"))
    whole = added(own, lent)
    among = nearest_among(
        context.whole,
        neighbors,
        left=[whole, added(own, symmetrise(found))],
        right=transposed(whole),
        candidates=max(CANDIDATES, 4 * neighbors),
        jobs=jobs,
    )
    return context, among


def _lent(near: Matrix) -> Matrix:
    """What part of each other row a row borrows: rows add up to `LEAN`, less with less company."""
    lean = LEAN * np.diff(near.indptr) / COMPANY
    return scale(near, rows=lean / np.maximum(degrees(near), 1e-9))


def _leaning(weights: Matrix, lent: Matrix, *, jobs: int | None) -> Context:
    """Work out all rows of a context."""
    blocks = row_blocks(weights.shape[0], BLOCK)
    if not blocks:
        return Context.worked_out(weights, lent, np.zeros(0, np.float32), whole=weights)
    norms: list[Floats] = []
    lean = partial(_lean, weights=weights, lent=lent)
    parts = each_block(lean, blocks, label="Weighing company", jobs=jobs)
    whole = stacked(_noted(parts, norms))
    return Context.worked_out(weights, lent, np.concatenate(norms), whole=whole)


def _lean(block: range, *, weights: Matrix, lent: Matrix) -> Leant:
    own = np.arange(block.start, block.stop)
    return leant(weights, lent[block.start : block.stop], own)


def _noted(parts: Iterable[Leant], norms: list[Floats]) -> Iterator[Matrix]:
    """Pass rows on, and note their norms."""
    for part in parts:
        norms.append(part.norms)
        yield part.rows


def grow_context(
    before: Context,
    weights: Matrix,
    growth: Growth,
    *,
    exact: bool = False,
    jobs: int | None = None,
) -> tuple[Context, Matrix]:
    """Lean fresh rows of weights, (n, v), towards the nearest of all; others keep their company.

    Gives the context, and (n, n) the nearest of each fresh row by their weights, with their
    cosines. exact: as in `in_context`.
    """
    n, fresh = len(growth), np.flatnonzero(growth.fresh)
    found = find_nearest_of(weights, KEPT, some=fresh, exact=exact, jobs=jobs)
    near = spread(found, (n, n), rows=fresh.astype(np.int32))
    kept = spread(before.lent, (n, n), rows=growth.steady, columns=growth.places)
    lent = added(kept, _lent(top_k(near, company_of(n))))
    norms = growth.values(before.norms, np.float32(0))
    anew = np.flatnonzero(growth.fresh | leaning_anew(before, growth))
    norms[anew] = leant(weights, lent[anew], anew).norms
    return Context(weights, lent, norms), near


def leaning_anew(before: Context, growth: Growth) -> NDArray[np.bool_]:
    """Rows that say what they said, and lean towards one that does not, or is gone; bool (n',)."""
    found = np.zeros(len(growth), bool)
    steady = growth.steady
    at, lender, _ = edges(before.lent)
    rows = steady[at[steady[lender] < 0]]
    found[rows[rows >= 0]] = True
    return found
