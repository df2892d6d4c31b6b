"""Papers as references in words are held against them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.read.references.contained import Titles
from graph.read.references.facts import Facts, facts_of
from graph.read.references.shelf import Shelf, shelved

HELD = ["key", "title", "authors", "year", "venue", "identifiers"]
"""Columns by which references name a paper."""


@dataclass(frozen=True)
class Library:
    """Papers, and what is looked up in them, made when it is first asked for.

    papers: the columns `HELD` of a table of schema `PAPERS`, if not all.
    """

    papers: pa.Table

    @cached_property
    def facts(self) -> Facts:
        """What is known of each paper."""
        return facts_of(self.papers)

    @cached_property
    def titles(self) -> Titles:
        """Titles, to be found within texts."""
        return Titles(self.facts.titles)

    @cached_property
    def authored(self) -> Shelf:
        """Papers by "family year" of the first author and the year, or one more or less."""
        facts = self.facts
        known = np.array([bool(name.family) for name in facts.first], bool) & (facts.years > 0)
        rows = np.flatnonzero(known)
        families = pa.array([facts.first[row].family for row in rows.tolist()], pa.string())
        years = (pa.array(facts.years[rows] + more).cast(pa.string()) for more in (-1, 0, 1))
        names = [pc.binary_join_element_wise(families, year, " ") for year in years]
        return shelved(pa.concat_arrays(names), np.tile(rows, len(names)))
