"""What of papers a reference in words can be held against."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import whole
from graph.read.authors import Name, name_of
from graph.read.folding import fold_titles
from graph.read.identifiers import LOCATOR, of_preprint, same_place
from graph.read.references.strings import Reference

Rows = NDArray[np.int64]

REACH = 3
"""Years that may lie between a paper as it was cited and as it was published."""


class Facts(NamedTuple):
    """Of n papers: folded titles, first authors, years (0 where unknown), and three columns.

    dois, locators, venues: as they stand, "" where unknown.
    """

    titles: pa.StringArray
    first: list[Name]
    years: Rows
    dois: pa.StringArray
    locators: pa.StringArray
    venues: pa.StringArray

    def contradict(self, row: int, reference: Reference) -> bool:
        """Whether year, place or DOI of a reference are those of another paper."""
        year = int(self.years[row])
        if year and reference.years and years_apart(year, reference) > REACH:
            return True
        place = self.locators[row].as_py()
        if place and reference.locator and not same_place(place, reference.locator):
            return True
        own = self.dois[row].as_py()
        given = next((name for name in reference.identifiers if name.startswith("10.")), "")
        return bool(own and given) and not (of_preprint(own) or of_preprint(given))


def facts_of(papers: pa.Table) -> Facts:
    """Those of a table of schema `PAPERS`."""
    known = whole(papers["identifiers"])
    dois, places = (pc.map_lookup(known, kind, "first").fill_null("") for kind in ("doi", LOCATOR))
    return Facts(
        titles=fold_titles(papers["title"]),
        first=_first_authors(whole(papers["authors"])),
        years=whole(papers["year"]).fill_null(0).to_numpy().astype(np.int64),
        dois=dois,
        locators=places,
        venues=whole(papers["venue"]),
    )


def years_apart(year: int, reference: Reference) -> int:
    """Years between a paper and the nearest year in a reference that has one."""
    return min(abs(year - other) for other in reference.years)


def chosen(
    count: int, text: Rows, row: Rows, *, scores: NDArray[np.float64], margin: float
) -> Rows:
    """Row of the best score for each text, -1 where another's is as near as `margin`; (count,)."""
    order = np.lexsort((-scores, row, text))
    again = (np.diff(text[order], prepend=-1) == 0) & (np.diff(row[order], prepend=-1) == 0)
    order = order[~again]  # each row once for each text, by its best score
    order = order[np.lexsort((row[order], -scores[order], text[order]))]
    text, row, scores = text[order], row[order], scores[order]
    best = np.flatnonzero(np.diff(text, prepend=-1))
    next_ = np.minimum(best + 1, len(text) - 1)
    rival = (next_ > best) & (text[next_] == text[best]) & (scores[best] - scores[next_] < margin)
    found = np.full(count, -1)
    found[text[best[~rival]]] = row[best[~rival]]
    return found


def _first_authors(lists: pa.ListArray) -> list[Name]:
    offsets = lists.offsets.to_numpy()
    known = np.flatnonzero(np.diff(offsets))
    names = lists.values.take(pa.array(offsets[known])).dictionary_encode()
    read = [name_of(name) for name in names.dictionary.to_pylist()]
    found = [name_of("")] * len(lists)
    for row, name in zip(known.tolist(), names.indices.to_pylist(), strict=True):
        found[row] = read[name]
    return found
