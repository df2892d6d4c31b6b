"""The lexicon's names in a text: every place, the longest name first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.text import PIECE, Reading, pieces, read_through, shouts, singular

LOOSE, CAPITAL, COINED = 0, 1, 2
"""How a form is matched: in any case; where it begins with a capital; where it has two capitals or
a digit, or one where no sentence or title would put it."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Forms to look for.

    forms: key -> (number of the form, how it is matched). lengths: first piece -> in how many pieces
    a form that begins with it may be written, the most first.
    """

    forms: dict[str, tuple[int, int]]
    lengths: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where forms stand: int32 columns (paper, form, sentence, start, end) of shape (k, 5), and
    how often each form was met in lower case where it asks for capitals.
    """

    rows: NDArray[np.int32]
    plain: dict[int, int]


def matcher(forms: Iterable[str], cases: dict[str, int], surfaces: Iterable[str]) -> Matcher:
    """A matcher for the keys `forms`, numbered in their order; `surfaces` are their spellings."""
    numbered = {folded: (number, cases[folded]) for number, folded in enumerate(forms)}
    lengths: dict[str, set[int]] = {}
    for surface in surfaces:
        parts = pieces(surface)
        for split in _splits(parts, "".join(parts)):
            lengths.setdefault(split[0], set()).add(len(split))
    return Matcher(
        numbered, {first: tuple(sorted(counts, reverse=True)) for first, counts in lengths.items()}
    )


def _splits(parts: tuple[str, ...], folded: str) -> list[tuple[str, ...]]:
    """The ways to break a name in pieces: as given, in one, and before a closing number."""
    found = [parts, (folded,)]
    letters = folded.rstrip("0123456789")
    if 2 < len(letters) < len(folded):
        found.append((letters, folded[len(letters) :]))
    return found


def find(lexicon: Matcher, first: int, texts: Iterable[tuple[str, str]]) -> Places:
    """All places of the lexicon's names in consecutive papers; `first` is the first one's row."""
    rows: list[tuple[int, int, int, int, int]] = []
    plain: dict[int, int] = {}
    for paper, (title, abstract) in enumerate(texts, first):
        for form, start, end in _find(lexicon, title, plain, title=True):
            rows.append((paper, form, 0, start, end))
        met = _find(lexicon, abstract, plain, title=False)
        if met:
            spans = sentences(abstract)
            at = 0
            for form, start, end in met:
                while at + 1 < len(spans) and start >= spans[at][1]:
                    at += 1
                rows.append((paper, form, at + 1, start, end))
    return Places(np.array(rows, np.int32).reshape(-1, 5), plain)


def _find(
    lexicon: Matcher, raw: str, plain: dict[int, int], *, title: bool
) -> list[tuple[int, int, int]]:
    reading = read_through(raw)
    text = reading.text
    found = [(match.group(), match.start(), match.end()) for match in PIECE.finditer(text)]
    lengths = lexicon.lengths
    singulars = [_singular(piece) for piece, _, _ in found]
    loud = shouts(text)
    met: list[tuple[int, int, int]] = []
    index = 0
    while index < len(singulars):
        counts = lengths.get(singulars[index])
        index += 1
        if counts is None:
            continue
        for count in counts:
            last = index - 1 + count
            if last > len(singulars):
                continue
            form = lexicon.forms.get("".join(singulars[index - 1 : last]))
            if form is None or not _whole(lexicon, text, found, singulars, index - 1, last):
                continue
            number, case = form
            start, end = found[index - 1][1], found[last - 1][2]
            if case != LOOSE and (loud or not _written(text, start, end, case, title=title)):
                plain[number] = plain.get(number, 0) + 1
                continue
            met.append((number, *_origin(reading, start, end)))
            index = last
            break
    return met


def _origin(reading: Reading, start: int, end: int) -> tuple[int, int]:
    return reading.origin(start), reading.origin(end - 1) + 1


_cache: dict[str, str] = {}


def _singular(piece: str) -> str:
    found = _cache.get(piece)
    if found is None:
        if len(_cache) > 1 << 18:
            _cache.clear()
        found = _cache[piece] = singular(piece)
    return found


def _written(text: str, start: int, end: int, case: int, *, title: bool) -> bool:
    """Whether the place writes a form as a name."""
    surface = text[start:end]
    if case == CAPITAL:
        return any(map(str.isupper, surface))
    if sum(map(str.isupper, surface)) > 1 or any(map(str.isdigit, surface)):
        return True
    before = text[max(0, start - 2) : start].rstrip()
    inside = start > 0 and (not before or before[-1] not in ".!?:")
    return surface[0].isupper() and inside and not title


_JOINS = frozenset(" -‐‑/\n\t")


def _whole(
    lexicon: Matcher,
    text: str,
    found: list[tuple[str, int, int]],
    singulars: list[str],
    first: int,
    last: int,
) -> bool:
    """Whether pieces `first` to `last` hang together, and are no part of a longer name."""
    for index in range(first, last - 1):
        gap = text[found[index][2] : found[index + 1][1]]
        if len(gap) > 2 or not _JOINS.issuperset(gap) and gap not in {".", "^", "'"}:
            return False
    start, end = found[first][1], found[last - 1][2]
    if start and text[start - 1] in "-‐‑/" and first and found[first - 1][2] == start - 1:
        if not _stands_apart(lexicon, found[first - 1][0], singulars[first - 1]):
            return False
    if end < len(text) and text[end] in "-‐‑/.^" and last < len(found) and found[last][1] == end + 1:
        if text[end] in ".^":
            return text[end] == "." and not found[last][0][0].isdigit()
        return _stands_apart(lexicon, found[last][0], singulars[last])
    return True


_SIZES = frozenset("base large small tiny mini medium xl xxl".split())


def _stands_apart(lexicon: Matcher, piece: str, folded: str) -> bool:
    """Whether a piece that a hyphen joins to a name leaves it a name of its own."""
    if piece.islower() and piece.isalpha() and len(piece) > 1 or folded in _SIZES:
        return True
    return folded in lexicon.forms and not piece.isdigit()
