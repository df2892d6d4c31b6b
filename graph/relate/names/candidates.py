"""What is written as a name, and in what company: evidence that only a corpus can judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from graph.relate.names.phrases import is_name, run
from graph.relate.names.text import Line
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
            if _may_be(word.core):
                yield _by_shape(line, at, at + 1)
        elif not title and at and _near_head(line, at) and not line.gap(at - 1).strip():
            name = run(line, at, indefinite=False)
            if (
                name is not None
                and not _INNER.search(name.surface)
                and _heads_method(line, name.first, name.last)
            ):
                yield Candidate(name.surface, method=True, data=False, other=False, sure=True)
                done = name.last


def _near_head(line: Line, index: int) -> bool:
    """Whether any word that a name from token `index` may end in or be followed by heads one."""
    return not _HEADS.isdisjoint([word.lower for word in line.words[index : index + 8]])


@lru_cache(maxsize=1 << 16)
def _may_be(core: str) -> bool:
    first = re.split(r"[-‐‑]", core, maxsplit=1)[0].lower()
    return (
        is_name(core)
        and first not in VENUES
        and not (first in NUMBERED and any(map(str.isdigit, core)))
    )


def _by_shape(line: Line, index: int, after: int) -> Candidate:
    core, token = line.words[index].core, line.tokens[index]
    near, next_but_one = _following(line, index), ""
    if near:
        next_but_one = _following(line, after)
    before = [item.lower for item in line.words[max(0, index - 2) : index]]
    data = near in _DATA_AFTER or next_but_one in _DATA_AFTER
    method = (
        near in SPOKEN_OF_AS_METHOD
        or (next_but_one in MODEL and near not in TASK)
        or before == ["such", "as"]
        or not BEFORE_METHOD.isdisjoint(before[-1:])
        or (core != token and token.endswith(("-based", "-like", "-style")))
        or _listed(line, index)
    )
    other = not SPOKEN_OF_OTHERWISE.isdisjoint([near, next_but_one, *before[-1:]])
    return Candidate(
        core,
        method=method and not data,
        data=data,
        other=other,
        sure=not line.words[index].acronym,
    )


def _following(line: Line, index: int) -> str:
    """The word behind token `index`, or nothing where a mark parts them."""
    if index + 1 >= len(line.words) or line.gap(index).strip():
        return ""
    return line.words[index + 1].lower


def _listed(line: Line, index: int) -> bool:
    """Whether it stands in a list beside a name that is no mere acronym."""
    for step, gap_at in ((-1, index - 1), (1, index)):
        at = index + step
        if not 0 <= at < len(line.words) or line.gap(gap_at).strip() not in {"", ","}:
            continue
        if line.words[at].lower in {"and", "or"}:
            at += step
        elif line.gap(gap_at).strip() != ",":
            continue
        if 0 <= at < len(line.words) and line.words[at].coined and not line.words[at].acronym:
            return is_name(line.words[at].core)
    return False


def _heads_method(line: Line, first: int, last: int) -> bool:
    head = line.words[last - 1].lower
    if last - first > 1 and line.words[last - 2].lower in {"language", "foundation"}:
        return False
    bare = head.removesuffix("s")
    if last - first > 1:
        return bare in _LONG or _followed(line, last)
    return _followed(line, last)


def _followed(line: Line, last: int) -> bool:
    if last >= len(line.words) or line.gap(last - 1).strip():
        return False
    return line.words[last].lower in _FOLLOWING


_FOLLOWING = MODEL | {"optimizer", "algorithm", "sampler", "filter"}
_LONG = LONG_MODEL | LONG_METHOD
_HEADS = frozenset({*_FOLLOWING, *_LONG, *(f"{word}s" for word in _LONG)})
