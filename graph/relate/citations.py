"""What citations say of kinship: citing, sharing references, being cited together.

- cites: the row cites the column.
- coupling (Kessler 1963, "Bibliographic coupling between scientific papers"): both cite the same
  works, be they in the corpus or outside it.
- cocitation (Small 1973, "Co-citation in the scientific literature"): the same papers cite both.

The last two are one damped cosine, of rows of references and of rows of citing papers:

    score(i, j) = sum of worth(k) over the k that i and j share / sqrt(load(i) * load(j))
    load(i) = max(3, sum of worth(k) over all k of i)

With all worths 1 and no floor this is Salton's cosine, the set-theoretic similarity that van Eck &
Waltman (2009, "How to normalize cooccurrence data?") describe. The worth of a reference falls
with the number of papers that cite it, that of a citing paper with the length of its list, as
in fractional counting (Small & Sweeney 1985; Perianes-Rodriguez, Waltman & van Eck 2016), but with
the logarithm: what everybody cites ties nobody, and a review that lists hundreds ties each little.
The floor is that of shared names: where both lists hold one work alone, their having it in common
is a third of the evidence and not all of it.

What has just come out is cited by nobody, and co-citation has nothing to say of it. Its
references stand for it, as when papers of today are assigned to clusters of co-cited ones (Boyack &
Klavans 2010, "Co-citation analysis, bibliographic coupling, and direct citation"): to its row
`LEAN` times the mean row of what it cites is added, without itself.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from graph.core.sparse import Matrix, canonical, degrees, scale, top_k, without_diagonal
from graph.core.types import Corpus, Measure
from graph.relate.lineage import LOAD, rarity_of

LEAN = 0.5
"""Weight of who cites a paper's references beside who cites the paper itself."""

LENT = 20
"""Citing papers that a reference lends at most, those that cite little else: one that thousands
cite would fill every row."""

BORROWED = 100
"""Citing papers that a paper takes over from its references at most."""


def citation_measures(corpus: Corpus) -> tuple[Measure, Measure, Measure]:
    """Score pairs by `cites`, `coupling` and `cocitation`.

    Rows of coupling are of works (n, n + r), r of them outside the corpus; rows of cocitation are
    of citing papers (n, n).
    """
    citations = canonical(corpus.citations > 0)
    works = works_cited(corpus)
    return (
        Measure("cites", citations, pairwise=True, directed=True),
        Measure("coupling", _damped(works, unshared=_unshared(corpus, works))),
        Measure("cocitation", _with_references(citations, _damped(canonical(citations.T)))),
    )


def works_cited(corpus: Corpus) -> Matrix:
    """Who cites what: ones, (n, n + r), papers of the corpus first, then works outside it."""
    parts = [corpus.citations]
    if corpus.outside is not None:
        parts.append(corpus.outside.citations)
    return canonical(sparse.hstack(parts, format="csr") > 0)


def works_worth(works: Matrix) -> NDArray[np.float64]:
    """Worth of sharing each column: 1 for one in two rows, 0 from a third of them on."""
    held = np.bincount(works.indices, minlength=works.shape[1])
    return np.asarray(rarity_of(held, works.shape[0]), np.float64)


def _damped(works: Matrix, *, unshared: float | NDArray[np.float64] = 0.0) -> Matrix:
    """Rows whose dot products are the damped cosine; unshared: load by what no other row has."""
    worth = works_worth(works)
    load = np.maximum(degrees(scale(works, columns=worth)) + unshared, LOAD)
    return scale(works, rows=1 / np.sqrt(load), columns=np.sqrt(worth))


def _unshared(corpus: Corpus, works: Matrix) -> NDArray[np.float64]:
    """How many references of each paper are to works that nobody else cites; (n,)."""
    told = pc.list_value_length(corpus.papers["references"]).to_numpy()
    return np.asarray(np.maximum(told - np.diff(works.indptr), 0), np.float64)


def _with_references(citations: Matrix, own: Matrix) -> Matrix:
    """Add to the rows of citing papers what the references of each paper lend it."""
    part = scale(citations, columns=works_worth(citations))
    mean = scale(part, rows=1 / np.maximum(degrees(part), 1e-9))
    lent = without_diagonal(canonical(mean @ top_k(own, LENT)))
    return canonical(own + LEAN * top_k(lent, BORROWED))
