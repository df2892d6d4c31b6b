"""Papers in which a name may stand, told by the terms that they use, without reading them.

The pieces of a name (see `graph.relate.names.text`) are words of a text, and the weights of terms
say which papers use which words. They say nothing of function words, numbers and single letters: a
name of nothing else is looked for in the texts. So is one that is a common word but for its
capitals, in those of its users.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from graph.core.columns import numbers, rows_as_arrow
from graph.core.growth import Growth
from graph.core.sparse import Ints, Matrix, canonical, lookup_row, row
from graph.core.text import words_in_folded
from graph.core.types import Features
from graph.relate.languages import LONGEST, stop_words
from graph.relate.names.forms import COINED, LOOSE, splits
from graph.relate.names.text import MARKED, pieces

Rows = NDArray[np.int64]

MANY = 100
"""Papers that use a word beyond which it is looked up whether they write it as a name."""

_JOINT = re.compile("[-.+]")

_ENDING = "siey"
"""Letters with which a word ends in one number and not in the other: none of them tells words."""


def likely_papers(
    surfaces: Mapping[str, int], papers: pa.Table, features: Features, *, growth: Growth
) -> Rows:
    """Rows of the papers that say what they said in which one of these spellings may stand.

    surfaces: and how each is matched (see `graph.relate.names.forms`); papers: as they are now;
    features: as they were before the growth.
    """
    cases: dict[tuple[str, ...], int] = {}
    for surface, case in surfaces.items():
        for parts in splits(pieces(surface)):
            cases[parts] = min(case, cases.get(parts, case))
    rooted = {parts: frozenset(map(_root, parts)) for parts in cases}
    told: dict[frozenset[str], int] = {}
    for parts, roots in rooted.items():
        if all(roots):
            word = len(parts) == 1 and parts[0].isascii() and parts[0].isalpha()
            told[roots] = min(cases[parts] if word else LOOSE, told.get(roots, COINED))
    number = {root: at for at, root in enumerate(sorted(frozenset().union(*told)))}
    users = _users(number, features, growth)
    found = np.zeros(papers.num_rows, bool)
    found[_reading([parts for parts in cases if not all(rooted[parts])], papers)] = True
    for roots, case in told.items():
        rows = _using_all(users, [number[root] for root in roots])
        if case != LOOSE and len(rows) > MANY:
            [root] = roots
            rows = rows[_showing(root, papers.take(rows_as_arrow(rows)), case=case)]
        found[rows] = True
    return np.flatnonzero(found & ~growth.fresh)


def _showing(root: str, papers: pa.Table, *, case: int) -> Rows:
    """Papers in which a word of a root may be written with a capital, as a name that is one word.

    In what has mark-up, or is not ASCII, it may be written in many ways.
    """
    odd = rf"[^\x00-\x7f]|{MARKED.pattern}"
    # A title begins each word with a capital.
    behind = {"title": int(case == COINED), "abstract": 0}
    held = [
        pc.match_substring_regex(papers[name], f"{_with_capital(root, behind=count)}|{odd}")
        for name, count in behind.items()
    ]
    return numbers(pc.or_(*held))


def _with_capital(root: str, *, behind: int) -> str:
    """A pattern of words of a root with a capital behind so many letters."""
    ways = [
        f"{root[behind:at]}{root[at].upper()}(?i:{root[at + 1 :]})"
        for at in range(behind, len(root))
    ]
    ways.append(f"{root[behind:]}[{_ENDING}]*[{_ENDING.upper()}]")
    return f"(?i:{root[:behind]})(?:{'|'.join(ways)})"


def _root(piece: str) -> str:
    """What a piece shares with the term of each word that it may come from; "" if one has none."""
    word = piece.rstrip("*")
    told = 2 <= len(word) <= LONGEST and not word[0].isdigit() and words_in_folded(word) == [word]
    root = _root_of_term(word)
    return root if told and root not in _silent() else ""


def _root_of_term(term: str) -> str:
    return _JOINT.split(term, maxsplit=1)[0].rstrip(_ENDING)


@cache
def _silent() -> frozenset[str]:
    """Roots of function words."""
    return frozenset(_root_of_term(word) for words in stop_words().values() for word in words)


def _users(number: dict[str, int], features: Features, growth: Growth) -> Matrix:
    """Which papers that say what they said use a term of each root: (roots, papers)."""
    terms = features.terms.to_pylist()
    root = np.full(len(terms), -1, np.int32)
    for begun, told in number.items():  # as terms, which are in order, begin with their roots
        for place in range(bisect_left(terms, begun), len(terms)):
            if not terms[place].startswith(begun):
                break
            if _root_of_term(terms[place]) == begun:
                root[place] = told
    weights = features.weights
    entries = np.flatnonzero((root >= 0)[weights.indices])
    papers = growth.steady[np.searchsorted(weights.indptr, entries, "right") - 1]
    entries, papers = entries[papers >= 0], papers[papers >= 0]
    held = (weights.data[entries], (root[weights.indices[entries]], papers))
    return canonical(sparse.coo_array(held, shape=(len(number), len(growth))))


def _using_all(users: Matrix, roots: Sequence[int]) -> Ints:
    """Papers that use terms of all these roots; the rarest first, so that few are looked up."""
    rarest, *others = sorted(roots, key=np.diff(users.indptr).item)
    found, _ = row(users, rarest)
    for other in others:
        found = found[lookup_row(users, other, found) > 0]
    return found


def _reading(names: Collection[tuple[str, ...]], papers: pa.Table) -> Rows:
    """Papers in whose texts pieces stand, in any number, that make up one of these names."""
    if not names:
        return np.zeros(0, np.int64)
    # A plural goes on where the singular ends, but for its y.
    forms = {
        r"(?:y|i?e?s)?[\W_]{0,2}".join(re.escape(re.sub(r"(?<=.)y$", "", part)) for part in parts)
        for parts in names
    }
    pattern = rf"(?i)\b(?:{'|'.join(sorted(forms))})(?:y|i?e?s)?(?:[\W_]|$)"
    held = [pc.match_substring_regex(papers[name], pattern) for name in ("title", "abstract")]
    return numbers(pc.or_(*held))
