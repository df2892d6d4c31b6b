"""How kin any papers of an atlas are, linked or not, and why: what every answer asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.core.sparse import Floats, degrees
from graph.core.types import Atlas, Evidence
from graph.core.years import years_of
from graph.relate.evidence import Explainer
from graph.relate.languages import Reader
from graph.relate.layers import pair_scores, scores_of
from graph.relate.shared import Memory

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

BRIDGEHEADS = 100
"""Papers of the smaller of two sets that are held against the larger for the nearest pair."""


def score_pairs(atlas: Atlas, rows: ArrayLike, columns: ArrayLike) -> Floats:
    """Relatedness in [0, 1) of any pairs of papers (row numbers), linked or not; float32 (len,).

    Of a linked pair it equals the weight of the edge. A paper's score with itself means nothing.
    """
    graph = atlas.graph
    return pair_scores(graph.measures, graph.shares, rows=rows, columns=columns)


def find_related(
    atlas: Atlas,
    paper: int,
    *,
    count: int = 10,
    since: float = -np.inf,
    until: float = np.inf,
) -> list[tuple[int, float]]:
    """Nearest papers of all, linked or not, as (row, score), the nearest first, ties by row.

    since, until: years from and to which, these included, papers count; where either is given,
    those without a year do not.
    """
    scores = scores_of(atlas.graph.measures, atlas.graph.shares, paper)
    if (since, until) != (-np.inf, np.inf):
        years = years_of(atlas.corpus.papers)  # nan, where there is none, is no number
        scores[~((years >= since) & (years <= until))] = 0
    order = np.lexsort((np.arange(len(scores)), -scores))[:count]
    return [(int(row), float(scores[row])) for row in order if scores[row] > 0]


def rank(atlas: Atlas, paper: int, *, of: int) -> int:
    """Place of one paper in another's list of nearest papers: 1 for the nearest."""
    scores = scores_of(atlas.graph.measures, atlas.graph.shares, of)
    before = (scores > scores[paper]) | (
        (scores == scores[paper]) & (np.arange(len(scores)) < paper)
    )
    before[of] = False
    return int(before.sum()) + 1


def nearest_pair(
    atlas: Atlas, sides: tuple[NDArray[np.integer], NDArray[np.integer]]
) -> tuple[int, int, float]:
    """Find the most related two papers (rows), one of either side, with their score.

    sides: rows, two sets without a common paper. Of the smaller set the `BRIDGEHEADS` papers with
    most to link them are held against all of the larger; ties go by row.
    """
    few, many = sorted(sides, key=len)
    strongest = np.lexsort((few, -degrees(atlas.graph.adjacency)[few]))
    best = (-1, -1, -1.0)
    for paper in np.sort(few[strongest[:BRIDGEHEADS]]).tolist():
        scores = scores_of(atlas.graph.measures, atlas.graph.shares, paper)[many]
        nearest = int(np.argmax(scores))
        if scores[nearest] > best[2]:
            best = (paper, int(many[nearest]), float(scores[nearest]))
    one, other, score = best
    return (one, other, score) if few is sides[0] else (other, one, score)


def explain(atlas: Atlas, one: int, other: int) -> Evidence:
    """Say why two papers (row numbers) are kin; works for any pair."""
    return explainer(atlas).explain(one, other, closest=True)


def explainer(atlas: Atlas, *, memory: Memory | None = None) -> Explainer:
    """One explainer for many pairs: it reads each paper's text once, if need be; see `Memory`."""
    return Explainer(
        atlas.corpus,
        features=atlas.features,
        names=atlas.names,
        measures=atlas.graph.measures,
        shares=atlas.graph.shares,
        language=atlas.options.language,
        memory=memory,
    )


def to_vectorizer(atlas: Atlas) -> TfidfVectorizer:
    """Give scikit-learn's vectorizer with the words and weights of an atlas, ready to transform.

    It makes of any texts rows (k, v) as those of `Features.weights`: for classifiers, clustering
    and searches of your own. A text is a title and an abstract with a line break between.

    Examples
    --------
    >>> rows = to_vectorizer(atlas).transform(["A title and an abstract"])
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights, terms = atlas.features.weights, atlas.features.terms.to_pylist()
    df = np.bincount(weights.indices, minlength=len(terms))
    made = TfidfVectorizer(
        analyzer=Reader.of(atlas.corpus.papers, atlas.options.language).terms,
        vocabulary=terms,
        sublinear_tf=True,
        dtype=np.float32,
    )
    made.idf_ = 1 + np.log((1 + weights.shape[0]) / (1 + df))
    return made
