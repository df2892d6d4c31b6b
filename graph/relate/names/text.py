"""Text as a reader of names sees it: marked-up text read through, tokens, pieces, keys.

A *token* is a run of letters and digits with what hyphens, points before digits and carets join
to it (`XLM-R`, `LLaMA3.1-8B`, `SequenceMatch-chi^2`, `RRT*`, `GSM++`). A *piece* is what is left
of a token between its joints. The *key* of a name is its folded pieces in singular, written
together, so that `GPT-2`, `GPT 2`, `gpt2` and `State-Space Models`, `state space model` meet.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from graph.core.text import UNSPACED, fold

T = TypeVar("T")

# Each alternative starts with a character that the part before it cannot hold, so that a text is
# read once, whatever stands there; nothing is given back.
PIECE = re.compile(rf"[^\W_{UNSPACED}]++(?:\++|\*)?+")


# Each alternative begins with a character of its own, so that a search skips to the next of them.
_MARKUP = re.compile(
    r"https?://[^\s)\]>]+|www\.[^\s)\]>]+"
    r"|\$[^$\n]{13,300}\$|</?[A-Za-z]{1,6}/?>"
    r"|\(cid:\d{1,4}\)\s?"  # soft hyphens that a PDF left behind
    r"| (?<=[A-Z]- )(?=[A-Z])|-(?<=[a-z]-) (?!and |or |to )(?=[a-z])"  # broken by a line's end
    r"|\\[A-Za-z]{2,20}(?=\{)|\\(?:backslash|em|bf|it|tt|sc|sf|rm)\b ?"
    r"|\\[(\[)\]]|\\(?=\w)|\\|\*\*|\$|\{|\}|`|~"
)
# Quick to look for, and in all that is mark-up.
MARKED = re.compile(r"\\|\$|\*|\{|\}|`|~|</|://|www\.|\(cid:|- ")


class Memo(dict[str, T]):
    """What a function makes of words, worked out once a word: text repeats its words."""

    def __init__(self, function: Callable[[str], T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> T:
        if len(self) >= 1 << 18:
            self.clear()
        made = self[word] = self._function(word)
        return made


class Reading(NamedTuple):
    """Text with its mark-up taken out: `text`, and where each part of it stood.

    starts: offsets in `text` at which a kept part begins, ascending; shifts: how many characters
    were left out before it.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def origin(self, offset: int) -> int:
        """Offset in the text as it was of the character at `offset`."""
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def read_through(text: str) -> Reading:
    r"""Leave out LaTeX commands and braces, dollar signs, Markdown stars and broken hyphens.

    `\\textbf{Mamba}` reads `Mamba`, `SequenceMatch-$\\chi^2$` reads `SequenceMatch-chi^2`.
    """
    if not MARKED.search(text):
        return Reading(text)
    parts: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    length = last = 0
    for found in _MARKUP.finditer(text):
        if found.start() > last:
            starts.append(length)
            shifts.append(last - length)
            parts.append(text[last : found.start()])
            length += found.start() - last
        last = found.end()
    starts.append(length)
    shifts.append(last - length)
    parts.append(text[last:])
    if starts[0] != 0:
        raise AssertionError("the first part kept starts the text")
    return Reading("".join(parts), tuple(starts), tuple(shifts))


class Readings(NamedTuple):
    """Texts without their mark-up; by its place the reading of each that had some, as few have."""

    texts: list[str]
    changed: dict[int, Reading]


def read_all(texts: Sequence[str]) -> Readings:
    """Do as `read_through` with many texts."""
    marked = (at for at, text in enumerate(texts) if MARKED.search(text))
    changed = {at: read_through(texts[at]) for at in marked}
    plain = list(texts)
    for at, reading in changed.items():
        plain[at] = reading.text
    return Readings(plain, changed)


def singular(piece: str) -> str:
    """Fold a piece and take a plural's s away: `Networks` -> `network`, `GANs` -> `gan`."""
    folded = fold(piece)
    if len(folded) < 4 or piece[-1] != "s" or folded[-2] in "su":
        return folded
    if folded.endswith(_SIBILANT):
        return folded[:-2]
    return folded[:-3] + "y" if folded.endswith("ies") and len(folded) > 4 else folded[:-1]


_SIBILANT = ("sses", "xes", "shes", "nches", "rches", "tches")


SINGULARS = Memo(singular)
"""Pieces and their folded singular."""


def singulars(parts: Sequence[str]) -> list[str]:
    """Do as `singular` with many pieces, of which few may be plurals or fold in another way."""
    return [
        SINGULARS[part] if part[-1:] == "s" or not part.isascii() else part.lower()
        for part in parts
    ]


@lru_cache(maxsize=1 << 17)
def pieces(surface: str) -> tuple[str, ...]:
    """Folded singular pieces of a name: `LLaMA3.1-8B` -> `(llama3, 1, 8b)`."""
    return tuple(map(SINGULARS.__getitem__, PIECE.findall(surface)))


@lru_cache(maxsize=1 << 17)
def key(surface: str) -> str:
    """What all spellings of a name share: its pieces, written together."""
    return "".join(pieces(surface))


def shouts(text: str) -> bool:
    """Whether more than half of the letters are capitals, so that capitals tell nothing."""
    if len(text) < 12 or 25 * text.count("e") > len(text):  # nearly all text, told by one letter
        return False
    if 25 * sum(map(text.count, "aeio")) > len(text):
        return False
    return 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))
