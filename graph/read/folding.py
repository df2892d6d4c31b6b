"""Texts by the letters and digits in them, whole columns at a time: what titles are matched by."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import letters_of, whole
from graph.core.text import fold, title_key
from graph.read.latex import plain

# A single Greek letter is a symbol: one source writes it, another spells it out. What is behind the
# letter is looked at when one is found, so that the search skips to the next of them.
_SYMBOL = re.compile(r"[α-ω](?<![^\W\d_].)(?![^\W\d_])")
_GREEK = {
    chr(code): unicodedata.name(chr(code)).rpartition(" ")[2].lower()
    for code in range(ord("α"), ord("ω") + 1)
} | {"λ": "lambda"}
_LATEX = re.compile(r"[\\{}$]")
# What F1000 and its likes put behind the title of each version.
_VERSION = re.compile(r"\[version \d+[^\]]*\]\s*$")
_ODD = r"[\\{}$]|\[version \d"
_ASIDE = re.compile(r"[\\{}$[]")
_BETWEEN = re.compile(r"[^\w\n ][^\w\n]*| [^\w\n]+")  # words of a line; single blanks may stay
_BLOCK = 10_000
_BYTES = 1 << 18


def fold_title(title: str) -> str:
    """Words of a title as `title_key` has them, with LaTeX read and Greek symbols spelled out."""
    return _spelled(title_key(_read(title)))


def _read(title: str) -> str:
    text = _VERSION.sub("", title)
    return plain(text) if _LATEX.search(text) else text


def _spelled(folded: str) -> str:
    return _SYMBOL.sub(lambda symbol: _GREEK[symbol[0]], folded)


def fold_titles(titles: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """`fold_title` of each; without nulls, (len,)."""
    texts = whole(titles)
    simple = pc.and_not(pc.string_is_ascii(texts), pc.match_substring_regex(texts, _ODD))
    spaced = pc.replace_substring_regex(pc.ascii_lower(texts), "[^a-z0-9]+", " ")
    folded = pc.utf8_trim(spaced, " ")
    odd = pc.invert(simple)
    return pc.replace_with_mask(folded, odd, _fold_odd(texts.filter(odd)))


def _fold_odd(texts: pa.StringArray) -> pa.StringArray:
    """`fold_title` of each, however it is written: many at one time, a line each."""
    folded: list[str] = []
    for start in range(0, len(texts), _BLOCK):
        some = map(_read, texts.slice(start, _BLOCK).to_pylist())
        lines = fold("".join(text.replace("\n", " ") + "\n" for text in some))
        keys = _spelled(_BETWEEN.sub(" ", lines.replace("_", " ")))
        folded += [line.strip(" ") for line in keys.split("\n")[:-1]]
    return pa.array(folded, pa.string())


def squeezed(folded: pa.StringArray) -> pa.StringArray:
    """Folded texts without their blanks, so that `state-space` and `statespace` meet."""
    return pc.replace_substring(folded, " ", "")


def squeeze_titles(titles: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """`squeezed` of `fold_titles`, byte by byte."""
    texts = whole(titles)
    folded, odd = squeeze_plain(texts)  # whose own arrays are gone before anything slow begins
    return pc.replace_with_mask(folded, odd, squeezed(_fold_odd(texts.filter(odd))))


def squeeze_plain(texts: pa.StringArray | pa.BinaryArray) -> tuple[pa.StringArray, pa.BooleanArray]:
    """Letters and digits of each text in lower case, and which texts are more than that.

    What is more stands as `STRANGE`; the letters before it are those that the text begins with.
    """
    bounds, held = letters_of(texts)
    letters = np.frombuffer(held.tobytes().translate(_SQUEEZED), np.uint8)
    odd = np.zeros(len(texts), bool)
    odd[np.searchsorted(bounds, np.flatnonzero(letters == ord(STRANGE)), "right") - 1] = True
    ends = bounds - np.searchsorted(np.flatnonzero(letters == 0), bounds).astype(np.int32)
    made = [None, pa.py_buffer(ends), pa.py_buffer(_without_zeros(letters))]
    return pa.Array.from_buffers(pa.string(), len(texts), made), pa.array(odd)


def _without_zeros(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The other letters, gathered some at a time: NumPy numbers what it is to keep, in 8 bytes."""
    parts = np.split(letters, range(_BYTES, len(letters), _BYTES))
    return np.concatenate([np.compress(part > 0, part) for part in parts])


def _byte(code: int) -> int:
    """What a byte of a title comes to: a letter or digit in lower case, nothing, or `STRANGE`."""
    char = chr(code)
    if not char.isascii() or _ASIDE.match(char):
        return ord(STRANGE)
    return ord(char.lower()) if char.isalnum() else 0


STRANGE = "?"
"""For a byte of a title that `fold_title` has to read."""

_SQUEEZED = bytes(map(_byte, range(256)))


def ranks(texts: pa.StringArray) -> NDArray[np.int32]:
    """Number of each text among the different ones, in their order; int32 (len,)."""
    encoded = texts.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    numbers: NDArray[np.int32] = place[encoded.indices.to_numpy()]
    return numbers
