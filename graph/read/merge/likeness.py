"""How alike two titles, two abstracts, two lists of authors are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import accumulate

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.fuzz import ratio

from graph.read.authors import Name, same_person
from graph.read.merge.sign import Sign

SAME_ABSTRACT = 88
"""Similarity (0 to 100, rapidfuzz ratio of letters and digits) of abstracts that agree."""

OTHER_ABSTRACT = 70
"""Similarity below which they disagree; unrelated English texts of equal length have about 55."""

COPIED_ABSTRACT = 98
"""Similarity of abstracts that are one where the titles differ by more than spelling: authors who
go on with their own work go on with its words."""

ALIKE_TITLE = 80
"""Similarity from which two titles may be one where the abstracts are."""

_LIGHT = re.compile("a|an|and|at|by|for|from|in|into|its|of|on|the|to|under|using|via|with")
_PREFIX = re.compile("a|ab|an|bi|co|de|di|il|im|in|ir|re|un")
"""What makes another word of a word, and no misspelling: (a)symmetric, (un)bounded."""

_LETTERS = 15
_CUT_LETTERS = 12
_CUT_SURELY = 30
_CUT_WORDS = 5
_NUMBER = re.compile(
    r".*\d.*|ii|iii|iv|vi{0,3}|ix|xi{0,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)th"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|spring|summer|autumn|fall|winter"
)
_MARKER = re.compile(
    r"errat(?:um|a)|corrigend(?:um|a)|corrections?|retract(?:ion|ed)|withdrawn|addend(?:um|a)"
    r"|repl(?:y|ies)|comments?|commentary|rejoinder|responses?|discussion|supplement(?:ary)?"
    r"|parts?|volumes?|vol|chapters?|editions?"
)
_KIND = re.compile(
    r"surveys?|reviews?|tutorials?|overview|extended|abstract|thesis|dissertation|demo|workshop"
    r"|poster|report|appendix|revisited"
)


class Likeness(IntEnum):
    """Of two titles."""

    OTHER = 0
    """They plainly disagree."""
    ALIKE = 1
    """They share most of their words."""
    PART = 2
    """One goes on where the other ends, by what may tell them apart: "a survey"."""
    NEAR = 3
    """They differ by spelling, or the end of one is wanting."""
    SAME = 4
    """They have the same letters and digits."""


def titles_of(one: Sign, other: Sign) -> Likeness:
    """Compare the titles of two records."""
    if one.title == other.title:
        return Likeness.SAME
    short, long = sorted((one, other), key=lambda sign: (len(sign.title), sign.title))
    if len(short.title) >= _CUT_LETTERS and long.title.startswith(short.title):
        return _cut(short, long)
    if ratio(one.title, other.title) < ALIKE_TITLE:
        return Likeness.OTHER
    places = [place for place in _differences(one.words, other.words) if _differs(*place)]
    if any(_told_by(word, _NUMBER, _MARKER) for place in places for side in place for word in side):
        return Likeness.OTHER
    few = len(places) <= max(1, len(short.words) // 3) and len(short.title) >= _LETTERS
    return Likeness.NEAR if few and all(_misspelt(*place) for place in places) else Likeness.ALIKE


def abstracts_agree(one: Sign, other: Sign, titles: Likeness) -> bool | None:
    """Whether two abstracts are one text, as far as the shorter goes; None: they do not tell.

    titles: how alike the titles are; the less, the more alike abstracts have to be.
    """
    if not one.abstract or not other.abstract:
        return None
    length = min(len(one.abstract), len(other.abstract))
    found = ratio(one.abstract[:length], other.abstract[:length], score_cutoff=OTHER_ABSTRACT)
    if found >= (SAME_ABSTRACT if titles >= Likeness.PART else COPIED_ABSTRACT):
        return True
    return None if found else False


def authors_agree(one: Sequence[Name], other: Sequence[Name]) -> bool | None:
    """Whether two lists have one first author, or each the other's among them; None: who knows."""
    if not one or not other:
        return None
    first = same_person(one[0], other[0])
    if first is not False:
        return first
    return any(same_person(one[0], name) for name in other[1:]) and any(
        same_person(other[0], name) for name in one[1:]
    )


def _cut(short: Sign, long: Sign) -> Likeness:
    """Compare a title with the beginning of itself: what is left out must not tell them apart."""
    ends = zip(long.words, accumulate(map(len, long.words)), strict=True)
    left_out = [word for word, end in ends if end > len(short.title)]
    numbered = any(_told_by(word, _NUMBER) for word in left_out)
    if numbered and len(left_out) < 4:
        return Likeness.OTHER
    told_apart = numbered or any(_told_by(word, _MARKER, _KIND) for word in left_out)
    sure = len(short.title) >= _CUT_SURELY and len(short.words) >= _CUT_WORDS
    return Likeness.NEAR if sure and not told_apart else Likeness.PART


def _told_by(word: str, *forms: re.Pattern[str]) -> bool:
    return any(form.fullmatch(word) for form in forms)


def _differences(
    one: Sequence[str], other: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """What stands between the words that two titles share, in the one and in the other."""
    mine = yours = 0
    for block in Levenshtein.editops(one, other).as_matching_blocks():
        yield one[mine : block.a], other[yours : block.b]
        mine, yours = block.a + block.size, block.b + block.size


def _differs(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether these are not the same letters, or words that say nothing."""
    light = all(map(_LIGHT.fullmatch, (*left, *right)))
    return not light and "".join(left) != "".join(right)


def _misspelt(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the one is the other with a typo in it."""
    a, b = sorted(("".join(left), "".join(right)), key=len)
    if b.endswith(a) and _PREFIX.fullmatch(b, 0, len(b) - len(a)):
        return False
    light = _LIGHT.fullmatch(a) or _LIGHT.fullmatch(b)
    allowed = 1 if light else (len(a) > 3) + (len(a) > 7)
    exchanged = len(a) == len(b) < 5 and sorted(a) != sorted(b)  # as cat and car are
    return not exchanged and OSA.distance(a, b) <= allowed
