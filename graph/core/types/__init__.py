"""What flows through the house: frozen records that check their shapes when made.

Inside, a paper is its row number in `Corpus.papers`, and a graph is a matrix in canonical form
(see `graph.core.sparse`). n is the number of papers, m of names, v of terms.
"""

from graph.core.types.atlas import (
    DEFAULTS,
    EVERYTHING,
    Atlas,
    Options,
    Selection,
)
from graph.core.types.findings import (
    Bridge,
    Communities,
    Evidence,
    Labels,
    Path,
    Quote,
)
from graph.core.types.papers import (
    PAPERS,
    Audit,
    Corpus,
    FileAudit,
    Merge,
    Outside,
    Paper,
    Record,
    Skip,
    Source,
)
from graph.core.types.relations import (
    NAMES,
    PLACES,
    ContextMeasure,
    DenseMeasure,
    Features,
    Graph,
    Layer,
    Measure,
    Names,
    Scorer,
    Vectors,
)

__all__ = [
    "DEFAULTS",
    "EVERYTHING",
    "NAMES",
    "PAPERS",
    "PLACES",
    "Atlas",
    "Audit",
    "Bridge",
    "Communities",
    "ContextMeasure",
    "Corpus",
    "DenseMeasure",
    "Evidence",
    "Features",
    "FileAudit",
    "Graph",
    "Labels",
    "Layer",
    "Measure",
    "Merge",
    "Names",
    "Options",
    "Outside",
    "Paper",
    "Path",
    "Quote",
    "Record",
    "Scorer",
    "Selection",
    "Skip",
    "Source",
    "Vectors",
]
