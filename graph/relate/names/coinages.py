"""Claims of names without capitals: `copyright traps`, `temporary forgetting`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.relate.names.claim import MADE, Claim, Sentence
from graph.relate.names.lines import Line
from graph.relate.names.phrases import coinage, kind_word
from graph.relate.names.text import pieces
from graph.relate.names.titles import heads
from graph.relate.names.vocabulary import BREAK

_POINTS = frozenset((",", ":", "--", "-", "—"))


def lower_claims(sentence: Sentence, first: int, stop: int, *, indefinite: bool) -> Iterator[Claim]:
    """Coinages in the object of a verb of making, tokens `first` up to `stop`.

    A phrase is one when the title is about it, or when the sentence goes on to explain it and the
    text uses it again.
    """
    line = sentence.line
    at = first
    while at < stop:
        end = _phrase_end(line, at, stop)
        if at == first or line.words[at - 1].lower == "use":
            yield from _titled(sentence, at, end)
        if not (indefinite and at == first):
            yield from _explained(sentence, at, end)
        if end < stop and line.words[end].lower in {"with", "use", "to"}:
            at = end + 1
            continue
        for at, mark in enumerate(line.marks[end:stop], end):
            if mark in _POINTS:
                yield from _titled(sentence, at + 1, min(stop, at + 7))
        return


def _phrase_end(line: Line, first: int, stop: int) -> int:
    end = first
    while end < stop and line.words[end].lower not in BREAK and end - first < 8:
        end += 1
        if line.marks[end - 1].strip(" ()"):
            break
    return end


def _explained(sentence: Sentence, first: int, end: int) -> Iterator[Claim]:
    """`temporary forgetting, a straightforward extension of ...`."""
    line = sentence.line
    if end >= len(line.words) or line.marks[end - 1] not in _POINTS:
        return
    if line.words[end].lower not in {"a", "an", "the", "which"}:
        return
    name = coinage(line, first, end)
    if name is not None and sentence.context.support(name.surface) > 1:
        yield Claim(name.surface, MADE, kind_word(line, end, end + 8))


def _titled(sentence: Sentence, first: int, end: int) -> Iterator[Claim]:
    """The object, without its general noun, is what the title is about."""
    line = sentence.line
    if end - first < 2:
        return
    begins = pieces(line.tokens[first])[0]
    likely = heads(sentence.context.title, begins) if sentence.context.may_title(begins) else ()
    if not likely:
        return
    for last in range(end, max(end - 3, first + 1), -1):
        phrase = _NOTE.sub("", line.span(first, last))
        if phrase and any(_abridges(pieces(phrase), head) for head in likely):
            yield Claim(phrase, MADE, kind_word(line, last, end))
            return


def _abridges(phrase: tuple[str, ...], head: tuple[str, ...]) -> bool:
    """Whether a phrase is the title's, or the title's less a word or two between its ends."""
    if phrase == head or len(phrase) < 3 or phrase[0] != head[0] or phrase[-1] != head[-1]:
        return phrase == head
    rest = iter(head)
    return len(head) - len(phrase) < 3 and all(piece in rest for piece in phrase)


_NOTE = re.compile(r"\s?\([^()]{1,40}\)")
