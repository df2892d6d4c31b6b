"""Text as a reader of names sees it: marked-up text read through, tokens, pieces, shapes, keys.

A *token* is a run of letters and digits with what hyphens, points before digits and carets join
to it (`XLM-R`, `LLaMA3.1-8B`, `SequenceMatch-chi^2`, `RRT*`, `GSM++`). A *piece* is what is left
of a token between its joints. The *key* of a name is its folded pieces in singular, written
together, so that `GPT-2`, `GPT 2`, `gpt2` and `State-Space Models`, `state space model` meet.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from graph.core.text import fold

# Every alternative of a repeated group starts with a character that the part before it cannot
# hold, so that each pattern reads a line once, whatever stands there.
TOKEN = re.compile(r"[^\W_]+(?:(?:[-‐‑^]|\.(?=\d))[^\W_]+)*(?:\++|\*)?")
PIECE = re.compile(r"[^\W_]+(?:\++|\*)?")

_MARKS = ("\\", "$", "*", "{", "}", "`", "~", "</", "://", "www.", "(cid:", "- ")
_MARKUP = re.compile(
    r"(?:https?://|www\.)[^\s)\]>]+"
    r"|\$[^$\n]{13,300}\$|</?[A-Za-z]{1,6}/?>"
    r"|\(cid:\d{1,4}\)\s?"  # soft hyphens that a PDF left behind
    r"|(?<=[A-Z]-) (?=[A-Z])|(?<=[a-z])- (?!and |or |to )(?=[a-z])"  # words broken by a line's end
    r"|\\(?:text\w{2}|emph|text|mbox|math\w{2,4}|em|bf|it|tt|sc|sf|rm|operatorname)\b[ {]?"
    r"|\\[(\[)\]]|\\(?=\w)|\\|\*\*|[${}`~]"
)


@dataclass(frozen=True, slots=True)
class Reading:
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
    if not any(mark in text for mark in _MARKS):
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


def singular(piece: str) -> str:
    """Fold a piece and take a plural's s away: `Networks` -> `network`, `GANs` -> `gan`."""
    folded = fold(piece)
    if len(folded) > 3 and piece[-1] == "s" and folded[-2] not in "su":
        return folded[:-1]
    return folded


@lru_cache(maxsize=1 << 17)
def pieces(surface: str) -> tuple[str, ...]:
    """Folded singular pieces of a name: `LLaMA3.1-8B` -> `(llama3, 1, 8b)`."""
    return tuple(singular(piece) for piece in PIECE.findall(surface))


def key(surface: str) -> str:
    """What all spellings of a name share: its pieces, written together."""
    return "".join(pieces(surface))


def shouts(text: str) -> bool:
    """Whether more than half of the letters are capitals, so that capitals tell nothing."""
    if len(text) < 12 or 25 * sum(map(text.count, "aeio")) > len(text):
        return False
    return 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))


@dataclass(frozen=True, slots=True)
class Word:
    """What the shape of a token tells.

    core: the token without ordinary words that hyphens join to it (`BERT` of `BERT-based`), and
    `lead`: characters left out before the core. coined: written as no ordinary word is (`SimCSE`,
    `GPT-2`, `word2vec`, `BERT`). capital: begins with a capital letter.
    """

    lower: str
    core: str
    lead: int
    coined: bool
    capital: bool
    acronym: bool


def word(token: str) -> Word:
    """Judge one token by its shape."""
    core, lead = _core(token)
    return Word(token.lower(), core, lead, _is_coined(core), core[0].isupper(), _is_acronym(core))


_JOINT = re.compile(r"[-‐‑]")


def _core(token: str) -> tuple[str, int]:
    if token.islower() or not _JOINT.search(token):
        return token, 0
    parts = _JOINT.split(token)
    first, last = 0, len(parts)
    while last - first > 1 and _is_plain(parts[last - 1]):
        last -= 1
    while last - first > 1 and _is_plain(parts[first]):
        first += 1
    lead = sum(len(part) + 1 for part in parts[:first])
    size = sum(len(part) + 1 for part in parts[first:last]) - 1
    core = token[lead : lead + size]
    if _is_coined(core) or parts[-1].endswith(_ADJECTIVE):
        return core, lead
    return token, 0


