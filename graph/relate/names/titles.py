"""What a title introduces: `Name: subtitle`, `Name -- subtitle`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.relate.names.claim import TITLE, Claim
from graph.relate.names.lines import Line
from graph.relate.names.phrases import is_name, kind_word
from graph.relate.names.text import pieces
from graph.relate.names.vocabulary import (
    PROPER,
    SURVEY,
    VERBS,
)


def parts_title(gap: str) -> bool:
    """Whether a gap may stand between a title and its subtitle."""
    return gap.lstrip(")\"'”’ ").startswith((":", "--", "—", "–", "!", "- "))


def head_end(line: Line) -> int:
    """Number of tokens before the title's first colon or dash; 0 where there is none."""
    for index in range(min(len(line.tokens) - 1, 8)):
        if line.marks[index] and parts_title(line.gap(index)):
            return index + 1
    return 0


@lru_cache(maxsize=1)  # rules ask for one title's again and again
def _heads(line: Line) -> tuple[tuple[int, int], ...]:
    """Tokens of what a title may name: all before its colon, all of it, what follows `via`."""
    count = len(line.tokens)
    spans = [(0, head_end(line)), (0, count)]
    spans += [
        (at + 1, count)
        for at in range(count - 6, count - 2)
        if at > 0 and line.words[at].lower in _BY
    ]
    return tuple((first, last) for first, last in spans if last - first > 1)


@lru_cache(maxsize=8)
def heads(line: Line, begins: str) -> tuple[tuple[str, ...], ...]:
    """Pieces of what a title may name, if the first of them is `begins`."""
    return tuple(
        line.pieces(first, last)
        for first, last in _heads(line)
        if pieces(line.tokens[first])[0] == begins
    )


_BY = frozenset(["via", "with", "using", "by"])


def title_claims(line: Line, abstract: str) -> Iterator[Claim]:
    """The name before the colon, unless the paper is a survey or its abstract never says it."""
    end = head_end(line)
    if not end or any(word.lower in SURVEY for word in line.words):
        return
    surface = line.span(0, end)
    outdone = len(surface) > 3 and surface.isupper()  # ROUGE, COMET: a title may coin them
    if not (is_name(surface) or outdone):
        return
    words = line.words[:end]
    sure = end == 1 and words[0].coined and words[0].core == surface
    if end == 1 and words[0].lower in PROPER:
        return
    likely = end == 1 or any(word.shaped for word in words)
    if not sure and not (likely and _used(surface, abstract)):
        return
    yield Claim(surface, TITLE, kind_word(line, end, end + 8))


def _used(surface: str, abstract: str) -> bool:
    """Whether the abstract writes it with its capitals, and not only as a sentence's first word."""
    at = abstract.find(surface)
    while at >= 0:
        before = abstract[max(0, at - 2) : at]
        if before.strip() and before.rstrip()[-1] not in ".!?":
            return True
        behind = abstract[at + len(surface) :].lstrip()
        if " " not in surface and behind and behind.split(None, 1)[0] in VERBS:
            return True
        at = abstract.find(surface, at + 1)
    return False
