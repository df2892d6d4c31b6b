"""The lexicon's names in a text: every place, the longest name first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.forms import CAPITAL, LOOSE, Forms, joins, match
from graph.relate.names.parts import Parts, split_pieces
from graph.relate.names.text import SINGULARS, Reading, read_through, shouts
from graph.relate.names.vocabulary import PREFIXES

Match = tuple[int, int, int, int]
"""A form that may be meant: its first piece in a text, its length in pieces, its number, and how
it is matched."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where forms stand: int32 columns (paper, form, sentence, start, end) of shape (k, 5)."""

    rows: NDArray[np.int32]


def find(forms: Forms, first: int, texts: Iterable[tuple[str, str]]) -> Places:
    """All places of names in consecutive papers; `first` is the first one's row."""
    raws = list(chain.from_iterable(texts))  # title and abstract by turns
    readings = list(map(read_through, raws))
    ends = list(accumulate(len(reading.text) + 1 for reading in readings))
    spans = [(start, end - 1) for start, end in pairwise([0, *ends])]
    parts = split_pieces("\n".join([reading.text for reading in readings]), spans)
    alone = forms.alone([SINGULARS[part] for part in parts.vocabulary])
    rows: list[tuple[int, int, int, int, int]] = []
    for at, likely in enumerate(_likely(forms, parts, first)):
        if likely:
            reading, title = readings[at], at % 2 == 0
            scene = _Scene(alone, parts.span(at), shouts(reading.text), title)
            met = _meet(scene, likely)
            places = _places(met, _bounds(parts, at), reading, "" if title else raws[at])
            rows.extend((first + at // 2, *place) for place in places)
    return Places(np.array(rows, np.int32).reshape(-1, 5))


def _likely(forms: Forms, parts: Parts, first: int) -> Iterator[list[Match]]:
    """For each text the forms that may be meant, by place and the longest first."""
    matches = match(forms, parts)
    firsts = parts.firsts // 2
    texts = np.searchsorted(firsts, matches.starts, "right") - 1
    meant = forms.holds(matches.forms, first + texts // 2)
    local = matches._replace(starts=matches.starts - firsts[texts])
    likely = list(zip(*(column[meant].tolist() for column in local), strict=True))
    cuts = np.searchsorted(texts[meant], np.arange(len(firsts))).tolist()
    return (likely[start:end] for start, end in pairwise(cuts))


class _Scene(NamedTuple):
    """A text in pieces, and what else decides whether a form is meant.

    alone: folded pieces that are a name by themselves. parts: gaps and pieces in turn; the gap
    before piece `index` is `parts[2 * index]`.
    """

    alone: frozenset[str]
    parts: list[str]
    loud: bool
    title: bool


def _meet(scene: _Scene, likely: list[Match]) -> Iterator[tuple[int, int, int]]:
    """(form, first piece, index behind its last) of each name in a text: the longest first."""
    done = 0
    for first, length, form, case in likely:
        last = first + length
        if first < done or not _whole(scene, first, last):
            continue
        if _meant(scene, first, last, case):
            yield form, first, last
            done = last


def _meant(scene: _Scene, first: int, last: int, case: int) -> bool:
    """Whether pieces `first` up to `last` are written as the form is, and no longer name is."""
    if case == LOOSE:
        return scene.title or scene.loud or not _begins_before(scene, first, last)
    return not scene.loud and _written(scene, first, last, case)


def _begins_before(scene: _Scene, first: int, last: int) -> bool:
    """Whether a word before capitalised pieces belongs to their name: `Local Differential Privacy`.

    The first word of a text or a sentence has its capital from there, and `Deep` only describes.
    """
    parts = scene.parts
    if first < 2 or parts[2 * first] != " " or last - first < 2:
        return False
    before, gap = parts[2 * first - 1], parts[2 * first - 2].rstrip()
    return (
        all(piece[0].isupper() for piece in parts[2 * first + 1 : 2 * last : 2])
        and before[0].isupper()
        and before[1:].islower()
        and before.lower() not in PREFIXES
        and gap[-1:] not in {".", "!", "?", ":"}
    )


def _bounds(parts: Parts, span: int) -> list[int]:
    """Offsets in a span at which its parts begin."""
    bounds = parts.bounds[parts.firsts[span] : parts.firsts[span + 1]]
    offsets: list[int] = (bounds - bounds[0]).tolist()
    return offsets


def _places(
    met: Iterable[tuple[int, int, int]], bounds: list[int], reading: Reading, abstract: str
) -> Iterator[tuple[int, int, int, int]]:
    """(form, sentence, start, end) of each name met in a text, as it stands."""
    ends: list[int] = []
    for form, first, last in met:
        start = reading.origin(bounds[2 * first + 1])
        end = reading.origin(bounds[2 * last] - 1) + 1
        if abstract and not ends:
            ends = [end for _, end in sentences(abstract)]
        yield form, min(bisect_right(ends, start) + 1, len(ends)), start, end


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


_HYPHENS = frozenset("-‐‑/")
_POINTS = frozenset(".^")


def _whole(scene: _Scene, first: int, last: int) -> bool:
    """Whether pieces `first` up to `last` hang together, and are no part of a longer name."""
    parts = scene.parts
    for index in range(first + 1, last):
        gap = parts[2 * index]
        if not joins(gap) or (gap == " " and parts[2 * index - 1] in {"a", "A"}):
            return False
    if first > 0 and parts[2 * first] in _HYPHENS and not _stands_apart(scene, first - 1):
        return False
    after = parts[2 * last]
    if 2 * last + 1 == len(parts) or (after not in _HYPHENS and after not in _POINTS):
        return True
    if after in _POINTS:
        return after == "." and not parts[2 * last + 1][0].isdigit()
    return _stands_apart(scene, last)


_SIZES = frozenset(["base", "large", "small", "tiny", "mini", "medium", "xl", "xxl"])


def _stands_apart(scene: _Scene, index: int) -> bool:
    """Whether piece `index`, which a hyphen joins to a name, leaves it a name of its own."""
    piece = scene.parts[2 * index + 1]
    folded = SINGULARS[piece]
    if (piece.islower() and piece.isalpha() and len(piece) > 1) or folded in _SIZES:
        return True
    return folded in scene.alone and not piece.isdigit()
