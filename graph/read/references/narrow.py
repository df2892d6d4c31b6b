"""Few references against many papers: the papers that they may mean, found without reading all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.read.authors import JOINED
from graph.read.references.strings import Reference

Rows = NDArray[np.int64]

FEW = 2_000
"""References up to which it pays."""

_OPENING = 8
_WORD_START = re.compile(r"(?<!\w)(?=\S)")


def likely_rows(texts: Sequence[str], papers: pa.Table, *, references: Sequence[Reference]) -> Rows:
    """Rows of papers of which the title begins, or the author stands, somewhere in the texts.

    texts: as they stand, references: what they say.
    """
    lowered = [text.lower() for text in texts]
    openings = {
        text[found.start() : found.start() + _OPENING]
        for text in lowered
        for found in _WORD_START.finditer(text)
    }
    beginnings = pc.utf8_slice_codeunits(pc.utf8_lower(papers["title"]), 0, _OPENING)
    likely = pc.is_in(beginnings, pa.array(sorted(openings), pa.string()))
    heads = {head for one in references for head in one.heads}
    heads |= {one.author.family for one in references if one.author} - {""}
    if heads:
        names = pc.utf8_normalize(pc.binary_join(papers["authors"], " "), "NFKD")
        names = pc.utf8_lower(pc.replace_substring_regex(names, rf"\pM|{JOINED.pattern}", ""))
        form = "|".join(sorted(heads))
        likely = pc.or_(likely, pc.match_substring_regex(names, rf"\b(?:{form})\b"))
    return np.flatnonzero(likely.to_numpy())
