"""The lexicon's names in a text: every place, the longest name first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, compress, count, pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.text import SINGULARS, pieces, read_through, shouts, split_pieces

LOOSE, CAPITAL, COINED = 0, 1, 2
"""How a form is matched: in any case; where it begins with a capital; where it has two capitals or
a digit, or one where no sentence or title would put it."""


@dataclass(slots=True)
class Index:
    """Where to look for forms.

    forms: pieces joined with blanks -> (number of the form, how it is matched). lone: forms of one
    piece. heads: the first two pieces of longer ones -> the numbers of pieces in which such a form
    may be written, the most first.
    """

    forms: dict[str, tuple[int, int]] = field(default_factory=dict)
    lone: set[str] = field(default_factory=set)
    heads: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)

    def add(self, surface: str, number: int, case: int) -> None:
        """Let `surface` be found, however its pieces are joined."""
        for split in _splits(pieces(surface)):
            self.forms[" ".join(split)] = (number, case)
            if len(split) == 1:
                self.lone.add(split[0])
                continue
            lengths = self.heads.get(split[:2], ())
            if len(split) not in lengths:
                self.heads[split[:2]] = tuple(sorted((*lengths, len(split)), reverse=True))

    def lengths(self, head: tuple[str, ...]) -> tuple[int, ...]:
        """Numbers of pieces in which forms with these first two pieces may be written."""
        found = self.heads.get(head, ())  # where the text ends behind the first, there is none
        return (*found, 1) if head[0] in self.lone else found

    def starts(self, singulars: list[str]) -> set[int]:
        """Pieces of a text at which a form may begin, by the piece there and the one behind it.

        Few are: they are asked for in one go, without a step of Python for each.
        """
        return {
            *compress(count(), map(self.lone.__contains__, singulars)),
            *compress(count(), map(self.heads.__contains__, pairwise(singulars))),
        }


@dataclass(frozen=True, slots=True)
class Matcher:
    """What to look for in every paper, and in single papers alone."""

    common: Index
    private: dict[int, Index]


@dataclass(frozen=True, slots=True)
class Places:
    """Where forms stand: int32 columns (paper, form, sentence, start, end) of shape (k, 5)."""

    rows: NDArray[np.int32]


def _splits(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to break a name in pieces: as given, in one, and before a closing number."""
    folded = "".join(parts)
    letters = folded.rstrip("0123456789")
    if 2 < len(letters) < len(folded):
        return [parts, (folded,), (letters, folded[len(letters) :])]
    return [parts, (folded,)] if len(parts) > 1 else [parts]


def find(lexicon: Matcher, first: int, texts: Iterable[tuple[str, str]]) -> Places:
    """All places of the lexicon's names in consecutive papers; `first` is the first one's row."""
    rows: list[tuple[int, int, int, int, int]] = []
    for paper, (title, abstract) in enumerate(texts, first):
        own = lexicon.private.get(paper)
        indexes = (lexicon.common,) if own is None else (own, lexicon.common)
        for form, start, end in _find(indexes, title, title=True):
            rows.append((paper, form, 0, start, end))
        met = _find(indexes, abstract, title=False)
        if met:
            spans = sentences(abstract)
            at = 0
            for form, start, end in met:
                while at + 1 < len(spans) and start >= spans[at][1]:
                    at += 1
                rows.append((paper, form, at + 1, start, end))
    return Places(np.array(rows, np.int32).reshape(-1, 5))


def _find(indexes: tuple[Index, ...], raw: str, *, title: bool) -> list[tuple[int, int, int]]:
    """(form, start, end) of each name in a text, in order: the longest at each place."""
    reading = read_through(raw)
    parts = split_pieces(reading.text)
    singulars = list(map(SINGULARS.__getitem__, parts[1::2]))
    starts = sorted(set().union(*[index.starts(singulars) for index in indexes]))
    if not starts:
        return []
    scene = _Scene(indexes, parts, singulars, shouts(reading.text), title)
    met: list[tuple[int, int, int]] = []
    done = 0
    for first in starts:
        if first >= done:
            hit = _longest(scene, first)
            if hit is not None:
                form, done = hit
                met.append((form, first, done))
    if not met:
        return []
    bounds = list(accumulate(map(len, parts)))
    return [
        (form, reading.origin(bounds[2 * first]), reading.origin(bounds[2 * last - 1] - 1) + 1)
        for form, first, last in met
    ]


class _Scene(NamedTuple):
    """A text in pieces, and what else decides whether a form is meant.

    indexes: the paper's own, if it has one, and the common one. parts: gaps and pieces in turn; the
    gap before piece `index` is `parts[2 * index]`.
    """

    indexes: tuple[Index, ...]
    parts: list[str]
    singulars: list[str]
    loud: bool
    title: bool


def _longest(scene: _Scene, first: int) -> tuple[int, int] | None:
    """(form, index behind its last piece) of the longest form that begins at piece `first`."""
    singulars = scene.singulars
    head = tuple(singulars[first : first + 2])
    likely = [(length, index) for index in scene.indexes for length in index.lengths(head)]
    likely.sort(key=_length, reverse=True)
    for length, index in likely:
        last = first + length
        form = index.forms.get(" ".join(singulars[first:last]))
        if form is None or last > len(singulars) or not _whole(scene, first, last):
            continue
        number, case = form
        if case == LOOSE or (not scene.loud and _written(scene, first, last, case)):
            return number, last
    return None


_length = itemgetter(0)


def _written(scene: _Scene, first: int, last: int, case: int) -> bool:
    """Whether pieces `first` up to `last` are written as a name."""
    parts = scene.parts
    surface = "".join(parts[2 * first + 1 : 2 * last])
    if case == CAPITAL:
        return any(map(str.isupper, surface))
    if sum(map(str.isupper, surface)) > 1 or any(map(str.isdigit, surface)):
        return True
    if "".join(parts[2 * last : 2 * last + 2])[:2].strip()[:1].isupper():
        return False
    gap = parts[2 * first]
    before = gap[-2:].rstrip()
    inside = (first > 0 or gap != "") and (not before or before[-1] not in ".!?:")
    return surface[0].isupper() and inside and not scene.title


_JOINS = frozenset(" -‐‑/\n\t")
_HYPHENS = frozenset("-‐‑/")
_POINTS = frozenset(".^")


def _whole(scene: _Scene, first: int, last: int) -> bool:
    """Whether pieces `first` up to `last` hang together, and are no part of a longer name."""
    parts = scene.parts
    for index in range(first + 1, last):
        gap = parts[2 * index]
        if gap == " " and parts[2 * index - 1] in {"a", "A"}:
            return False
        if len(gap) > 2 or (not _JOINS.issuperset(gap) and gap not in {".", "^", "'"}):
            return False
    if first > 0 and parts[2 * first] in _HYPHENS and not _stands_apart(scene, first - 1):
        return False
    after = parts[2 * last]
    if last == len(scene.singulars) or (after not in _HYPHENS and after not in _POINTS):
        return True
    if after in _POINTS:
        return after == "." and not parts[2 * last + 1][0].isdigit()
    return _stands_apart(scene, last)


_SIZES = frozenset(["base", "large", "small", "tiny", "mini", "medium", "xl", "xxl"])


def _stands_apart(scene: _Scene, index: int) -> bool:
    """Whether piece `index`, which a hyphen joins to a name, leaves it a name of its own."""
    piece, folded = scene.parts[2 * index + 1], scene.singulars[index]
    if (piece.islower() and piece.isalpha() and len(piece) > 1) or folded in _SIZES:
        return True
    return folded in scene.indexes[-1].forms and not piece.isdigit()
