"""Identifiers in one form, so that their spellings meet, and what each says of a paper."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import whole
from graph.core.text import clean
from graph.read import fields

UNIQUE = ("doi", "arxiv", "pmid", "acl")
"""Kinds of which a paper has one; a preprint has a DOI and a PMID beside those of its article."""

FORMER = "former"
"""Kind of what a paper went by in a record that became part of it: another DOI, another key."""

LOCATOR = "locator"
"""Kind of volume and first page, as "89:135": where a paper stands, which other papers may, too."""

_SHORT = {"doi": fields.doi, "arxiv": fields.arxiv}
_LABEL = re.compile(
    r"^(?:https?://)?(?:(?:dx\.)?doi\.org/|arxiv\.org/(?:abs|pdf)/)?(?:(?:doi|arxiv|pmid)(?::\s*|\s+))?",
    re.IGNORECASE,
)
_BIORXIV = re.compile(r"(10\.1101/[\d.]+)v\d.*")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_PREPRINT = re.compile(
    # arXiv, bioRxiv and medRxiv, ChemRxiv, Research Square, Preprints.org, those of OSF, SSRN,
    # TechRxiv, Authorea, engrXiv, Cambridge Open Engage, EarthArXiv, JMIR, Zenodo, figshare
    r"10\.(?:48550|1101/(?:\d{6}|20\d\d\.)|26434|21203/rs\.|20944/preprints|3123[1-4]|31219|2139"
    r"|36227|22541|31224|33774|31223|2196/preprints|5281|6084)"
)
_PREPRINT_VENUE = re.compile(
    r"\b(?:(?:ar|bio|med|chem|tech|psy|eng)xiv|corr|ssrn|preprints?)\b", re.I
)


def normal(identifiers: Mapping[str, str]) -> dict[str, str]:
    """Identifiers by kind, sorted, in the form in which a corpus holds them; empty ones left out.

    A DOI of arXiv's tells the arXiv number, too.
    """
    found = {clean(kind): short(clean(kind), clean(value)) for kind, value in identifiers.items()}
    if number := _ARXIV_DOI.fullmatch(found.get("doi", "")):
        found["arxiv"] = found.get("arxiv") or fields.arxiv(number[1])
    return {kind: found[kind] for kind in sorted(found) if found[kind]}


def short(kind: str, value: str) -> str:
    """One identifier without address, label and version; a DOI in lower case."""
    made = _SHORT[kind](value) if kind in _SHORT else ""
    if not made:
        made = value if kind == "url" else _LABEL.sub("", value, count=1)
    if kind != "doi":
        return made
    versioned = _BIORXIV.fullmatch(made.lower())
    return versioned[1] if versioned else made.lower()


def same_place(one: str, other: str) -> bool:
    """Whether two locators are of one paper, if it stands in one journal."""
    (volume, _, page), (another, _, first) = one.partition(":"), other.partition(":")
    return page == first and (not volume or not another or volume == another)


def of_preprint(doi: str) -> bool:
    """Whether a DOI was given by a server of preprints or a repository."""
    return _PREPRINT.match(doi) is not None


def in_preprints(venue: str) -> bool:
    """Whether a venue is a server of preprints."""
    return _PREPRINT_VENUE.search(venue) is not None


def listed(
    identifiers: pa.ChunkedArray,
) -> tuple[NDArray[np.int64], pa.StringArray, pa.StringArray]:
    """Row, kind, and value in lower case of each identifier in a column of schema `PAPERS`."""
    maps = whole(identifiers)
    offsets = maps.offsets.to_numpy()
    kinds, values = (
        child[offsets[0] : offsets[-1]] if len(maps) else child for child in (maps.keys, maps.items)
    )
    return np.repeat(np.arange(len(maps)), np.diff(offsets)), kinds, pc.utf8_lower(values)
