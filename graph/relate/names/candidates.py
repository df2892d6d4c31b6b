"""What is written as a name, and in what company: evidence that only a corpus can judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from graph.relate.names.lines import Line
from graph.relate.names.phrases import goes_on, is_name, run
from graph.relate.names.vocabulary import (
    BEFORE_METHOD,
    BENCHMARK,
    DATASET,
    LONG_METHOD,
    LONG_MODEL,
    MODEL,
    NUMBERED,
    SPOKEN_OF_AS_METHOD,
    SPOKEN_OF_OTHERWISE,
    TASK,
    VENUES,
)

_INNER = re.compile(r" (?:for|to|in|the) ")
_DATA_AFTER = DATASET | BENCHMARK | frozenset(["leaderboard", "corpus", "test", "validation"])


class Candidate(NamedTuple):
    """A surface and its company in one place.

    method, data, other: whether it is spoken of as a method, as data, or as a robot, a task, a
    meeting.

    sure: written as hardly anything but a name is (`SimCSE`), not a mere acronym.
    """

    surface: str
    method: bool
    data: bool
    other: bool
    sure: bool


def candidates(line: Line, *, title: bool) -> Iterator[Candidate]:
    """Names by shape in one line, those of broad use left out."""
    done = 0
    for at in line.shaped:
        if at < done:
            continue
        word = line.words[at]
        if word.coined:
            if may_be(word.core):
                yield _by_shape(line, at)
        elif not title and _may_begin(line, at) and _near_head(line, at):
            name = run(line, at, indefinite=False)
            if (
                name is not None
                and not _INNER.search(name.surface)
                and _heads_method(line, name.first, name.last)
                and not goes_on(line, name)
            ):
                yield Candidate(name.surface, method=True, data=False, other=False, sure=True)
                done = name.last


def _may_begin(line: Line, index: int) -> bool:
    """Whether a capitalised word is the first of its name and its capital not the sentence's."""
    if not index or line.marks[index - 1] not in _COMMAS:
        return False
    before = line.words[index - 1]
    inside = before.capital and not before.coined and index > 1 and not line.marks[index - 1]
    return not inside


def _near_head(line: Line, index: int) -> bool:
    """Whether any word that a name from token `index` may end in or be followed by heads one."""
    return not HEADS.isdisjoint([word.lower for word in line.words[index : index + 8]])


@lru_cache(maxsize=1 << 16)
def may_be(core: str) -> bool:
    """Whether a token of a name's shape can be one."""
    first = re.split(r"[-‐‑]", core, maxsplit=1)[0].lower()
    return (
        is_name(core)
        and first not in VENUES
        and not (first in NUMBERED and any(map(str.isdigit, core)))
    )


def _by_shape(line: Line, index: int) -> Candidate:
    word, near = line.words[index], _following(line, index)
    next_but_one = _following(line, index + 1) if near else ""
    before = line.words[index - 1].lower if index else ""
    data = near in _DATA_AFTER or next_but_one in _DATA_AFTER
    method = not data and (
        near in SPOKEN_OF_AS_METHOD
        or before in BEFORE_METHOD
        or (next_but_one in MODEL and near not in TASK)
        or (before == "as" and index > 1 and line.words[index - 2].lower == "such")
        or line.tokens[index].endswith(("-based", "-like", "-style"), len(word.core))
        or _listed(line, index)
    )
    other = (
        near in SPOKEN_OF_OTHERWISE
        or next_but_one in SPOKEN_OF_OTHERWISE
        or before in SPOKEN_OF_OTHERWISE
    )
    return Candidate(word.core, method, data, other, sure=not word.acronym)


def _following(line: Line, index: int) -> str:
    """The word behind token `index` and its bracket, or nothing where another mark parts them."""
    if line.marks[index] not in _ENDS or index + 1 == len(line.words):
        return ""
    return line.words[index + 1].lower


def _listed(line: Line, index: int) -> bool:
    """Whether it stands in a list beside a name that is no mere acronym."""
    for step, gap_at in ((-1, index - 1), (1, index)):
        at = index + step
        if not 0 <= at < len(line.words) or line.marks[gap_at] not in _COMMAS:
            continue
        if line.words[at].lower in _JUNCTIONS:
            at += step
        elif not line.marks[gap_at]:
            continue
        if 0 <= at < len(line.words) and line.words[at].coined and not line.words[at].acronym:
            return is_name(line.words[at].core)
    return False


_ENDS = frozenset(["", ")"])
_COMMAS = frozenset(["", ","])
_JUNCTIONS = frozenset(["and", "or"])


def _heads_method(line: Line, first: int, last: int) -> bool:
    head = line.words[last - 1].lower
    if last - first > 1 and line.words[last - 2].lower in {"language", "foundation"}:
        return False
    bare = head.removesuffix("s")
    if last - first > 1:
        return bare in _LONG or _followed(line, last)
    return _followed(line, last)


def _followed(line: Line, last: int) -> bool:
    if last >= len(line.words) or line.marks[last - 1]:
        return False
    return line.words[last].lower in _FOLLOWING


_FOLLOWING = MODEL | {"optimizer", "algorithm", "sampler", "filter"}
_LONG = LONG_MODEL | LONG_METHOD
HEADS = frozenset({*_FOLLOWING, *_LONG, *(f"{word}s" for word in _LONG)})
