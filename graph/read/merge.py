"""Which records are the same paper, and what the one paper made of them says.

Nothing here depends on the order of the records: groups are found by content, and where records
disagree the richer one is believed, ties going to the one that sorts first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.core.text import title_key

Row = Mapping[str, Any]

SAME_ABSTRACT = 90
"""Similarity (0 to 100, rapidfuzz ratio of the first 1,000 characters) of abstracts that agree."""

COMMON_TITLE_WORDS = 3
"""A title of at most this many words ("Introduction", "Editorial") proves nothing by itself."""


class Merger:
    """Collects records by what could make them one paper, then says which are.

    Candidates share a folded title, a key or an identifier; `groups` decides. An idle one holds
    no two records to be one.
    """

    def __init__(self, *, idle: bool = False) -> None:
        self._idle = idle
        self._titles: defaultdict[str, list[int]] = defaultdict(list)
        self._tokens: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._count = 0

    def add(self, title: str, key: str, identifiers: Mapping[str, str]) -> None:
        """Take note of the next record."""
        if self._idle:
            return
        folded = title_key(title)
        self._titles[folded].append(self._count)
        if key:  # a key is no more than a name: it proves something only beside the same title
            self._tokens[f"same key {key}", folded].append(self._count)
        for kind, value in identifiers.items():
            self._tokens[f"same {kind} {identifier(value)}", ""].append(self._count)
        self._count += 1

    def candidates(self) -> list[int]:
        """Records that share something with another one, in order of number."""
        shared = [g for g in chain(self._titles.values(), self._tokens.values()) if len(g) > 1]
        return sorted(set(chain.from_iterable(shared)))

    def groups(self, rows: Mapping[int, Row]) -> list[tuple[list[int], str]]:
        """Records that are one paper, richest first, and why; groups of one are left out."""
        links = [
            (*pair, "same title")
            for group in self._titles.values()
            for pair in _agreeing(group, rows)
        ]
        for (reason, _), group in self._tokens.items():
            links += [(*pair, reason) for pair in pairwise(group)]
        if not links:
            return []
        left, right = np.array([link[:2] for link in links]).T
        linked = coo_array((np.ones(len(left)), (left, right)), shape=(self._count,) * 2)
        labels = connected_components(linked, directed=False)[1]
        members: defaultdict[int, list[int]] = defaultdict(list)
        for number in np.union1d(left, right).tolist():
            members[labels[number]].append(number)
        why: defaultdict[int, set[str]] = defaultdict(set)
        for first, _, reason in links:
            why[labels[first]].add(reason)
        for group in members.values():
            group.sort(key=lambda number: richness(rows[number]))
        return [(group, ", ".join(sorted(why[label]))) for label, group in members.items()]


def richness(row: Row) -> tuple[Any, ...]:
    """Sort key that puts the record with most to say first; never a tie between unequal ones."""
    filled = sum(bool(row[name]) for name in ("year", "authors", "venue", "identifiers"))
    return (
        -len(row["abstract"]),
        -filled,
        -len(row["references"]),
        row["title"],
        row["abstract"],
        row["key"],
        repr([row[name] for name in ("year", "authors", "venue", "identifiers", "references")]),
        [(source["file"], source["line"]) for source in row["sources"]],
    )


def merged(rows: Sequence[Row]) -> dict[str, Any]:
    """One record of several, richest first: each field from the first that has it."""
    made: dict[str, Any] = {
        name: next((row[name] for row in rows if row[name]), rows[0][name])
        for name in ("key", "title", "abstract", "year", "authors", "venue")
    }
    made["identifiers"] = sorted(
        {kind: value for row in reversed(rows) for kind, value in row["identifiers"]}.items()
    )
    made["references"] = list(dict.fromkeys(chain.from_iterable(row["references"] for row in rows)))
    made["sources"] = sorted(
        chain.from_iterable(row["sources"] for row in rows),
        key=lambda source: (source["file"], source["line"]),
    )
    return made


def identifier(value: str) -> str:
    """Fold an identifier so that its spellings meet: case, resolver address, "doi:", "arXiv:"."""
    folded = value.strip().casefold()
    for start in ("https://", "http://", "dx.doi.org/", "doi.org/", "arxiv.org/abs/"):
        folded = folded.removeprefix(start)
    return folded.removeprefix("doi:").removeprefix("arxiv:").strip()


def _agreeing(group: Sequence[int], rows: Mapping[int, Row]) -> Iterable[tuple[int, int]]:
    """Pairs (founder, record) among records of one folded title that are the same paper."""
    if len(group) < 2:
        return
    founders: list[int] = []
    for number in sorted(group, key=lambda number: richness(rows[number])):
        twin = next((f for f in founders if _agree(rows[f], rows[number])), None)
        if twin is None:
            founders.append(number)
        else:
            yield twin, number


def _agree(one: Row, other: Row) -> bool:
    """Whether two records of one folded title are the same paper, as far as they tell."""
    from rapidfuzz.fuzz import ratio

    if one["year"] and other["year"] and abs(one["year"] - other["year"]) > 3:
        return False
    if one["abstract"] and other["abstract"]:
        return ratio(one["abstract"][:1000], other["abstract"][:1000]) >= SAME_ABSTRACT
    if len(title_key(one["title"]).split()) > COMMON_TITLE_WORDS:
        return True
    known = [name for name in ("year", "authors") if one[name] and other[name]]
    return bool(known) and all(one[name] == other[name] for name in known)
