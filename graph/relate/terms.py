"""The words of a paper as weights, and in the company of the papers nearest to it.

Weight of term t in paper d: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows scaled to norm 1
(Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval"; the smoothed idf
is scikit-learn's). Terms are the words of `graph.core.text` without function words and numbers,
those of English in the singular: see `graph.relate.languages`.

What is compared is the paper in its context: its own weights plus `LEAN` times the mean weights of
the `COMPANY` papers nearest to it, so that two papers on one subject meet though each uses words
of its own (document expansion: Singhal & Pereira 1999, "Document expansion for speech retrieval").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.sparse import Matrix, canonical, degrees, scale, unit_rows, with_row
from graph.core.types import Features, Measure
from graph.relate.languages import Reader
from graph.relate.neighbors import nearest

COMPANY = 5
"""Nearest papers that lend a paper their words; fewer in a corpus of less than 100."""

LEAN = 0.5
"""Weight of the company's words beside the paper's own."""

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


def extract_terms(papers: pa.Table, *, language: str = "") -> Features:
    """Weigh the words of title and abstract; a paper with none gets an empty row.

    language: of all texts, as "de"; "" tells it by each. Raises `OptionError` for an unknown one.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = pc.binary_join_element_wise(papers["title"], papers["abstract"], "\n")
    read = Reader(papers, language).terms
    vectorizer = TfidfVectorizer(analyzer=read, sublinear_tf=True, dtype=np.float32)
    try:
        weights = canonical(vectorizer.fit_transform(text.as_py() for text in texts))
        terms = vectorizer.get_feature_names_out()
    except ValueError:  # no paper has a term: an empty vocabulary is an answer, not an error
        weights, terms = canonical((papers.num_rows, 0)), []
    context = in_context(weights)
    return Features(pa.array(terms, pa.string()), weights, context, _midpoint(context))


def in_context(weights: Matrix) -> Matrix:
    """Lean each row towards the mean of its nearest rows, and scale it to norm 1 again.

    In a corpus of n < 20 * COMPANY papers n // 20 papers lend their words: where the nearest are
    a large part of all, everything would come to look alike. Less company is leant on less, so
    that two papers do not look alike for being each other's only neighbour.
    """
    company = _company(weights.shape[0])
    if not company:
        return weights
    near = nearest(weights, company)
    lean = LEAN * np.diff(near.indptr) / COMPANY
    mean = scale(near, rows=lean / np.maximum(degrees(near), 1e-9))
    return unit_rows(canonical(weights + mean @ weights))


def with_unseen(features: Features, papers: pa.Table, *, language: str = "") -> Features:
    """Put behind the features the last of `papers`, weighed by what is known of the others.

    Words that no paper has used before weigh nothing; the company that the new one keeps does
    not lean towards it in turn.
    """
    vocabulary = {term: place for place, term in enumerate(features.terms.to_pylist())}
    text = "\n".join(papers[field][-1].as_py() for field in ("title", "abstract"))
    counts = Counter(Reader(papers, language).terms(text))
    known = sorted(vocabulary[term] for term in counts if term in vocabulary)
    spelt = features.terms.take(pa.array(known, pa.int64())).to_pylist()
    n = features.weights.shape[0]
    df = np.bincount(features.weights.indices, minlength=len(features.terms))[known]
    tf = np.array([counts[term] for term in spelt], np.float64)
    own = (1 + np.log(tf)) * (1 + np.log((1 + n) / (1 + df))) if known else tf
    own = own / max(float(np.linalg.norm(own)), 1e-12)
    weights = with_row(features.weights, known, own)
    company = nearest(weights, _company(n), rows=np.array([n])) if _company(n) else None
    row = weights[[n]]
    if company is not None and company.nnz:
        lean = LEAN * company.nnz / COMPANY / float(company.data.sum(dtype=np.float64))
        row = unit_rows(canonical(row + lean * (company @ weights)))
    context = with_row(features.context, row.indices, row.data)
    return replace(features, weights=weights, context=context)


def term_measure(features: Features) -> Measure:
    """Score pairs by the cosine of their contexts, brought onto a common scale.

    What a cosine is worth depends on the corpus: 0.3 is near in a library and far in a hundred
    abstracts of one field. The midpoint is what a typical paper's nearest neighbour reaches here.
    """
    return Measure("terms", features.context, midpoint=features.midpoint)


def _midpoint(context: Matrix) -> float:
    """Median, over a sample of papers, of the cosine to the nearest other paper.

    Copies are left out where there are others, so that a text that stands there a hundred times
    does not make the others look unlike.
    """
    n = context.shape[0]
    least, most = MIDPOINT_RANGE
    if _company(n):
        least += LIFT
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64))
    best = nearest(context, 1, rows=rows).data.astype(np.float64)
    others = best[best < COPY]
    told = others if len(others) else best
    return float(np.clip(np.median(told) if len(told) else 0.0, least, most))


def _company(papers: int) -> int:
    """How many papers lend each one their words, in a corpus of so many."""
    return min(COMPANY, papers // 20)
