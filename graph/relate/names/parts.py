"""Many texts split at once, in gaps and tokens or in gaps and pieces by turns.

Arrays of one number a byte, a token or a part do for a block of texts what a pattern would do for
one text at a time, and number the parts by what they spell: a question that the spelling alone
answers is asked once a spelling. Offsets are in bytes of UTF-8, of which nearly every character
takes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.columns import numbers
from graph.core.text import unspaced

Ints = NDArray[np.int64]
Kinds = NDArray[np.uint8]
T = TypeVar("T")

LETTER, DIGIT, JOINT, POINT, PLUS, STAR = (1 << bit for bit in range(6))
_SIGNS = {"-": JOINT, "‐": JOINT, "‑": JOINT, "^": JOINT, ".": POINT, "+": PLUS, "*": STAR}


def _kind(char: str) -> int:
    """What a character can be to a token; letters of a script without spaces are in none."""
    if not char.isalnum() or unspaced(char):
        return _SIGNS.get(char, 0)
    return LETTER | DIGIT if char.isdecimal() else LETTER


_ASCII = bytes(_kind(chr(code)) for code in range(128)) + bytes(128)


@dataclass(frozen=True, slots=True)
class Parts:
    """Spans of a text in parts: gap, token, gap, ..., token, gap, and what parts it from the next.

    bounds: (k + 1,) offsets in the text; part p stands from bounds[p] to bounds[p + 1]. firsts:
    (m + 1,) index of each span's first part, and k; always even, so that tokens have odd
    indices, as does what stands between two spans. ids: (k,) index of each part in `vocabulary`.
    """

    bounds: Ints
    firsts: Ints
    ids: NDArray[np.int32]
    vocabulary: list[str]

    def span(self, index: int) -> list[str]:
        """Gaps and tokens of a span in turn."""
        first, last = self.firsts[index : index + 2].tolist()
        return list(map(self.vocabulary.__getitem__, self.ids[first : last - 1].tolist()))


def on_lines(texts: Sequence[str]) -> tuple[bytes, Ints]:
    """Texts on a line each, and their starts and ends there in characters: (m, 2)."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    starts = np.append(0, ends)[:-1]
    return "\n".join(texts).encode(), np.stack([starts, ends - 1], axis=1)


def split_tokens(text: bytes, spans: Ints) -> Parts:
    """Split a text in tokens; `spans`: (m, 2) starts and ends, in order, apart, around all of it.

    Only what is no token may stand between spans.
    """
    kinds = _kinds(text)
    starts, ends = _runs(kinds & LETTER > 0)
    signed = _with_signs(kinds, ends)
    if len(starts):
        behind, ahead = kinds[ends[:-1]], kinds[starts[1:]]
        joined = (behind == JOINT) | ((behind == POINT) & (ahead & DIGIT > 0))
        lead = np.frombuffer(text, np.uint8)[ends[:-1]]
        apart = ~(joined & (starts[1:] - ends[:-1] == np.where(lead < 0x80, 1, _WIDE_JOINT)))
        starts, signed = starts[np.append(True, apart)], signed[np.append(apart, True)]
    return _number(text, _lay_out(spans, starts, signed, len(text)))


_WIDE_JOINT = 3
"""Bytes of a joint that is no ASCII character."""


def split_pieces(text: bytes, spans: Ints) -> Parts:
    """Split a text in pieces; see `split_tokens`."""
    kinds = _kinds(text)
    starts, ends = _runs(kinds & LETTER > 0)
    return _number(text, _lay_out(spans, starts, _with_signs(kinds, ends), len(text)))


def bits(parts: Parts, ids: NDArray[np.int32], meaning: Mapping[str, int]) -> NDArray[np.int32]:
    """What some parts of the vocabulary mean, as bits; 0 for all others."""
    found = np.zeros(len(parts.vocabulary), np.int32)
    found[ids] = 1
    wanted = np.flatnonzero(found)
    found[wanted] = [meaning[parts.vocabulary[number]] for number in wanted.tolist()]
    return found


