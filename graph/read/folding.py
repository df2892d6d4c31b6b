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
    folded, odd = _bytewise(texts)
    others = [fold_title(text).replace(" ", "") for text in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(folded, odd, pa.array(others, pa.string()))


def _bytewise(texts: pa.StringArray) -> tuple[pa.StringArray, pa.BooleanArray]:
    """Texts without blanks, and which of them are not so simple."""
    held = Texts.of(pa.chunked_array([texts]))
    letters, bounds = _SQUEEZED[held.letters], held.bounds
    odd = np.zeros(len(texts), bool)
    odd[np.searchsorted(bounds, np.flatnonzero(letters == _STRANGE), "right") - 1] = True
    kept = letters > 0
    some = np.flatnonzero(np.diff(bounds))
    counts = np.zeros(len(bounds), np.int32)
    counts[1 + some] = np.add.reduceat(kept, bounds[some], dtype=np.int32) if len(some) else 0
    made = [None, pa.py_buffer(np.cumsum(counts, dtype=np.int32)), pa.py_buffer(letters[kept])]
    return pa.Array.from_buffers(pa.string(), len(texts), made), pa.array(odd)


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
