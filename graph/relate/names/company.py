"""In what company names stand, all of a block's at once: evidence that only a corpus can judge."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.relate.names.candidates import COMMAS
from graph.relate.names.parts import Parts, bits
from graph.relate.names.phrases import is_name
from graph.relate.names.shapes import WORDS, is_plain
from graph.relate.names.text import Memo
from graph.relate.names.vocabulary import (
    BEFORE_METHOD,
    BENCHMARK,
    DATASET,
    MODEL,
    SPOKEN_OF_AS_METHOD,
    SPOKEN_OF_OTHERWISE,
    TASK,
    by_word,
)

Ints = NDArray[np.int64]

METHOD, DATA, OTHER, SURE = (1 << bit for bit in range(4))
"""What is said of a name: it is spoken of as a method, as data, or as a robot, a task, a meeting;
it is written as hardly anything but a name is (`SimCSE`), not a mere acronym."""


class Seen(NamedTuple):
    """Names where texts write them, in their order: all (k,).

    papers; places: index of the first token among all of a block; surfaces; company: bits.
    """

    papers: Ints
    places: Ints
    surfaces: list[str]
    company: NDArray[np.int8]


# What a gap or a token is to a name beside it.
(_BARE, _COMMA, _CLOSED, _WORD, _METHOD, _DATA, _MODEL, _TASK, _OTHER, _USED, _AS, _SUCH, _AND) = (
    1 << bit for bit in range(13)
)
_SURE, _NAME, _LIKE = (1 << bit for bit in range(13, 16))

_BY_WORD = by_word(
    {
        _METHOD: SPOKEN_OF_AS_METHOD,
        _DATA: DATASET | BENCHMARK | {"leaderboard", "corpus", "test", "validation"},
        _MODEL: MODEL,
        _TASK: TASK,
        _OTHER: SPOKEN_OF_OTHERWISE,
        _USED: BEFORE_METHOD,
        _AS: {"as"},
        _SUCH: {"such"},
        _AND: {"and", "or"},
    }
)


def _role(part: str) -> int:
    """All that a gap or a token may be to a name beside it, as bits."""
    if not part[:1].isalnum():
        mark = part.strip()
        return _BARE * (not mark) | _COMMA * (mark in COMMAS) | _CLOSED * (mark in {"", ")"})
    role = _WORD | _BY_WORD.get(part.lower(), 0)
    if is_plain(part):
        return role
    word = WORDS[part]
    sure = word.coined and not word.acronym
    like = part.endswith(("-based", "-like", "-style"), len(word.core))
    return role | _SURE * sure | _NAME * (sure and is_name(word.core)) | _LIKE * like


_ROLES = Memo(_role)


def company(parts: Parts, places: Ints) -> NDArray[np.int8]:
    """What the company of names of one token says, as bits: (k,); places: (k,) among all tokens.

    No span ends in a token, so that what wraps round the ends of the text, or goes on in another
    span, meets first what is none.
    """
    around = parts.ids.take(2 * places + 1 + np.arange(-4, 5)[:, None], mode="wrap")
    first, _, before, opening, own, closing, near, gap, last = bits(parts, around, _ROLES)[around]
    following = np.where((closing & _CLOSED > 0) & (near & _WORD > 0), near, 0)
    further = np.where((gap & _CLOSED > 0) & (following > 0), last, 0)
    method = (following & _METHOD) | (before & _USED) | (own & _LIKE) > 0
    method |= (further & _MODEL > 0) & (following & _TASK == 0)
    method |= (before & _AS > 0) & (first & _SUCH > 0)
    left, right = _joined(opening, before, first), _joined(closing, near, last)
    method |= np.where(left & _SURE > 0, left, right) & _NAME > 0
    data = (following | further) & _DATA > 0
    other = (following | further | before) & _OTHER > 0
    said = METHOD * (method & ~data) | DATA * data | OTHER * other | SURE * (own & _SURE > 0)
    narrow: NDArray[np.int8] = said.astype(np.int8)
    return narrow


def _joined(
    gap: NDArray[np.int32], near: NDArray[np.int32], further: NDArray[np.int32]
) -> NDArray[np.int32]:
    """What stands in a list beside a name, behind a comma or behind `and`; 0 for nothing."""
    listed = np.where(near & _AND > 0, further, np.where(gap & _BARE > 0, 0, near))
    return np.where((gap & _COMMA > 0) & (near & _WORD > 0), listed, 0)
