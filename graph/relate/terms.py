"""The words of a paper as weights.

Weight of term t in paper d: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows scaled to norm 1
(Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval"; the smoothed idf
is scikit-learn's). Terms are the words of `graph.core.text` without function words and numbers,
those of English in the singular: see `graph.relate.languages`.

What is compared is the paper in the company of others: see `graph.relate.company`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from graph.core.blocks import each_block, row_blocks
from graph.core.columns import Texts, rows_as_arrow
from graph.core.growth import Growth
from graph.core.placing import interleaved, spread
from graph.core.room import piled
from graph.core.sparse import (
    Floats,
    Matrix,
    by_rows,
    canonical,
    edges,
    stacked,
    top_k,
    uses,
)
from graph.core.types import DEFAULTS, ContextMeasure, Features
from graph.relate.company import COMPANY, LEAN, company_of, grow_context, in_context
from graph.relate.languages import Counts, Reader, reader_of
from graph.relate.vocabulary import Words, merge_vocabulary

BLOCK = 2_000
"""Papers that one worker reads at a time."""

SAMPLE = 1_000
"""Papers by which the midpoint is found."""

MIDPOINT_RANGE = (0.2, 0.6)
"""Below, papers that have next to nothing in common would count as kin; above, copies would not.

In a corpus in which papers lend each other words, `LIFT` is added to the lower end.
"""

LIFT = 2 * LEAN / COMPANY
"""Cosine that two papers with nothing in common reach when each lends the other its words."""

COPY = 0.95
"""Cosine from which the nearest paper is the same text again, and tells nothing of the others."""


def extract_terms(
    papers: pa.Table,
    *,
    language: str = "",
    neighbors: int = DEFAULTS.neighbors,
    exact: bool = False,
    jobs: int | None = None,
    block: int = BLOCK,
) -> tuple[Features, Matrix]:
    """Weigh the words of title and abstract; a paper with none gets an empty row.

    Gives their weights, and (n, n) the nearest by context of each paper with their cosines.

    language: of all texts, as "de"; "" tells it by each. Raises `OptionError` for an unknown one.
    neighbors: how many of the nearest to find of each paper; exact: not to miss one in a large
    corpus. jobs: workers (None: the cores there are); block: papers each holds at a time.
    """
    terms, counts, df = _counted(papers, Reader.of(papers, language), jobs=jobs, block=block)
    weights = _weighed(counts, df, papers=papers.num_rows)
    context, near = in_context(weights, neighbors=neighbors, exact=exact, jobs=jobs)
    return Features(terms, context, _midpoint(near)), near


class Counted(NamedTuple):
    """Terms (v,) in alphabetical order; counts: float32 (n, v); df: papers that use each (v,)."""

    terms: pa.StringArray
    counts: Matrix
    df: NDArray[np.int64]


def _counted(papers: pa.Table, reader: Reader, *, jobs: int | None, block: int) -> Counted:
    blocks = row_blocks(papers.num_rows, block)
    if not blocks:
        return Counted(pa.array([], pa.string()), canonical((0, 0)), np.zeros(0, np.int64))
    told: list[Words] = []
    parts = each_block(
        partial(
            _count,
            titles=Texts.of(papers["title"]),
            abstracts=Texts.of(papers["abstract"]),
            language=reader.language,
            given=reader.given,
        ),
        blocks,
        label="Weighing terms",
        jobs=jobs,
    )
    counts = stacked(_noted(parts, told))
    terms, df, places = merge_vocabulary(told, jobs=jobs)
    ends = [counts.indptr[[own.start, own.stop]] for own in blocks]
    columns = (own[counts.indices[at:end]] for own, (at, end) in zip(places, ends, strict=True))
    held = (counts.data, piled(columns, np.int32), counts.indptr)
    known = sparse.csr_array(held, shape=(papers.num_rows, len(terms)))
    return Counted(terms, by_rows(_sorted, known), df)


def _noted(parts: Iterable[Counts], told: list[Words]) -> Iterator[Matrix]:
    """Pass counts on, whose columns are each block's own, and note what these mean."""
    for part in parts:
        told.append(Words(part.terms, uses(part.counts)))
        yield part.counts


