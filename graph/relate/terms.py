"""The words of a paper as weights, and in the company of the papers nearest to it.

Weight of term t in paper d: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows scaled to norm 1
(Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval"; the smoothed idf
is scikit-learn's). Terms are the words of `graph.core.text`, plurals folded, stop words and
numbers dropped.

What is compared is the paper in its context: its own weights plus `LEAN` times the mean weights of
the `COMPANY` papers nearest to it, so that two papers on one subject meet though each uses words
of its own (document expansion: Singhal & Pereira 1999, "Document expansion for speech retrieval").
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.sparse import Matrix, canonical, degrees, scale, unit_rows
from graph.core.text import singular, words
from graph.core.types import Features, Measure
from graph.relate.neighbors import nearest

COMPANY = 5
"""Nearest papers that lend a paper their words; fewer in a corpus of less than 100."""

LEAN = 0.5
"""Weight of the company's words beside the paper's own."""

SAMPLE = 1_000
"""Papers by which the midpoint is found."""

MIDPOINT_RANGE = (0.15, 0.6)
"""Below, papers that have next to nothing in common would count as kin; above, copies would not."""


def extract_terms(papers: pa.Table) -> Features:
    """Weigh the words of title and abstract; a paper with none gets an empty row."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    texts = pc.binary_join_element_wise(papers["title"], papers["abstract"], "\n")

    def analyse(text: str) -> list[str]:
        kept = (word for word in words(text) if _is_term(word) and word not in ENGLISH_STOP_WORDS)
        return [singular(word) for word in kept]

    vectorizer = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32)
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
    a large part of all, everything would come to look alike.
    """
    company = min(COMPANY, weights.shape[0] // 20)
    if not company:
        return weights
    near = nearest(weights, company)
    mean = scale(near, rows=1 / np.maximum(degrees(near), 1e-9))
    return unit_rows(canonical(weights + LEAN * (mean @ weights)))


def term_measure(features: Features) -> Measure:
    """Score pairs by the cosine of their contexts, brought onto a common scale.

    What a cosine is worth depends on the corpus: 0.3 is near in a library and far in a hundred
    abstracts of one field. The midpoint is what a typical paper's nearest neighbour reaches here.
    """
    return Measure("terms", features.context, midpoint=features.midpoint)


def _midpoint(context: Matrix) -> float:
    """Median, over a sample of papers, of the cosine to the nearest other paper."""
    n = context.shape[0]
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64))
    best = nearest(context, 1, rows=rows).data.astype(np.float64)
    return float(np.clip(np.median(best) if len(best) else 0.0, *MIDPOINT_RANGE))


def _is_term(word: str) -> bool:
    """A term has two characters or more, and is not a number."""
    return len(word) > 1 and not word[0].isdigit()
