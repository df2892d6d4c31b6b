"""What the columns of tables are called, field by field, by those who export them.

Names count without case, blanks and punctuation. Of several columns for one field, the first in
the order given here that holds something is believed. "url" is searched for identifiers, "other"
only tells a table of papers from one of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LEFT_OUT = re.compile(r"[\W_]+")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "Title",
        "Article Title",  # Web of Science
        "Document Title",  # IEEE Xplore
        "Item Title",  # Springer
        "Paper Title",
        "Primary Title",
        "Display Name",  # OpenAlex
        "Original Title",  # Embase
    ),
    "abstract": (
        "Abstract",
        "Abstract Note",  # Zotero
        "Abstracts",
        "Abstract Text",
        "Summary",
        "Original Abstract",
    ),
    "year": (
        "Publication Year",
        "PubYear",  # Dimensions
        "Year",
        "Year of Publication",
        "Published Year",
        "Publication Date",
        "Date Published",  # Lens
        "Date",
        "Published",
        "Cover Date",
        "Original Paper Date",  # Retraction Watch
    ),
    "authors": (
        "Author Full Names",  # Scopus, Web of Science
        "Authors",
        "Author",
        "Author/s",  # Lens
        "Author(s)",
        "Author Names",  # Embase
        "First Authors",
        "authorships.author.display_name",  # OpenAlex
        "Creators",
    ),
    "venue": (
        "Source title",  # Scopus, Web of Science, Dimensions, Lens
        "Publication Title",  # IEEE Xplore, Springer, Zotero
        "Journal",
        "Journal Title",
        "Journal/Book",  # PubMed
        "Journal/Conference",
        "primary_location.source.display_name",  # OpenAlex
        "Venue",
        "Anthology title",  # Dimensions
        "Book title",
        "Container Title",
        "Conference",
        "Conference Title",
        "Proceedings Title",
        "Secondary Title",
    ),
    "references": (
        "References",  # Scopus, Lens
        "Cited References",  # Web of Science, Dimensions
        "referenced_works",  # OpenAlex
    ),
    "key": (
        "Key",  # Zotero
        "Citation Key",
        "BibTeX Key",
        "Lens ID",
        "Publication ID",  # Dimensions
        "ID",
        "Record ID",  # ASReview
    ),
    "volume": ("Volume", "Journal Volume", "biblio.volume"),
    "page": (
        "Page start",  # Scopus
        "Start Page",  # IEEE Xplore, Web of Science, Lens
        "Pages",
        "Pagination",  # Dimensions
        "biblio.first_page",  # OpenAlex
        "Art. No.",
        "Article Number",
    ),
    "doi": ("DOI", "Item DOI", "DOI Link", "Original Paper DOI"),
    "arxiv": ("arXiv", "arXiv ID", "Eprint"),
    "pmid": ("PMID", "PubMed ID", "Original Paper PubMed ID", "ids.pmid"),
    "pmcid": ("PMCID", "PMC ID"),
    "scopus": ("EID",),
    "wos": ("UT (Unique WOS ID)", "UT (Unique ID)"),
    "url": ("URL", "URLs", "Link", "PDF Link", "External URL", "primary_location.landing_page_url"),
    "other": (
        "Keywords",
        "Author Keywords",
        "Index Keywords",
        "Tags",
        "Label Included",
        "Included",
    ),
}

TAGS: Mapping[str, tuple[str, ...]] = {
    "title": ("TI",),
    "abstract": ("AB",),
    "year": ("PY", "EA"),
    "authors": ("AF", "AU", "CA"),
    "venue": ("SO", "J9", "JI"),
    "references": ("CR",),
    "volume": ("VL",),
    "page": ("BP", "AR"),
    "doi": ("DI",),
    "pmid": ("PM",),
    "wos": ("UT",),
    "other": ("DE", "ID", "PT"),
}
"""Columns called by Web of Science's tags, where `ID` is no number, but further keywords."""

LAST_RESORT: Mapping[str, tuple[str, ...]] = {"year": ("Source",), "venue": ("Source",)}
"""Columns that hold a field where there are abstracts, as in Embase's tables, else anything."""

RUN_TOGETHER = "Item Title"
"""A column of tables that set nothing between the names of authors: Springer's."""

REPEATED = "Funding Text 1"
"""A column that Scopus repeats in a row as often as that needs, whatever the header says."""

Layout = Mapping[str, tuple[int, ...]]
"""Numbers of the columns of each field, the first to be believed first."""


def layout(header: Iterable[str]) -> Layout:
    """Find the columns of each field by their names; fields without one are left out."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(folded(name), place)
    known = TAGS if places.keys() >= {"ti", "so"} else COLUMNS
    found = {field: _places(names, places) for field, names in known.items()}
    for field, names in LAST_RESORT.items() if found["abstract"] else ():
        found[field] = found[field] or _places(names, places)
    return {field: columns for field, columns in found.items() if columns}


def folded(name: str) -> str:
    """The letters and digits of a column's name, in lower case."""
    return _LEFT_OUT.sub("", name.casefold())


def _places(names: Iterable[str], places: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(places[name] for name in map(folded, names) if name in places)
