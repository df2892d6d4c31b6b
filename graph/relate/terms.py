"""The words of a paper as weights: TF-IDF, tuned for scientific abstracts.

Weight of term t in paper d: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows scaled to norm 1
(Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval"; the smoothed idf
is scikit-learn's). Words are those of `graph.core.text`, stop words and numbers dropped.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.sparse import Matrix, canonical
from graph.core.text import words
from graph.core.types import Features, Measure
from graph.relate.neighbors import nearest

SAMPLE = 1_000
"""Papers by which the midpoint is found."""

MIDPOINT_RANGE = (0.1, 0.5)
"""Below, papers that have next to nothing in common would count as kin; above, copies would not."""


def extract_terms(papers: pa.Table) -> Features:
    """Weigh the words of title and abstract; a paper with none gets an empty row."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    texts = pc.binary_join_element_wise(papers["title"], papers["abstract"], "\n")

    def analyse(text: str) -> list[str]:
        return [word for word in words(text) if _is_term(word) and word not in ENGLISH_STOP_WORDS]

    vectorizer = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32)
    try:
        weights = canonical(vectorizer.fit_transform(text.as_py() for text in texts))
        terms = vectorizer.get_feature_names_out()
    except ValueError:  # no paper has a term: an empty vocabulary is an answer, not an error
        weights, terms = canonical((papers.num_rows, 0)), []
    return Features(pa.array(terms, pa.string()), weights, _midpoint(weights))


def term_measure(features: Features) -> Measure:
    """Score pairs by the cosine of their term weights, brought onto a common scale.

    What a cosine is worth depends on the corpus: 0.15 is near in a hundred abstracts of one field
    and far in a library. The midpoint is what a typical paper's nearest neighbour reaches here.
    """
    return Measure("terms", features.weights, midpoint=features.midpoint)


def _midpoint(weights: Matrix) -> float:
    """Median, over a sample of papers, of the cosine to the nearest other paper."""
    n = weights.shape[0]
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64))
    best = nearest(weights, 1, rows=rows).data
    return float(np.clip(np.median(best) if len(best) else 0.0, *MIDPOINT_RANGE))


def _is_term(word: str) -> bool:
    """A term has two characters or more, and is not a number."""
    return len(word) > 1 and not word[0].isdigit()