def told(parts: Parts, ids: NDArray[np.int32], meaning: Mapping[str, T]) -> list[T]:
    """What each of some parts means, which is asked once a spelling."""
    found = np.zeros(len(parts.vocabulary), bool)
    found[ids] = True
    wanted = np.flatnonzero(found)
    meant = (meaning[parts.vocabulary[number]] for number in wanted.tolist())
    table = np.empty(len(found), object)
    table[wanted] = np.fromiter(meant, object, len(wanted))
    listed: list[T] = table[ids].tolist()
    return listed


def in_bytes(text: bytes, offsets: Ints) -> Ints:
    """Offsets in characters -> offsets in UTF-8."""
    further = _further(text)
    return offsets + np.searchsorted(further - np.arange(1, len(further) + 1), offsets)


def in_characters(text: bytes, offsets: Ints) -> Ints:
    """Offsets in UTF-8 of where characters begin -> offsets in characters."""
    return offsets - np.searchsorted(_further(text), offsets)


def _further(text: bytes) -> Ints:
    """Offsets in UTF-8 of the bytes that are not the first of a character."""
    if text.isascii():
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.frombuffer(text, np.uint8) & 0xC0 == 0x80)


def _kinds(text: bytes) -> Kinds:
    """What the character can be that each byte belongs to, and 0 behind the last."""
    kinds = np.frombuffer(bytearray((text + b"\0").translate(_ASCII)), np.uint8)
    if not text.isascii():
        wide = np.flatnonzero(np.frombuffer(text, np.uint8) >= 0x80)
        kinds[wide] = _wide_kinds(np.frombuffer(text, np.uint8)[wide])
    return kinds


def _wide_kinds(letters: NDArray[np.uint8]) -> Kinds:
    """What characters that are not ASCII can be; one number for each of their bytes."""
    codes = np.frombuffer(letters.tobytes().decode().encode("utf-32-le"), np.uint32)
    rare, which = np.unique(codes, return_inverse=True)
    kinds = np.array([_kind(chr(code)) for code in rare.tolist()], np.uint8)
    leads = np.flatnonzero(letters >= 0xC0)
    return np.repeat(kinds[which], np.diff(leads, append=len(letters)))


def _runs(mask: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Offsets at which runs of true values start and end."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    return edges[::2], edges[1::2]


def _with_signs(kinds: Kinds, ends: Ints) -> Ints:
    """Ends of runs of letters, behind the pluses or the star that belong to them."""
    signs = kinds[ends]
    further: Ints = ends + (signs == STAR)
    starts, stops = _runs(kinds == PLUS)
    plus = np.flatnonzero(signs == PLUS)
    further[plus] = stops[np.searchsorted(starts, ends[plus])]
    return further


def _lay_out(spans: Ints, starts: Ints, ends: Ints, length: int) -> tuple[Ints, Ints]:
    """Bounds and first parts of spans that hold these tokens, in a text of `length` bytes."""
    opened, closed = spans.T
    tokens = np.append(np.searchsorted(starts, opened), len(starts))
    firsts = 2 * (tokens + np.arange(len(tokens)))
    at = 2 * (np.arange(len(starts)) + np.repeat(np.arange(len(opened)), np.diff(tokens))) + 1
    bounds = np.empty(int(firsts[-1]) + 1, np.int64)
    bounds[firsts[:-1]] = opened
    bounds[firsts[1:] - 1] = closed
    bounds[at] = starts
    bounds[at + 1] = ends
    bounds[-1] = length
    return bounds, firsts


def _number(text: bytes, laid: tuple[Ints, Ints]) -> Parts:
    """Number parts by what they spell: Arrow finds equal ones in the text's bytes."""
    bounds, firsts = laid
    held = pa.py_buffer(bounds), pa.py_buffer(text)
    numbered = pa.LargeStringArray.from_buffers(len(bounds) - 1, *held).dictionary_encode()
    vocabulary = numbered.dictionary.to_pylist()
    return Parts(bounds, firsts, numbers(numbered.indices), vocabulary)
