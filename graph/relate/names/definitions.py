"""Acronym and long form where a text sets them side by side: `state space models (SSMs)`.

The search follows Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation
definitions in biomedical text"), with initials tried first and digits read as repeats (`S4`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from graph.relate.names.lines import Line
from graph.relate.names.text import PIECE
from graph.relate.names.vocabulary import (
    SMALL,
    THING,
)

_ASIDE = re.compile(
    r"^(?:e\.g|i\.e|see|cf|for|in|with|the|and|or|such|including|which)(?![\w-])", re.I
)
_REPEATED = re.compile(r"([A-Za-z])([2-6])(?=[A-Z]|$)")


class Definition(NamedTuple):
    """`short` in parentheses (token index) stands for the tokens from `first` up to `last`.

    Where nothing before the parenthesis spells the short form, first == last: it renames what
    stands before. `end`: index of the first token behind the parenthesis.
    """

    short: int
    first: int
    last: int
    end: int


def definitions(line: Line, opened: Iterable[int]) -> list[Definition]:
    """Short forms that `line` sets in parentheses; one may open before `opened` tokens."""
    made = (_define(line, before) for before in opened if before)
    return [definition for definition in made if definition is not None]


def _define(line: Line, before: int) -> Definition | None:
    """What the parenthesis says that opens right before a token, if one does."""
    ahead, bracket, opening = line.gap(before - 1).rpartition("(")
    if not bracket or ")" in opening or ahead.strip(" \"'”’"):
        return None
    end = _closed(line, before)
    closing, bracket, _ = line.gap(end - 1).partition(")")
    content = opening + line.span(before, end) + closing
    if not bracket or "(" in closing or not 1 < len(content) <= 60 or _ASIDE.match(content.strip()):
        return None
    short = line.tokens[before]
    if end - before > 1 and not _is_side_note(line, before):
        return _reversed(line, before, end)
    if not can_be_short(short):
        return None
    first, last = _spelled(line, before, short)
    return Definition(before, first, last, end)


def _closed(line: Line, before: int) -> int:
    """Index of the first token behind a parenthesis, or behind another that opens within it."""
    for end, mark in enumerate(line.marks[before:], before + 1):
        if "(" in mark or ")" in mark:
            return end
    return len(line.tokens)


def _is_side_note(line: Line, index: int) -> bool:
    """Whether what follows the short form inside the parenthesis is cut off from it."""
    following = line.words[index + 1]
    aside = line.marks[index][:1] in {",", ";", ":", "["} and not following.coined
    return aside or following.lower == "for"


def can_be_short(short: str) -> bool:
    """Whether a token is written as a short form may be."""
    letters = sum(map(str.isalnum, short))
    return 2 <= letters <= 14 and any(map(str.isupper, short)) and not short[0].isdigit()


def _reversed(line: Line, before: int, end: int) -> Definition | None:
    """`CTC (Connectionist Temporal Classification)`: the long form is in the parenthesis."""
    short = line.tokens[before - 1]
    if not can_be_short(short) or not line.words[before - 1].coined:
        return None
    first, last = _spelled(line, end, short, floor=before)
    return Definition(before - 1, first, last, end) if first == before else None


def _spelled(line: Line, stop: int, short: str, *, floor: int = 0) -> tuple[int, int]:
    """Tokens before `stop` that spell `short`, as (first, last); (stop, stop) when none do."""
    letters = _letters(short)
    floor = max(floor, stop - 2 * len(letters) - 4)
    parts = [
        (piece, index)
        for index in range(floor, stop)
        for piece in _lower_pieces(line.tokens[index])
    ]
    for trailing in range(3):
        if trailing and (len(parts) < trailing or parts[-trailing][0] not in THING):
            break
        first = _by_initials(letters, parts[: len(parts) - trailing])
        if first is not None:
            return parts[first][1], stop
    if not short.isupper() or len(letters) > 2:
        first = _by_characters(letters, parts, count=min(len(letters) + 5, 2 * len(letters)))
        if first is not None:
            return parts[first][1], stop
    return stop, stop


@lru_cache(maxsize=1 << 16)
def _lower_pieces(token: str) -> tuple[str, ...]:
    return tuple(piece.lower() for piece in PIECE.findall(token))


@lru_cache(maxsize=1 << 14)
def _letters(short: str) -> str:
    bare = short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short
    spread = _REPEATED.sub(lambda match: match.group(1) * int(match.group(2)), bare)
    return "".join(char for char in spread.lower() if char.isalpha())


def _by_initials(letters: str, parts: list[tuple[str, int]]) -> int | None:
    at = len(parts)
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and parts[at][0][0] != letter and parts[at][0] in SMALL:
            at -= 1
        if at < 0 or parts[at][0][0] != letter:
            return None
    return at if len(letters) > 1 else None


def _by_characters(letters: str, parts: list[tuple[str, int]], *, count: int) -> int | None:
    """Find each letter from the right, the first of them at the start of a word."""
    at, place = len(parts) - 1, len(parts[-1][0]) - 1 if parts else -1
    lowest = max(0, len(parts) - count)
    for left in range(len(letters) - 1, -1, -1):
        while at >= lowest:
            text = parts[at][0]
            place = _rightmost(text, letters[left], place, initial=left == 0)
            if place >= 0:
                break
            at -= 1
            place = len(parts[at][0]) - 1 if at >= lowest else -1
        if at < lowest:
            return None
        if left:
            place -= 1
            if place < 0:
                at -= 1
                place = len(parts[at][0]) - 1 if at >= lowest else -1
    if (
        parts[at][0] in SMALL
        or len(letters) < 2
        or (parts[at][1] == parts[-1][1] and len(parts) - at < 2)
    ):
        return None
    return at if _initials_within(letters, parts[at:]) else None


def _initials_within(letters: str, parts: list[tuple[str, int]]) -> bool:
    """Whether the letters hold, in order, the initial of every word that carries meaning."""
    rest = iter(letters)
    return all(text[0] in rest for text, _ in parts if text not in _EMPTY)


_EMPTY = SMALL | THING


def _rightmost(text: str, letter: str, place: int, *, initial: bool) -> int:
    if initial:
        return 0 if place >= 0 and text[0] == letter else -1
    return text.rfind(letter, 0, place + 1)
