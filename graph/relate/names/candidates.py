"""What is written as a name: by its shape, or with capitals where a noun heads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from graph.relate.names.lines import Line
from graph.relate.names.phrases import Name, goes_on, is_name, run
from graph.relate.names.vocabulary import LONG_METHOD, LONG_MODEL, MODEL, NUMBERED, VENUES

_INNER = re.compile(r" (?:for|to|in|the) ")

WITHIN = 8
"""Words from the first of a name on, among which one heads it."""


@lru_cache(maxsize=1 << 16)
def may_be(core: str) -> bool:
    """Whether a token of a name's shape can be one."""
    first = re.split(r"[-‐‑]", core, maxsplit=1)[0].lower()
    return (
        is_name(core)
        and first not in VENUES
        and not (first in NUMBERED and any(map(str.isdigit, core)))
    )


def headed(line: Line, capitals: Iterable[int]) -> Iterator[Name]:
    """Names in plain words that a noun heads: `Label Propagation`; `capitals` may begin one."""
    done = 0
    for at in capitals:
        name = run(line, at, indefinite=False) if at >= done else None
        if (
            name is not None
            and not _INNER.search(name.surface)
            and _heads_method(line, name.first, name.last)
            and not goes_on(line, name)
        ):
            yield name
            done = name.last


COMMAS = frozenset(["", ","])
"""Marks that a list may run across."""


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
