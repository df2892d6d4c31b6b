"""What a paper says it introduces: cue by cue, one sentence at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.relate.names.claim import MADE, Claim, Context, Sentence
from graph.relate.names.definitions import Definition
from graph.relate.names.making import made, make, treat
from graph.relate.names.naming import call, called, refer
from graph.relate.names.phrases import coinage, is_name, kind_word
from graph.relate.names.text import Line
from graph.relate.names.vocabulary import (
    ANNOUNCED,
    CALL,
    CALLED,
    CREATE,
    CREATED,
    SUBJECT,
    VERBS,
)

_RULES: dict[str, Callable[[Sentence, int], Iterator[Claim]]] = {
    **dict.fromkeys(CREATE, make),
    **dict.fromkeys(CREATED, made),
    **dict.fromkeys(CALL, call),
    **dict.fromkeys(CALLED, called),
    **dict.fromkeys(("refer", "referred", "refers"), refer),
    **dict.fromkeys(("our", "Our", "resulting"), treat),
}


def claims(line: Line, shorts: list[Definition], context: Context) -> Iterator[Claim]:
    """All claims of one sentence of an abstract; `shorts`: acronyms that it sets in brackets."""
    cued = not _CUES.isdisjoint(line.tokens)
    opener = bool(line.words) and line.words[0].lower in _OPENERS
    if opener:
        yield from _announced(line)
    if not cued and not (opener and shorts):
        return
    own = next((at for at, word in enumerate(line.words) if word.lower in SUBJECT), None)
    by_short = {short.short: short for short in shorts}
    spelled = {short.first: short for short in shorts if short.first < short.last}
    sentence = Sentence(line, own, by_short, spelled, context)
    if opener:
        yield from _subject_of_title(sentence)
    if cued:
        for index, token in enumerate(line.tokens):
            if token in _CUES:
                yield from _RULES[token](sentence, index)


_CUES = frozenset(_RULES)
_OPENERS = ANNOUNCED | {"the", "our"}


def _announced(line: Line) -> Iterator[Claim]:
    """`One, hidden state optimization, can ...`: what a sentence before has announced."""
    first = 1 if line.words and line.words[0].lower == "the" else 0
    if len(line.words) < first + 4 or line.words[first].lower not in ANNOUNCED:
        return
    if line.gap(first).strip() != ",":
        return
    for last in range(first + 2, min(first + 6, len(line.words))):
        if line.gap(last - 1).strip() == ",":
            name = coinage(line, first + 1, last)
            if name is not None and line.words[last].lower in VERBS:
                yield Claim(name.surface, MADE)
            return


def _subject_of_title(sentence: Sentence) -> Iterator[Claim]:
    """`The Linear State-Space Layer (LSSL) maps ...`, where the title speaks of it too."""
    line, support = sentence.line, sentence.context.support
    short = sentence.spelled.get(1)
    if short is None or short.last != short.short or not line.words[1].capital:
        return
    surface = line.tokens[short.short]
    if is_name(surface) and support(surface) > 2 and support(line.span(1, short.last)) > 1:
        yield Claim(surface, MADE, kind_word(line, 1, short.last))
