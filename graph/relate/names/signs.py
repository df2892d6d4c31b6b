"""What the spelling of a token, or of a gap, says about the sentence that holds it.

Most sentences say nothing of names; the signs tell which do before any rule looks at one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.relate.names.candidates import HEADS, may_be
from graph.relate.names.definitions import can_be_short
from graph.relate.names.introductions import CUES, OWN_CUES, POINTERS
from graph.relate.names.making import NEAR
from graph.relate.names.shapes import WORDS
from graph.relate.names.titles import parts_title
from graph.relate.names.vocabulary import ANNOUNCED, SUBJECT

(OPENED, SHORT, CUE, POINTER, OWN_CUE, OWN, NAME, SHAPED, CAPITAL, HEAD, ORDINAL, PARTING) = (
    1 << bit for bit in range(12)
)
"""A gap with an opening bracket; what may be a short form in or before one; cues, cues that point
at a name just behind them, and those by which only authors speak of their work; words for the
authors; what may be a name by its shape; any shape of a name; a mere capital, which may begin a
name where a noun such as `network` heads it; such a noun; `one`, `second` ...; a gap that
may part a title from its subtitle."""


def sign(part: str) -> int:
    """All that the spelling of a gap or a token says, as bits."""
    if not part[:1].isalnum():
        return OPENED * ("(" in part) | PARTING * parts_title(part)
    word = WORDS[part]
    return (
        SHORT * can_be_short(part)
        | CUE * (part in CUES)
        | POINTER * (part in POINTERS)
        | OWN_CUE * (part in OWN_CUES)
        | OWN * (word.lower in SUBJECT)
        | NAME * (word.coined and may_be(word.core))
        | SHAPED * word.shaped
        | CAPITAL * (word.capital and not word.coined)
        | HEAD * (word.lower in HEADS)
        | ORDINAL * (word.lower in ANNOUNCED)
    )


class _Signs(dict[str, int]):
    """Parts and their signs, worked out once: text repeats its words."""

    def __missing__(self, part: str) -> int:
        if len(self) >= 1 << 18:
            self.clear()
        made = self[part] = sign(part)
        return made


SIGNS = _Signs()


CLAIMS, DEFINES, NAMES, PARTED = 1, 2, 4, 8
"""What a line may hold: a claim, a definition, something written as a name; as a title, a mark
that parts it from its subtitle."""


def telling(signs: NDArray[np.int16], firsts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What each span may hold, as bits: (m,); signs: (k,), one a part, see `parts.Parts`."""
    gaps, tokens = signs[::2], signs[1::2]
    opening = firsts[:-1] // 2
    if not len(opening):
        return np.zeros(0, np.uint8)
    short = tokens & SHORT > 0
    before = _shifted(short & (tokens & CAPITAL == 0), -1)
    defines = (gaps & OPENED > 0) & (short | before)
    claims = (tokens & POINTER > 0) & _soon(tokens & SHAPED > 0)
    claims[opening] |= (tokens | _shifted(tokens, 1))[opening] & ORDINAL > 0
    parted = gaps & PARTING > 0
    held = np.bitwise_or.reduceat(CLAIMS * claims | DEFINES * defines | PARTED * parted, opening)
    capitals = tokens & CAPITAL
    capitals[opening] = 0
    seen = np.bitwise_or.reduceat(tokens & ~CAPITAL | capitals, opening)
    own, headed = OWN | OWN_CUE, CAPITAL | HEAD
    held[(seen & CUE > 0) | (seen & own == own)] |= CLAIMS
    held[(seen & NAME > 0) | (seen & headed == headed)] |= NAMES
    return held.astype(np.uint8)


def _shifted(values: NDArray[Any], steps: int) -> NDArray[Any]:
    """Per token the value `steps` behind it, 0 where there is none."""
    moved = np.zeros_like(values)
    if steps > 0:
        moved[:-steps] = values[steps:]
    else:
        moved[-steps:] = values[:steps]
    return moved


def _soon(shaped: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one of the next `NEAR` tokens is true."""
    counts = np.pad(np.cumsum(shaped), (0, NEAR), "edge")
    soon: NDArray[np.bool_] = counts[NEAR:] > counts[:-NEAR]
    return soon
