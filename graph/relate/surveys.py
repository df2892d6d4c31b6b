"""Which papers survey others: they name what they list, and build on none of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.blocks import row_blocks
from graph.core.tables import some_rows

BLOCK = 10_000
"""Papers that are read at one time."""

_TITLE = (
    r"(?i)\b(survey|surveys|overview|tutorial|primer|literature review)\b"
    r"|\b(critical|systematic|comprehensive|brief|short|selective) review\b"
    r"|\breview of\b|: a review\b|\ba review$"
)
# "Survey" in an abstract may be a questionnaire; "in this survey, we" is not.
_ABSTRACT = (
    r"(?i)\b(in this (survey|review|overview|tutorial)|this (survey|review|overview|tutorial) "
    r"(paper|article|aims|covers|provides|presents|summari[sz]es|examines|discusses)"
    r"|(paper|article|work|chapter) (surveys|reviews)|we (survey|review) the "
    r"(literature|field|research|recent|existing))\b"
)


def find_surveys(papers: pa.Table) -> NDArray[np.bool_]:
    """Tell surveys and reviews by how title and abstract speak of themselves; bool (n,)."""
    titled = pc.match_substring_regex(papers["title"], _TITLE)
    said = pc.match_substring_regex(papers["abstract"], _ABSTRACT)
    return np.asarray(pc.or_(titled, said).to_numpy())


@dataclass(frozen=True, slots=True)
class Surveys:
    """Does as an array of what `find_surveys` tells, and looks at those papers that it is asked of.

    papers: schema `PAPERS`. Most papers build on none and none builds on them.
    """

    papers: pa.Table

    def __getitem__(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Of each of some papers, (len,)."""
        asked, place = np.unique(rows, return_inverse=True)
        texts = self.papers.select(["title", "abstract"])
        told = [
            find_surveys(some_rows(texts, asked[block.start : block.stop]))
            for block in row_blocks(len(asked), BLOCK)
        ]
        return np.concatenate([np.zeros(0, bool), *told])[place]
