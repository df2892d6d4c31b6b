"""Journals and proceedings by their abbreviations: "ADV NEUR IN", "J. Opt. Soc. Am."."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.core.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_AMERICA = re.compile(r"united states (?:of )?america")
_LIGHT = re.compile(
    "a|an|and|annual|at|das|de|del|der|des|di|die|du|el|for|from|in|la|le|of|on|the|und"
)
_BEGINNING = 3
"""Words of an abbreviation that tell a name though they cover no more than its beginning."""


@lru_cache(maxsize=1 << 16)
def same_source(one: str, other: str) -> bool:
    """Whether one name of a journal may be short for the other, word by word from the first."""
    return _short_for(one, other) or _short_for(other, one)


def _short_for(one: str, other: str) -> bool:
    """Whether the first is short for the second, in which light words go for nothing.

    In the first they may be short for others: IN for Information.
    """
    whole = _AMERICA.sub("usa", fold(other))
    long = [word for word in _WORD.findall(whole) if not _LIGHT.fullmatch(word)]
    every = _WORD.findall(fold(one))
    for short in (every, [word for word in every if not _LIGHT.fullmatch(word)]):
        enough = 0 < len(short) == len(long) or _BEGINNING <= len(short) < len(long)
        if enough and all(map(_abbreviates, short, long)):
            return True
    return False


def _abbreviates(short: str, word: str) -> bool:
    """Whether the letters of `short` stand in `word` in their order, the first one first."""
    letters = iter(word)
    return short[:1] == word[:1] and all(letter in letters for letter in short)
