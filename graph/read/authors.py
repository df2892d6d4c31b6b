"""Names of people as sources write them: whether two may be one person's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from graph.core.text import fold

SPELLING = 85
"""Similarity (0 to 100) from which family names are one, as Mueller and Müller."""

_PART = re.compile(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*\.?")
JOINED = re.compile(r"['’‐-]")
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md"}
_NOBODY = re.compile(r"\W*(?:anon(?:ymous)?|et al|others|n/?a|unknown|none|no author.*)?\W*", re.I)


class Name(NamedTuple):
    """Family name and first initial, folded, "" where there is none; and all parts of the name."""

    family: str
    initial: str
    parts: frozenset[str]


@lru_cache(maxsize=1 << 16)
def name_of(text: str) -> Name:
    """Parts of "Albert Gu", "Gu, Albert", "Gu A.", "A. Gu", "VAN DER WAALS JD"."""
    if _NOBODY.fullmatch(text):
        return Name("", "", frozenset())
    before, comma, behind = text.partition(",")
    given = [part for part in _PART.findall(behind) if not _is_suffix(part)]
    parts = [part for part in _PART.findall(before) if not _is_suffix(part)]
    if not comma or not given:
        parts, given = _split(parts)
    folded = [_folded(part) for part in (*given, *parts)]
    family = folded[-1] if parts else ""
    whole = frozenset(part for part in folded if len(part) > 1) | {family}
    return Name(family, folded[0][:1] if given else "", whole - {""})


def same_person(one: Name, other: Name) -> bool | None:
    """Whether two names may be one person's; None where that cannot be told."""
    if not one.family or not other.family or one.family.isascii() != other.family.isascii():
        return None
    if one.family in other.parts or other.family in one.parts:
        return True
    from rapidfuzz.fuzz import ratio

    return min(len(one.family), len(other.family)) > 3 and (
        ratio(one.family, other.family) >= SPELLING
    )


def _split(parts: list[str]) -> tuple[list[str], list[str]]:
    """Parts of the family and given names of a name without a comma: initials may stand behind."""
    end = len(parts)
    while end > 1 and _is_initials(parts[end - 1]):
        end -= 1
    initials = parts[end].rstrip(".") if end < len(parts) else ""
    if initials and any(len(part) > len(initials) for part in parts[:end]):
        return parts[:end], parts[end:]
    return parts[-1:], parts[:-1]


def _is_initials(part: str) -> bool:
    bare = re.sub(r"\W", "", part)
    return bare.isupper() and (len(bare) < 3 or (part.endswith(".") and len(bare) < 5))


def _is_suffix(part: str) -> bool:
    return part in ("II", "III") or (part.rstrip(".").lower() in _SUFFIXES and not part.isupper())


def _folded(part: str) -> str:
    return JOINED.sub("", fold(part)).rstrip(".")
