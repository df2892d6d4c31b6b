"""Words of many texts at once: those of `graph.core.text.words`, found in whole arrays of letters.

What `words` finds by a pattern in one text after the other is found here by the kind of each letter
and of those beside it. That goes for ASCII, to which most texts come when they are folded, and
dashes, quotes and the like become blanks; of the others `words` is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from string import ascii_lowercase, digits
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.text import fold, has_unspaced, words_in_folded

_LETTER, _DIGIT, _JOINT, _PLUS = 1, 3, 4, 8  # the lowest bit: of a word wherever it stands
_KINDS = bytes(
    _LETTER * (char in ascii_lowercase)
    | _DIGIT * (char in digits)
    | _JOINT * (char in "-.")
    | _PLUS * (char == "+")
    for char in map(chr, range(256))
)
_FOREIGN_GAP = re.compile(r"[^\x00-\x7f\w]+")


class Tokens(NamedTuple):
    """Words of some texts: which text each is of, int32 (k,), in no fixed order, and the words."""

    text: NDArray[np.int32]
    words: pa.DictionaryArray


def tokens(texts: Iterable[str]) -> Tokens:
    """Find all words of each text, as `graph.core.text.words` does."""
    folded = [_blanked(fold(text)) for text in texts]
    plain = np.fromiter(map(str.isascii, folded), bool, len(folded))
    spelt, counts = _plain_words([text for text in folded if text.isascii()])
    others = [words_in_folded(text) for text in folded if not text.isascii()]
    rows = np.append(np.flatnonzero(plain), np.flatnonzero(~plain)).astype(np.int32)
    told = pa.array(chain.from_iterable(others), pa.string())
    return Tokens(
        np.repeat(rows, np.append(counts, [len(found) for found in others]).astype(np.int64)),
        pa.concat_arrays([spelt, told]).dictionary_encode(),
    )


def _blanked(folded: str) -> str:
    """The same, with blanks for what parts words and is not ASCII."""
    plain = folded.isascii() or has_unspaced(folded)
    return folded if plain else _FOREIGN_GAP.sub(" ", folded)


def _plain_words(texts: list[str]) -> tuple[pa.StringArray, NDArray[np.int64]]:
    """Words of folded texts in ASCII, in order, and how many each text has."""
    letters = "\n".join(["", *texts, ""]).encode()
    kind = np.frombuffer(letters.translate(_KINDS), np.uint8)
    inside, plus = (kind & 1).astype(bool), kind == _PLUS
    joint = inside[:-2] & (kind[1:-1] == _JOINT) & (kind[2:] == _DIGIT)
    ending = np.zeros(len(kind), bool)
    for _ in range(3):  # as many plus signs belong to a word
        ending[1:] |= plus[1:] & (inside | ending)[:-1]
    begins = inside.copy()
    begins[1:] &= ending[:-1] | ~inside[:-1]
    begins[2:] &= ~joint
    inside[1:-1] |= joint
    inside |= ending

    starts = np.flatnonzero(begins)
    held = np.frombuffer(letters, np.uint8)[inside]
    bounds = np.append((np.cumsum(inside, dtype=np.int32) - 1)[starts], len(held))
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(held)]
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    counts = np.diff(np.searchsorted(starts, ends), prepend=0)
    return pa.StringArray.from_buffers(len(starts), *buffers[1:]), counts