_ADJECTIVE = ("ed", "ing", "free", "aware", "like", "style", "wise", "only", "level", "specific")


def _is_plain(part: str) -> bool:
    return len(part) > 1 and part.isalpha() and (part.islower() or part.endswith("ased"))


def _is_coined(core: str) -> bool:
    letters = [char for char in core if char.isalpha()]
    capitals = sum(map(str.isupper, letters))
    if not letters or (core[0].isdigit() and capitals < 2) or _is_glued(core):
        return False
    if capitals == 0:
        return _has_inner_digit(core)
    parts = _JOINT.split(core)
    inner = any(part[1:] != part[1:].lower() for part in parts)
    digit = any(map(str.isdigit, core))
    return inner or digit or core[-1] in "+*"


def _is_glued(core: str) -> bool:
    """Letters of scripts without capitals (Chinese), or a unit of measure (mN, kHz)."""
    if not core.isascii() and any(ord(char) > 0x2E7F for char in core):
        return True
    return len(core) < 4 and core[0].islower() and core.isalpha()


_INNER_DIGIT = re.compile(r"^[a-z]{2,}\d[a-z]{2,}$")  # word2vec, seq2seq, pix2pix


def _has_inner_digit(core: str) -> bool:
    parts = _JOINT.split(core)
    several = len(parts) > 2 and any(part.isalpha() for part in parts)
    return bool(_INNER_DIGIT.match(core)) or (several and any(map(_is_version, parts)))


def _is_version(part: str) -> bool:
    return part[0].isdigit() and not part.isdigit()


def _is_acronym(core: str) -> bool:
    """Two capitals or more and at most a plural's s: it is short for something, no more."""
    bare = core[:-1] if core.endswith("s") else core
    return len(bare) > 1 and bare.isalpha() and bare.isupper()


class _Words(dict[str, Word]):
    """Tokens and what their shape tells, worked out once: text repeats its words."""

    def __missing__(self, token: str) -> Word:
        if len(self) >= 1 << 18:
            self.clear()
        plain = token.isalpha() and token.islower() and token.isascii()
        made = Word(token, token, 0, False, False, False) if plain else word(token)  # noqa: FBT003
        self[token] = made
        return made


_WORDS = _Words()
_PARTS = re.compile(f"({TOKEN.pattern})")


class Line:
    """One sentence or title in tokens; where each stands is worked out when first asked for."""

    __slots__ = ("_gaps", "_starts", "text", "tokens", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        parts: list[str] = _PARTS.split(text)
        self.tokens = parts[1::2]
        self.words = list(map(_WORDS.__getitem__, self.tokens))
        self._gaps = parts[0::2]
        self._starts: list[int] = []

    def gap(self, index: int) -> str:
        """What stands between token `index` and the one after it, or the end of the line."""
        return self._gaps[index + 1]

    def start(self, index: int) -> int:
        """Offset of token `index`."""
        if not self._starts:
            sizes = (
                len(gap) + len(token) for gap, token in zip(self._gaps, self.tokens, strict=False)
            )
            ends = accumulate(sizes)
            self._starts = [end - len(token) for end, token in zip(ends, self.tokens, strict=True)]
        return self._starts[index]

    def end(self, index: int) -> int:
        """Offset behind token `index`."""
        return self.start(index) + len(self.tokens[index])

    def span(self, first: int, last: int) -> str:
        """The text from token `first` up to but without token `last`."""
        if last - first == 1:
            return self.tokens[first]
        return self.text[self.start(first) : self.end(last - 1)]

    def at(self, offset: int) -> int:
        """Index of the first token that starts at or behind `offset`."""
        if not self.tokens or offset <= self.start(0):
            return 0
        return bisect_left(self._starts, offset)
