"""Texts by the letters and digits in them, whole columns at a time: what titles are matched by."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import Texts, whole
from graph.core.text import title_key
from graph.read.latex import plain

# A single Greek letter is a symbol: one source writes it, another spells it out.
_SYMBOL = re.compile(r"(?<![^\W\d_])[α-ω](?![^\W\d_])")
_GREEK = {
    chr(code): unicodedata.name(chr(code)).rpartition(" ")[2].lower()
    for code in range(ord("α"), ord("ω") + 1)
} | {"λ": "lambda"}
_LATEX = re.compile(r"[\\{}$]")
# What F1000 and its likes put behind the title of each version.
_VERSION = re.compile(r"\[version \d+[^\]]*\]\s*$")
_ODD = r"[\\{}$]|\[version \d"
_ASIDE = re.compile(r"[\\{}$[]")


def fold_title(title: str) -> str:
    """Words of a title as `title_key` has them, with LaTeX read and Greek symbols spelled out."""
    text = _VERSION.sub("", title)
    if _LATEX.search(text):
        text = plain(text)
    return _SYMBOL.sub(lambda symbol: _GREEK[symbol[0]], title_key(text))


def fold_titles(titles: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """`fold_title` of each; without nulls, (len,)."""
    texts = whole(titles)
    simple = pc.and_not(pc.string_is_ascii(texts), pc.match_substring_regex(texts, _ODD))
    spaced = pc.replace_substring_regex(pc.ascii_lower(texts), "[^a-z0-9]+", " ")
    folded = pc.utf8_trim(spaced, " ")
    odd = pc.invert(simple)
    others = [fold_title(text) for text in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(folded, odd, pa.array(others, pa.string()))


def squeezed(folded: pa.StringArray) -> pa.StringArray:
    """Folded texts without their blanks, so that `state-space` and `statespace` meet."""
    return pc.replace_substring(folded, " ", "")


def squeeze_titles(titles: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """`squeezed` of `fold_titles`, byte by byte."""
    texts = whole(titles)
    folded, odd = _bytewise(texts)  # whose own arrays are gone before anything slow begins
    others = [fold_title(text).replace(" ", "") for text in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(folded, odd, pa.array(others, pa.string()))


def _bytewise(texts: pa.StringArray) -> tuple[pa.StringArray, pa.BooleanArray]:
    """Letters and digits of each text in lower case, and which texts are more than that."""
    letters, bounds = _letters(texts)
    odd = np.zeros(len(texts), bool)
    odd[np.searchsorted(bounds, np.flatnonzero(letters == _STRANGE), "right") - 1] = True
    return _those(letters, bounds, letters > 0), pa.array(odd)


def squeeze_heads(texts: pa.ChunkedArray) -> pa.StringArray:
    """What `squeeze_titles` of each begins with, as far as that takes no more than its bytes."""
    letters, bounds = _letters(whole(texts))
    strange = np.append(0, np.cumsum(letters == _STRANGE, dtype=np.int32))
    before = np.repeat(strange[bounds[:-1]], np.diff(bounds))
    return _those(letters, bounds, (letters > 0) & (strange[1:] == before))


def _letters(texts: pa.StringArray) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """What `_byte` makes of all texts end to end, and where in it each begins and ends."""
    held = Texts.of(pa.chunked_array([texts]))
    return _SQUEEZED[held.letters], held.bounds


def _those(
    letters: NDArray[np.uint8], bounds: NDArray[np.int64], kept: NDArray[np.bool_]
) -> pa.StringArray:
    """Texts of those letters that are to be kept."""
    ends = np.append(0, np.cumsum(kept, dtype=np.int32))[bounds].astype(np.int32)
    made = [None, pa.py_buffer(ends), pa.py_buffer(letters[kept])]
    return pa.Array.from_buffers(pa.string(), len(bounds) - 1, made)


def _byte(code: int) -> int:
    """What a byte of a title comes to: a letter or digit in lower case, nothing, or `_STRANGE`."""
    char = chr(code)
    if not char.isascii() or _ASIDE.match(char):
        return _STRANGE
    return ord(char.lower()) if char.isalnum() else 0


_STRANGE = 255
"""A byte of a title that `fold_title` has to read."""

_SQUEEZED = np.array([_byte(code) for code in range(256)], np.uint8)


def ranks(texts: pa.StringArray) -> NDArray[np.int32]:
    """Number of each text among the different ones, in their order; int32 (len,)."""
    encoded = texts.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    numbers: NDArray[np.int32] = place[encoded.indices.to_numpy()]
    return numbers
