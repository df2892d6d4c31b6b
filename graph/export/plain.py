"""Text that no reader chokes on and no neighbour suffers from, the same in every format.

Every character is kept or stands for one other, so that places in a text stay what they are.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import letters_of

# What XML 1.0 cannot write, and C1: no format needs them.
_CONTROL = ("\x00-\x1f", "\x7f-\x7f", "\x80-\x9f", "\ufffe-\uffff")

# Embeddings, overrides and isolates turn round whatever follows them in a table or a label. Letters
# of right-to-left scripts need none of them, and the marks that some do need are left.
_TURNING = ("\u202a-\u202e", "\u2066-\u2069")
_JOINER = "\u2060"  # seen by nobody, and of no direction

_STRETCH = 1 << 19
"""Bytes that are looked at together: so few stay in a cache."""


def harmless(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column of text with a blank for each control character, a joiner for each bidi control."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    if not any(_does_harm(letters_of(chunk)[1]) for chunk in chunks):
        return texts  # as nearly always, and without a copy
    plain = pc.replace_substring_regex(texts, _class(_CONTROL), " ")
    return pc.replace_substring_regex(plain, _class(_TURNING), _JOINER)


def plain(text: str) -> str:
    """One text, as `harmless` has it."""
    if text.isprintable():  # as nearly always
        return text
    return re.sub(_class(_TURNING), _JOINER, re.sub(_class(_CONTROL), " ", text))


def _class(ranges: tuple[str, ...]) -> str:
    """What matches a character of these ranges, for Arrow and for Python alike."""
    return f"[{''.join(ranges)}]"


def _does_harm(letters: NDArray[np.uint8]) -> bool:
    """Whether texts end to end, in UTF-8, hold a character that is to be replaced."""
    for start in range(0, len(letters), _STRETCH):
        part = letters[start : start + _STRETCH]
        at = start + np.flatnonzero(part - np.uint8(0x20) >= 0x7F - 0x20)  # not printable ASCII
        # A character of ASCII tells by its first byte; those of two by two, and others by three.
        first, second, third = (
            letters[np.minimum(at + step, len(letters) - 1)].astype(np.int32) for step in range(3)
        )
        told = first << 16 | second << 8 | third
        if any(((told >= low) & (told <= high)).any() for low, high in _HARMFUL):
            return True
    return False


def _bytes_of(characters: str) -> tuple[int, int]:
    """The first three bytes of a range of characters, from and to."""
    first, last = (character.encode() for character in characters.split("-"))
    return (
        int.from_bytes(first.ljust(3, b"\x00"), "big"),
        int.from_bytes(last.ljust(3, b"\xff"), "big"),
    )


_HARMFUL = [_bytes_of(characters) for characters in (*_CONTROL, *_TURNING)]
