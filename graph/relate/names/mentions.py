"""The lexicon's names in a text: every place, the longest name first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.text import PIECE, pieces, read_through, shouts, singular

LOOSE, CAPITAL, COINED = 0, 1, 2
"""How a form is matched: in any case; where it begins with a capital; where it has two capitals or
a digit, or one where no sentence or title would put it."""


@dataclass(slots=True)
class Index:
    """Where to look for forms.

    forms: pieces joined with blanks -> (number of the form, how it is matched). heads: what a form
    begins with, its first piece or its first two -> the numbers of pieces in which such a form
    may be written, the most first. firsts: first pieces of all forms.
    """

    forms: dict[str, tuple[int, int]] = field(default_factory=dict)
    heads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    firsts: set[str] = field(default_factory=set)

    def add(self, surface: str, number: int, case: int) -> None:
        """Let `surface` be found, however its pieces are joined."""
        for split in _splits(pieces(surface)):
            self.forms[" ".join(split)] = (number, case)
            self.firsts.add(split[0])
            head = " ".join(split[:2])
            counts = {*self.heads.get(head, ()), len(split)}
            self.heads[head] = tuple(sorted(counts, reverse=True))


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
    return [parts, (folded,)]


def find(lexicon: Matcher, first: int, texts: Iterable[tuple[str, str]]) -> Places:
    """All places of the lexicon's names in consecutive papers; `first` is the first one's row."""
    rows: list[tuple[int, int, int, int, int]] = []
    for paper, (title, abstract) in enumerate(texts, first):
        own = lexicon.private.get(paper, _NOTHING)
        for form, start, end in _find(lexicon.common, own, title, title=True):
            rows.append((paper, form, 0, start, end))
        met = _find(lexicon.common, own, abstract, title=False)
        if met:
            spans = sentences(abstract)
            at = 0
            for form, start, end in met:
                while at + 1 < len(spans) and start >= spans[at][1]:
                    at += 1
                rows.append((paper, form, at + 1, start, end))
    return Places(np.array(rows, np.int32).reshape(-1, 5))


_NOTHING = Index()


def _find(common: Index, own: Index, raw: str, *, title: bool) -> list[tuple[int, int, int]]:
    """(form, start, end) of each name in a text, in order: the longest at each place."""
    reading = read_through(raw)
    text = reading.text
    parts: list[str] = _PARTS.split(text)
    found = parts[1::2]
    singulars = list(map(_SINGULARS.__getitem__, found))
    starts = _starts(common, own, singulars)
    if not starts:
        return []
    bounds = list(accumulate(map(len, parts)))
    scene = _Scene(common, text, found, singulars, bounds, shouts(text), title)
    met: list[tuple[int, int, int]] = []
    done = 0
    for first in starts:
        if first < done:
            continue
        hit = _longest(scene, own, first)
        if hit is not None:
            form, done = hit
            start, end = scene.start(first), scene.end(done - 1)
            met.append((form, reading.origin(start), reading.origin(end - 1) + 1))
    return met


_PARTS = re.compile(f"({PIECE.pattern})")


def _starts(common: Index, own: Index, singulars: list[str]) -> list[int]:
    """Pieces at which a form may begin."""
    found: list[int] = []
    for index in (common, own) if own.heads else (common,):
        firsts, heads = index.firsts, index.heads
        found += [
            at
            for at, piece in enumerate(singulars)
            if piece in firsts and (piece in heads or " ".join(singulars[at : at + 2]) in heads)
        ]
    return found if not own.heads else sorted(set(found))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A text in pieces, and what else decides whether a form is meant.

    bounds: offsets at which the parts end, gaps and pieces in turn.
    """

    common: Index
    text: str
    found: list[str]
    singulars: list[str]
    bounds: list[int]
    loud: bool
    title: bool

    def start(self, index: int) -> int:
        """Offset of piece `index`."""
        return self.bounds[2 * index]

    def end(self, index: int) -> int:
        """Offset behind piece `index`."""
        return self.bounds[2 * index + 1]


def _longest(scene: _Scene, own: Index, first: int) -> tuple[int, int] | None:
    """(form, index behind its last piece) of the longest form that begins at piece `first`."""
    singulars = scene.singulars
    heads = (" ".join(singulars[first : first + 2]), singulars[first])
    counts = [
        (count, index)
        for index in ((own, scene.common) if own.heads else (scene.common,))
        for head in heads
        for count in index.heads.get(head, ())
    ]
    counts.sort(key=lambda item: -item[0])
    for count, index in counts:
        last = first + count
        form = index.forms.get(" ".join(singulars[first:last]))
        if form is None or last > len(scene.found) or not _whole(scene, first, last):
            continue
        number, case = form
        start, end = scene.start(first), scene.end(last - 1)
        if case == LOOSE or (not scene.loud and _written(scene, start, end, case)):
            return number, last
    return None


class _Singulars(dict[str, str]):
    """Pieces and their folded singular, worked out once: text repeats its words."""

    def __missing__(self, piece: str) -> str:
        if len(self) > 1 << 18:
            self.clear()
        made = self[piece] = singular(piece)
        return made


_SINGULARS = _Singulars()


def _written(scene: _Scene, start: int, end: int, case: int) -> bool:
    """Whether the place writes a form as a name."""
    surface = scene.text[start:end]
    if case == CAPITAL:
        return any(map(str.isupper, surface))
    if sum(map(str.isupper, surface)) > 1 or any(map(str.isdigit, surface)):
        return True
    before = scene.text[max(0, start - 2) : start].rstrip()
    if scene.text[end : end + 2].strip()[:1].isupper():
        return False
    inside = start > 0 and (not before or before[-1] not in ".!?:")
    return surface[0].isupper() and inside and not scene.title


_JOINS = frozenset(" -‐‑/\n\t")


def _whole(scene: _Scene, first: int, last: int) -> bool:
    """Whether pieces `first` to `last` hang together, and are no part of a longer name."""
    text, found = scene.text, scene.found
    for index in range(first, last - 1):
        gap = text[scene.end(index) : scene.start(index + 1)]
        if gap == " " and found[index] in {"a", "A"}:
            return False
        if len(gap) > 2 or (not _JOINS.issuperset(gap) and gap not in {".", "^", "'"}):
            return False
    start, end = scene.start(first), scene.end(last - 1)
    joined = first > 0 and scene.end(first - 1) == start - 1 and text[start - 1] in "-‐‑/"
    if joined and not _stands_apart(scene, first - 1):
        return False
    if last == len(found) or scene.start(last) != end + 1 or text[end] not in "-‐‑/.^":
        return True
    if text[end] in ".^":
        return text[end] == "." and not found[last][0].isdigit()
    return _stands_apart(scene, last)


_SIZES = frozenset(["base", "large", "small", "tiny", "mini", "medium", "xl", "xxl"])


def _stands_apart(scene: _Scene, index: int) -> bool:
    """Whether piece `index`, which a hyphen joins to a name, leaves it a name of its own."""
    piece, folded = scene.found[index], scene.singulars[index]
    if (piece.islower() and piece.isalpha() and len(piece) > 1) or folded in _SIZES:
        return True
    return folded in scene.common.forms and not piece.isdigit()
