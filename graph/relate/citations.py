"""What citations say of kinship: citing, sharing references, being cited together.

Bibliographic coupling (Kessler 1963) and co-citation (Small 1973), both normalised by the cosine
(Salton's measure) of the citation vectors.
"""

from __future__ import annotations

from graph.core.sparse import Matrix, canonical, unit_rows
from graph.core.types import Measure


def citation_measures(citations: Matrix) -> tuple[Measure, Measure, Measure]:
    """Score pairs by `cites`, `coupling` and `cocitation`; citations (n, n), row cites column."""
    return (
        Measure("cites", citations, pairwise=True, directed=True),
        Measure("coupling", unit_rows(citations)),
        Measure("cocitation", unit_rows(canonical(citations.T.tocsr()))),
    )
