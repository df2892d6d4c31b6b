"""Many texts split at once, in gaps and tokens or in gaps and pieces by turns.

Arrays of one number a character, a token or a part do for a block of texts what a pattern would
do for one text at a time, and number the parts by what they spell: a question that the spelling
alone answers is asked once a spelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.text import unspaced

Ints = NDArray[np.int64]
Kinds = NDArray[np.uint8]

LETTER, DIGIT, JOINT, POINT, PLUS, STAR = (1 << bit for bit in range(6))
_SIGNS = {"-": JOINT, "‐": JOINT, "‑": JOINT, "^": JOINT, ".": POINT, "+": PLUS, "*": STAR}


def _kind(char: str) -> int:
    """What a character can be to a token; letters of a script without spaces are in none."""
    if not char.isalnum() or unspaced(char):
        return _SIGNS.get(char, 0)
    return LETTER | DIGIT if char.isdecimal() else LETTER


_ASCII = np.array([_kind(chr(code)) for code in range(128)], np.uint8)


@dataclass(frozen=True, slots=True)
class Parts:
    """Spans of a text in parts: gap, token, gap, ..., token, gap, and what parts it from the next.

    bounds: (k + 1,) offsets in the text; part p stands from bounds[p] to bounds[p + 1]. firsts:
    (m + 1,) index of each span's first part, and k; always even, so that tokens have odd
    indices, as does what stands between two spans. ids: (k,) index of each part in `vocabulary`.
    spelled: (k,) the parts themselves.
    """

    bounds: Ints
    firsts: Ints
    ids: NDArray[np.int32]
    vocabulary: list[str]
    spelled: NDArray[np.object_]

    def span(self, index: int) -> list[str]:
        """Gaps and tokens of a span in turn."""
        first, last = self.firsts[index : index + 2].tolist()
        parts: list[str] = self.spelled[first : last - 1].tolist()
        return parts


def split_tokens(text: str, spans: Sequence[tuple[int, int]]) -> Parts:
    """Split a text in tokens; `spans`: (start, end), in order, apart, around all its tokens."""
    codes = _codes(text)
    kinds = _kinds(codes)
    starts, ends = _runs(kinds & LETTER > 0)
    signed = _with_signs(kinds, ends)
    if len(starts):
        behind, ahead = kinds[ends[:-1]], kinds[starts[1:]]
        joined = (behind == JOINT) | ((behind == POINT) & (ahead & DIGIT > 0))
        apart = ~(joined & (starts[1:] - ends[:-1] == 1))
        starts, signed = starts[np.append(True, apart)], signed[np.append(apart, True)]
    return _number(text, _lay_out(spans, starts, signed, len(text)), codes)


def split_pieces(text: str, spans: Sequence[tuple[int, int]]) -> Parts:
    """Split a text in pieces; see `split_tokens`."""
    codes = _codes(text)
    kinds = _kinds(codes)
    starts, ends = _runs(kinds & LETTER > 0)
    return _number(text, _lay_out(spans, starts, _with_signs(kinds, ends), len(text)), codes)


def _codes(text: str) -> NDArray[np.uint32]:
    """Code of each character, and 0 behind the last."""
    return np.frombuffer((text + "\0").encode("utf-32-le"), np.uint32)


def _kinds(codes: NDArray[np.uint32]) -> Kinds:
    table = np.zeros(max(128, int(codes.max()) + 1), np.uint8)
    table[:128] = _ASCII
    rare = np.unique(codes[codes > 127])
    table[rare] = [_kind(chr(code)) for code in rare.tolist()]
    kinds: Kinds = table.take(codes)
    return kinds


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


def _lay_out(
    spans: Sequence[tuple[int, int]], starts: Ints, ends: Ints, length: int
) -> tuple[Ints, Ints]:
    """Bounds and first parts of spans that hold these tokens, in a text of `length` characters."""
    opened, closed = np.array(spans, np.int64).reshape(-1, 2).T
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


def _number(text: str, laid: tuple[Ints, Ints], codes: NDArray[np.uint32]) -> Parts:
    """Number parts by what they spell: Arrow finds equal ones in the text's bytes."""
    bounds, firsts = laid
    offsets = pa.py_buffer(_in_bytes(codes, bounds))
    parts = pa.LargeStringArray.from_buffers(len(bounds) - 1, offsets, pa.py_buffer(text.encode()))
    numbered = parts.dictionary_encode()
    vocabulary = numbered.dictionary.to_pylist()
    ids = numbered.indices.to_numpy()
    return Parts(bounds, firsts, ids, vocabulary, np.array(vocabulary, object)[ids])


def _in_bytes(codes: NDArray[np.uint32], bounds: Ints) -> Ints:
    """Ascending offsets in characters -> offsets in UTF-8."""
    rare = np.flatnonzero(codes > 0x7F)
    wide = codes[rare]
    further = 1 + (wide > 0x7FF) + (wide > 0xFFFF)
    more = np.bincount(np.searchsorted(bounds, rare, "right"), further, len(bounds) + 1)
    return bounds + np.cumsum(more[:-1]).astype(np.int64)
