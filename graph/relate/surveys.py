"""Which papers survey others: they name what they list, and build on none of it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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
