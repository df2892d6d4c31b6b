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
from itertools import accumulate, chain
from typing import NamedTuple

from graph.core.text import fold

# Every alternative of a repeated group starts with a character that the part before it cannot
# hold, so that each pattern reads a line once, whatever stands there; nothing is given back.
_TOKEN = r"{letter}++(?:(?:[-‐‑^]|\.(?=\d)){letter}++)*+(?:\++|\*)?+"
_PIECE = r"{letter}++(?:\++|\*)?+"
PIECE = re.compile(_PIECE.format(letter=r"[^\W_]"))


def _splitters(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns that split any text, and text in ASCII, whose letters are tried in half the time."""
    anywhere, plain = (
        re.compile(f"({pattern.format(letter=letter)})") for letter in (r"[^\W_]", "[A-Za-z0-9]")
    )
    return anywhere, plain


_TOKENS, _ASCII_TOKENS = _splitters(_TOKEN)
_PIECES, _ASCII_PIECES = _splitters(_PIECE)


def split_tokens(text: str) -> list[str]:
    """Gaps and tokens of a text in turn; it begins and ends with a gap."""
    parts: list[str] = (_ASCII_TOKENS if text.isascii() else _TOKENS).split(text)
    return parts


def split_pieces(text: str) -> list[str]:
    """Gaps and pieces of a text in turn; it begins and ends with a gap."""
    parts: list[str] = (_ASCII_PIECES if text.isascii() else _PIECES).split(text)
    return parts


_MARKS = ("\\", "$", "*", "{", "}", "`", "~", "</", "://", "www.", "(cid:", "- ")
# Each alternative begins with a character of its own, so that a search skips to the next of them.
_MARKUP = re.compile(
    r"https?://[^\s)\]>]+|www\.[^\s)\]>]+"
    r"|\$[^$\n]{13,300}\$|</?[A-Za-z]{1,6}/?>"
    r"|\(cid:\d{1,4}\)\s?"  # soft hyphens that a PDF left behind
    r"| (?<=[A-Z]- )(?=[A-Z])|-(?<=[a-z]-) (?!and |or |to )(?=[a-z])"  # broken by a line's end
    r"|\\(?:text\w{2}|emph|text|mbox|math\w{2,4}|em|bf|it|tt|sc|sf|rm|operatorname)\b[ {]?"
    r"|\\[(\[)\]]|\\(?=\w)|\\|\*\*|\$|\{|\}|`|~"
)


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
    for mark in _MARKS:  # a loop, since a generator would take longer than all the tests in it
        if mark in text:
            break
    else:
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


class _Singulars(dict[str, str]):
    """Pieces and their folded singular, worked out once: text repeats its words."""

    def __missing__(self, piece: str) -> str:
        if len(self) >= 1 << 18:
            self.clear()
        made = self[piece] = singular(piece)
        return made


SINGULARS = _Singulars()


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
    shaped: bool
    """Coined or with a capital: what may be a name."""


def word(token: str) -> Word:
    """Judge one token by its shape."""
    if token.isalpha() and token.isascii() and (token.islower() or token.istitle()):
        core, lead, coined, acronym = token, 0, False, False  # as nearly every token is
    else:
        core, lead = _core(token)
        coined, acronym = _is_coined(core), _is_acronym(core)
    capital = core[0].isupper()
    return Word(token.lower(), core, lead, coined, capital, acronym, shaped=coined or capital)


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
        made = self[token] = word(token)
        return made


_WORDS = _Words()


class Line:
    """One sentence or title in tokens; where each stands is worked out when first asked for."""

    __slots__ = ("_bounds", "_parts", "shaped", "text", "tokens", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = split_tokens(text)
        self.tokens = self._parts[1::2]
        self.words = list(map(_WORDS.__getitem__, self.tokens))
        self.shaped = [at for at, word in enumerate(self.words) if word.shaped]
        self._bounds: list[int] = []

    def gap(self, index: int) -> str:
        """What stands between token `index` and the one after it, or the end of the line."""
        return self._parts[2 * index + 2]

    def bounds(self) -> list[int]:
        """Offsets at which the parts of the line end, gaps and tokens in turn."""
        if not self._bounds:
            self._bounds = list(accumulate(map(len, self._parts)))
        return self._bounds

    def end(self, index: int) -> int:
        """Offset behind token `index`."""
        return self.bounds()[2 * index + 1]

    def span(self, first: int, last: int) -> str:
        """The text from token `first` up to but without token `last`."""
        return "".join(self._parts[2 * first + 1 : 2 * last])

    def pieces(self, first: int, last: int) -> tuple[str, ...]:
        """Pieces of the text from token `first` up to but without token `last`."""
        return tuple(chain.from_iterable(map(pieces, self.tokens[first:last])))

    def at(self, offset: int) -> int:
        """Index of the first token that starts at or behind `offset`."""
        return (bisect_left(self.bounds(), offset) + 1) // 2