def _sorted(_: int, rows: Matrix) -> Matrix:
    return canonical(rows)


def _count(rows: range, *, titles: Texts, abstracts: Texts, language: str, given: bool) -> Counts:
    pairs = zip(titles.read(rows), abstracts.read(rows), strict=True)
    return reader_of(language, given=given).count(map("\n".join, pairs))


def _weighed(counts: Matrix, df: NDArray[np.int64], *, papers: int) -> Matrix:
    """Weights of terms from counts; single precision throughout, as scikit-learn has it.

    df, papers: how many papers use each term, and how many there are: these, or others, too.
    """
    idf = 1 + np.log(np.float32(papers + 1) / (1 + df.astype(np.float32)))
    return by_rows(partial(_weigh, idf=idf), counts)


def _weigh(_: int, counts: Matrix, *, idf: Floats) -> Matrix:
    rows, columns, tf = edges(counts)
    weights = (1 + np.log(tf)) * idf[columns]
    norms = np.sqrt(np.bincount(rows, weights * weights, counts.shape[0]))
    held = (weights / norms[rows], columns, counts.indptr)
    return canonical(sparse.csr_array(held, shape=counts.shape))


def grow_terms(
    features: Features,
    papers: pa.Table,
    growth: Growth,
    *,
    language: str = "",
    exact: bool = False,
    jobs: int | None = None,
) -> tuple[Features, Matrix]:
    """Weigh the words of fresh papers among those of all; vectors aside.

    Gives their weights, and (n, n) the nearest by these of each fresh paper.

    features: of the papers before the growth, which keep their weights and their company; papers:
    schema `PAPERS`, as they are now. How common a term is, is counted now, and a fresh paper leans
    towards the nearest of all papers. What cosine scores one half stays. exact: as in
    `extract_terms`.
    """
    fresh = np.flatnonzero(growth.fresh)
    texts = papers.select(["title", "abstract"]).take(rows_as_arrow(fresh))
    words, counts, own_df = _counted(texts, Reader.of(papers, language), jobs=jobs, block=BLOCK)
    used = uses(features.weights)
    terms, df, (known, own) = merge_vocabulary([Words(features.terms, used), Words(words, own_df)])
    counts = spread(counts, (len(fresh), len(terms)), columns=own)
    weighed = _weighed(counts, df, papers=len(growth))
    weights = interleaved(features.weights, weighed, rows=growth.steady, columns=known, own=fresh)
    context, near = grow_context(features.context, weights, growth, exact=exact, jobs=jobs)
    return replace(features, terms=terms, context=context), near


def term_measure(features: Features) -> ContextMeasure:
    """Score pairs by the cosine of their contexts, brought onto a common scale.

    What a cosine is worth depends on the corpus: 0.3 is near in a library and far in a hundred
    abstracts of one field. The midpoint is what a typical paper's nearest neighbour reaches here.
    """
    return ContextMeasure("terms", features.context, midpoint=features.midpoint)


def _midpoint(near: Matrix) -> float:
    """What a sample of papers reaches with the nearest other paper."""
    n = near.shape[0]
    least, most = MIDPOINT_RANGE
    if company_of(n):
        least += LIFT
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64))
    return typical(top_k(canonical(near[rows]), 1).data, (least, most))


def typical(best: Floats, bounds: tuple[float, float]) -> float:
    """Median of the cosines that papers reach with their nearest, within bounds.

    Copies are left out where there are others, so that a text that stands there a hundred times
    does not make the others look unlike.
    """
    cosines = best.astype(np.float64)
    others = cosines[cosines < COPY]
    told = others if len(others) else cosines
    return float(np.clip(np.median(told) if len(told) else 0.0, *bounds))
