"""What a paper says it introduces: cue by cue, one sentence at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.relate.names.claim import MADE, Claim, Context, Sentence
from graph.relate.names.definitions import Definition
from graph.relate.names.lines import Line
from graph.relate.names.making import gain, made, make, treat
from graph.relate.names.naming import call, called, refer
from graph.relate.names.phrases import coinage, is_name, kind_word
from graph.relate.names.vocabulary import (
    ANNOUNCED,
    CALL,
    CALLED,
    CREATE,
    CREATED,
    GAIN,
    VERBS,
)

_REFER = frozenset(["refer", "referred", "refers"])
CALLING = CALL | _REFER
"""Tokens that announce a claim where authors speak of themselves in the sentence."""
POINTERS = frozenset(["our", "Our", "resulting"])
"""Tokens that announce a claim where a name stands `making.NEAR` behind them at most."""

_RULES: dict[str, Callable[[Sentence, int], Iterator[Claim]]] = {
    **dict.fromkeys(CREATE, make),
    **dict.fromkeys(CREATED, made),
    **dict.fromkeys(GAIN, gain),
    **dict.fromkeys(CALL, call),
    **dict.fromkeys(CALLED, called),
    **dict.fromkeys(_REFER, refer),
    **dict.fromkeys(POINTERS, treat),
}


def claims(
    line: Line, cues: list[int], shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    """All claims of one sentence of an abstract.

    cues: tokens that may announce a claim. shorts: acronyms that it sets in brackets.
    """
    opener = bool(line.words) and line.words[0].lower in _OPENERS
    if opener:
        yield from _announced(line)
    if not cues and not (opener and shorts):
        return
    by_short = {short.short: short for short in shorts}
    spelled = {short.first: short for short in shorts if short.first < short.last}
    sentence = Sentence(line, by_short, spelled, context)
    if opener:
        yield from _subject_of_title(sentence)
    for index in cues:
        yield from _RULES[line.tokens[index]](sentence, index)


_OPENERS = ANNOUNCED | {"the", "our"}


def _announced(line: Line) -> Iterator[Claim]:
    """`One, hidden state optimization, can ...`: what a sentence before has announced."""
    first = 1 if line.words and line.words[0].lower == "the" else 0
    if len(line.words) < first + 4 or line.words[first].lower not in ANNOUNCED:
        return
    if line.marks[first] != ",":
        return
    for last in range(first + 2, min(first + 6, len(line.words))):
        if line.marks[last - 1] == ",":
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
