"""Papers in which a name may stand, told by the terms that they use, without reading them.

The pieces of a name (see `graph.relate.names.text`) are words of a text, and the weights of terms
say which papers use which words. They say nothing of function words, numbers and single letters: a
name of nothing else is looked for in all texts. So is one whose other words are common, and one
that is but common words, apart from their order and its capitals, in the texts of their users.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from graph.core.columns import rows_as_arrow
from graph.core.entries import lookup_row, row
from graph.core.growth import Growth
from graph.core.sparse import Ints, Matrix, canonical
from graph.core.text import words_in_folded
from graph.core.types import Features
from graph.relate.languages import LONGEST, stop_words
from graph.relate.names.forms import COINED, LOOSE, splits
from graph.relate.names.patterns import ODD, in_any_case, matching, with_capital, with_own_capital
from graph.relate.names.text import pieces

Rows = NDArray[np.int64]

MANY = 100
"""Papers that use a name's words beyond which it is looked up whether they write it as a name."""

_ENDING = "siey"
"""Letters with which a word ends in one number and not in the other: none of them tells words."""

_JOINT = re.compile("[-.+]")

_BEHIND = frozenset(["", "-", ".", "+", *_ENDING])
"""What may come next in a term behind its root."""


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
    rooted = {parts: frozenset(filter(None, map(_root, parts))) for parts in cases}
    number = {root: at for at, root in enumerate(sorted(frozenset().union(*rooted.values())))}
    users = _users(number, features, growth)
    found, doubtful = np.zeros((2, papers.num_rows), bool)
    silent = [parts for parts, roots in rooted.items() if not roots]
    common = {}
    for parts, roots in rooted.items():
        if not roots:
            continue
        rows = _using_all(users, [number[root] for root in roots])
        if len(rows) <= MANY or not _shows(parts, cases[parts]):
            found[rows] = True
        elif all(map(_root, parts)):
            doubtful[rows] = True
            common[parts] = cases[parts]
        else:
            silent.append(parts)
    texts = papers.select(["title", "abstract"])
    if silent:
        anywhere = [in_any_case(silent)]
        found[matching(texts, titles=anywhere, abstracts=anywhere)] = True
    which = np.flatnonzero(doubtful & ~found)
    found[which[_showing(common, texts.take(rows_as_arrow(which)))]] = True
    return np.flatnonzero(found & ~growth.fresh)


def _shows(parts: tuple[str, ...], case: int) -> bool:
    """Whether a text that only uses the words may be told from one that writes the name."""
    return len(parts) > 1 or (case != LOOSE and parts[0].isascii() and parts[0].isalpha())


def _showing(names: Mapping[tuple[str, ...], int], papers: pa.Table) -> Rows:
    """Papers that may write one of some names, with how each is matched, and not its words only."""
    phrases = [parts for parts in names if len(parts) > 1]
    titles = [ODD, in_any_case(phrases)] if phrases else [ODD]
    abstracts = list(titles)
    for parts, case in names.items():
        if len(parts) > 1:
            continue
        if case == COINED:  # a title begins each word with a capital
            inner = with_capital(parts[0], behind=1)
            titles.append(inner)
            abstracts += inner, with_own_capital(parts[0])
        else:
            titles.append(with_capital(parts[0]))
            abstracts.append(titles[-1])
    return matching(papers, titles=titles, abstracts=abstracts)


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
            behind = terms[place][len(begun) : len(begun) + 1]
            if behind in _BEHIND and _root_of_term(terms[place]) == begun:
                root[place] = told
    weights = features.weights
    entries = np.flatnonzero((root >= 0)[weights.indices])
    papers = np.repeat(growth.steady, np.diff(np.searchsorted(entries, weights.indptr)))
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
