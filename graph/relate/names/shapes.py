"""Shapes of tokens: what is written as no ordinary word is."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.relate.names.text import Memo


class Word(NamedTuple):
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


def is_plain(token: str) -> bool:
    """Whether there is neither a capital nor a digit in it: then its shape tells nothing."""
    return token.islower() and (token.isalpha() or not any(map(str.isdigit, token)))


def word(token: str) -> Word:
    """Judge one token by its shape."""
    if is_plain(token) or (token.isalpha() and token.isascii() and token.istitle()):
        core, lead, coined, acronym = token, 0, False, False  # as nearly every token is
    else:
        core, lead = _core(token)
        coined, acronym = _is_coined(core), _is_acronym(core)
    capital = core[:1].isupper()
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
    if core.isascii() and core.isalpha():  # as acronyms are, and most names
        return core[1:] != core[1:].lower() and not _is_glued(core)
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


WORDS = Memo(word)
"""Tokens and what their shape tells."""
