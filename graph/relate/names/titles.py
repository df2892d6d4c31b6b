"""What a title introduces: `Name: subtitle`, `Name -- subtitle`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.relate.names.claim import TITLE, Claim, Context
from graph.relate.names.phrases import is_name, kind_word
from graph.relate.names.text import Line
from graph.relate.names.vocabulary import (
    PROPER,
    SURVEY,
    VERBS,
)


def head_end(line: Line) -> int:
    """Number of tokens before the title's first colon or dash; 0 where there is none."""
    for index in range(min(len(line.tokens) - 1, 8)):
        gap = line.gap(index)
        if gap.strip() and gap.lstrip(")\"'”’ ").startswith((":", "--", "—", "–", "!", "- ")):
            return index + 1
    return 0


@lru_cache(maxsize=1)  # rules ask for one title's again and again
def heads(line: Line) -> tuple[tuple[str, ...], ...]:
    """Pieces of what a title may name: all before its colon, all of it, what follows `via`."""
    count = len(line.tokens)
    spans = [(0, head_end(line)), (0, count)]
    spans += [
        (at + 1, count)
        for at in range(count - 6, count - 2)
        if at > 0 and line.words[at].lower in _BY
    ]
    return tuple(line.pieces(first, last) for first, last in spans if last - first > 1)


_BY = frozenset(["via", "with", "using", "by"])


def title_claims(line: Line, abstract: str, context: Context) -> Iterator[Claim]:
    """The name before the colon, unless the paper is a survey or its abstract never says it."""
    end = head_end(line)
    if not end or any(word.lower in SURVEY for word in line.words):
        return
    surface = line.span(0, end)
    outdone = len(surface) > 3 and surface.isupper()  # ROUGE, COMET: a title may coin them
    if not (is_name(surface) or outdone):
        return
    words = line.words[:end]
    if end == 1:
        if words[0].core != line.tokens[0] or words[0].lower in PROPER:
            return
        if not words[0].coined and not _used(surface, abstract):
            return
    elif not (words[0].capital or words[0].coined) or not _used(surface, abstract):
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
