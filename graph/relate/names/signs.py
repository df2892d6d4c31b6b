"""What the spelling of a token, or of a gap, says about the sentence that holds it.

Most sentences say nothing of names; the signs tell which do before any rule looks at one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.relate.names.candidates import COMMAS, HEADS, WITHIN, may_be
from graph.relate.names.definitions import can_be_short
from graph.relate.names.introductions import CALLING, POINTERS
from graph.relate.names.making import NEAR, NOT_SPOKEN, SPOKEN
from graph.relate.names.shapes import WORDS, is_plain
from graph.relate.names.text import Memo
from graph.relate.names.titles import parts_title
from graph.relate.names.vocabulary import (
    ANNOUNCED,
    CALLED,
    CREATE,
    CREATED,
    GAIN,
    SUBJECT,
    by_word,
)

Ints = NDArray[np.int64]
Signs = NDArray[np.int32]

_OPENED, _PARTING, _COMMA, _BARE, _SHORT, NAME, _SHAPED, _CAPITAL = (1 << bit for bit in range(8))
"""A gap with an opening bracket; one that may part a title from its subtitle; one that a list may
run across; one of white space. What may be a short form in or before a bracket; what may be a name
by its shape; any shape of a name; a mere capital, which may begin a name that a noun such as
`network` heads."""

_MAKE, _GAIN, _MADE, _CALL, _CALLED, _POINTER = (1 << bit for bit in range(8, 14))
_CUE = _MAKE | _GAIN | _MADE | _CALL | _CALLED | _POINTER
_BY_SPELLING = by_word(
    {
        _MAKE: CREATE,
        _GAIN: GAIN,
        _MADE: CREATED,
        _CALL: CALLING,
        _CALLED: CALLED,
        _POINTER: POINTERS,
    }
)
"""Tokens that may announce a claim; what follows is held against the rules of `introductions`."""

_OWN, _SILENT, _BY, _HEAD, _ORDINAL = (1 << bit for bit in range(14, 19))

SMALL = 1 << 19
"""A token of one piece, without a capital."""

_BY_WORD = by_word(
    {_OWN: SUBJECT, _SILENT: NOT_SPOKEN, _BY: {"by"}, _HEAD: HEADS, _ORDINAL: ANNOUNCED}
)


def _sign(part: str) -> int:
    """All that the spelling of a gap or a token says, as bits."""
    if not part[:1].isalnum():
        mark = part.strip()
        comma, bare = _COMMA * (mark in COMMAS), _BARE * (not mark)
        return _OPENED * ("(" in part) | _PARTING * parts_title(part) | comma | bare
    said = _BY_SPELLING.get(part, 0) | _BY_WORD.get(part.lower(), 0)
    said |= SMALL * (part.islower() and part.rstrip("+*").isalnum())
    if is_plain(part):
        return said
    word = WORDS[part]
    return (
        said
        | _SHORT * can_be_short(part)
        | NAME * (word.coined and may_be(word.core))
        | _SHAPED * word.shaped
        | _CAPITAL * (word.capital and not word.coined)
    )


SIGNS = Memo(_sign)
"""Parts and all that their spelling says."""

CLAIMS, DEFINES, HEADED, PARTED = 1, 2, 4, 8
"""What a line may hold: a claim, a definition, a name in plain words with capitals; as a title, a
mark that parts it from its subtitle."""


class Telling(NamedTuple):
    """What spans may hold, as bits: (m,); and tokens, ascending.

    cues: those that may announce a claim; opened: those with a bracket before them that may define
    a short form; capitals: those that may begin a name in plain words.
    """

    holds: NDArray[np.uint8]
    cues: Ints
    opened: Ints
    capitals: Ints


def telling(signs: Signs, firsts: Ints) -> Telling:
    """What spans tell; signs: (k,), one a part, see `parts.Parts`.

    What stands between two spans is no token and has no sign, so that only what is sought further
    off has to be kept within a span.
    """
    gaps, tokens = signs[::2], signs[1::2]
    opening = firsts[:-1] // 2
    cues, opened = _cues(tokens, opening), _opened(gaps, tokens)
    capitals = _headed(gaps, tokens, opening)
    holds = np.zeros(len(opening), np.uint8)
    for bit, places in (
        (CLAIMS, cues),
        (CLAIMS, _announcing(tokens, opening)),
        (CLAIMS | DEFINES, opened),
        (HEADED, capitals),
        (PARTED, np.flatnonzero(gaps & _PARTING)),
    ):
        holds[_spans(opening, places)] |= bit
    return Telling(holds, cues, opened, capitals)


def _spans(opening: Ints, places: Ints) -> Ints:
    """The spans in which tokens stand."""
    return np.searchsorted(opening, places, "right") - 1


def _bounds(tokens: Signs, opening: Ints, places: Ints) -> tuple[Ints, Ints]:
    """First token, and what is behind the last, of the spans in which tokens stand."""
    spans = _spans(opening, places)
    return opening[spans], np.append(opening, len(tokens))[spans + 1]


def _cues(tokens: Signs, opening: Ints) -> Ints:
    """Tokens that may announce a claim, as far as the rules ask for what stands near them."""
    cues = np.flatnonzero(tokens & _CUE)
    start, end = _bounds(tokens, opening, cues)
    kinds, before, behind = tokens[cues], tokens[cues - 1], tokens[cues + 1]
    own, shaped = np.flatnonzero(tokens & _OWN), np.flatnonzero(tokens & _SHAPED)
    spoken = _between(own, np.maximum(start, cues - SPOKEN), cues) & (before & _SILENT == 0)
    named = _between(shaped, cues + 1, np.minimum(cues + 1 + NEAR, end))
    may = spoken & (kinds & _MAKE > 0)
    may |= spoken & (kinds & _GAIN > 0) & (behind & _SHAPED > 0)
    passive = (behind & _BY > 0) | (tokens[cues - 2] & _SHAPED > 0)
    may |= (kinds & _MADE > 0) & (spoken | passive | named)
    may |= (kinds & _POINTER > 0) & named
    may |= (kinds & _CALL > 0) & _between(own, start, end)
    may |= kinds & _CALLED > 0
    told: Ints = cues[may]
    return told


def _announcing(tokens: Signs, opening: Ints) -> Ints:
    """Tokens that begin a sentence as `One, hidden state optimization, can ...` begins."""
    first = np.concatenate([opening, opening + 1])
    return first[tokens.take(first, mode="wrap") & _ORDINAL > 0]


def _between(places: Ints, first: Ints, last: Ints) -> NDArray[np.bool_]:
    """Whether one of the ascending places is from `first` up to but not `last`."""
    return np.searchsorted(places, last) > np.searchsorted(places, first)


def _opened(gaps: Signs, tokens: Signs) -> Ints:
    """Tokens behind brackets in or before which a short form may stand."""
    opened = np.flatnonzero(gaps & _OPENED)
    inside, before = tokens[opened], tokens[opened - 1]
    defining: Ints = opened[(inside & _SHORT > 0) | (before & (_SHORT | _CAPITAL) == _SHORT)]
    return defining


def _headed(gaps: Signs, tokens: Signs, opening: Ints) -> Ints:
    """Capitals that may begin a name: not a sentence's own, with a noun behind them to head it."""
    capitals = np.flatnonzero((tokens & _CAPITAL > 0) & (gaps & _COMMA > 0))
    start, end = _bounds(tokens, opening, capitals)
    heads = np.flatnonzero(tokens & _HEAD)
    near = _between(heads, capitals, np.minimum(capitals + WITHIN, end))
    within = (gaps[capitals] & _BARE > 0) & (tokens[capitals - 1] & _CAPITAL > 0)
    headed: Ints = capitals[near & (capitals > start) & ~(within & (capitals > start + 1))]
    return headed
