"""How a corpus writes names, and in what company: counts that add up over its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from graph.relate.names.company import DATA, METHOD, OTHER, SURE, Seen
from graph.relate.names.text import key


@dataclass(slots=True)
class Tally:
    """How a corpus writes one key: spellings, papers, and papers by the company it keeps."""

    surfaces: dict[str, int] = field(default_factory=dict)
    papers: int = 0
    method: int = 0
    data: int = 0
    other: int = 0
    sure: int = 0

    def add(self, other: Tally) -> None:
        """Take in the counts of other papers."""
        for surface, count in other.surfaces.items():
            self.surfaces[surface] = self.surfaces.get(surface, 0) + count
        self.papers += other.papers
        self.method += other.method
        self.data += other.data
        self.other += other.other
        self.sure += other.sure


class Phrase(NamedTuple):
    """A name of several tokens, spoken of as a method: the first among all of a block, and behind
    the last.
    """

    paper: int
    first: int
    last: int
    surface: str


def with_phrases(seen: Seen, phrases: Sequence[Phrase]) -> Seen:
    """Names of one token and phrases, in the order of the text; none that stands within another."""
    papers, firsts, lasts = np.array([phrase[:3] for phrase in phrases], int).reshape(-1, 3).T
    inside = np.searchsorted(firsts, seen.places) > np.searchsorted(lasts, seen.places, "right")
    places = np.concatenate([seen.places[~inside], firsts])
    order = np.argsort(places)
    surfaces = [
        one for one, within in zip(seen.surfaces, inside.tolist(), strict=True) if not within
    ]
    surfaces += [phrase.surface for phrase in phrases]
    told = np.full(len(phrases), METHOD | SURE, np.int8)
    return Seen(
        np.concatenate([seen.papers[~inside], papers])[order],
        places[order],
        [surfaces[at] for at in order.tolist()],
        np.concatenate([seen.company[~inside], told])[order],
    )


def tallied(seen: Seen) -> dict[str, Tally]:
    """Tallies by key; a paper counts with its first spelling, and for all company it tells of."""
    spellings: dict[str, int] = {}
    surfaces = np.array([spellings.setdefault(one, len(spellings)) for one in seen.surfaces], int)
    spelled = list(spellings)
    folded: dict[str, int] = {}
    keys = np.array([folded.setdefault(key(one), len(folded)) for one in spelled], int)[surfaces]
    order = np.argsort(seen.papers * len(folded) + keys, kind="stable")
    firsts = np.flatnonzero(np.diff(seen.papers[order] * len(folded) + keys[order], prepend=-1))
    said = np.bitwise_or.reduceat(seen.company[order], firsts)
    keys, surfaces = keys[order[firsts]], surfaces[order[firsts]]
    counts = [np.bincount(keys, minlength=len(folded))]
    counts += [
        np.bincount(keys, said & bit > 0, len(folded)) for bit in (METHOD, DATA, OTHER, SURE)
    ]
    columns = (column.astype(int).tolist() for column in counts)
    tallies = {one: Tally({}, *row) for one, *row in zip(folded, *columns, strict=True)}
    written = list(tallies.values())
    for number, surface in zip(keys.tolist(), surfaces.tolist(), strict=True):
        counted = written[number].surfaces
        counted[spelled[surface]] = counted.get(spelled[surface], 0) + 1
    return tallies
