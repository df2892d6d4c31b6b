"""Claims by verbs of naming: "which we call X", "a method named X", "referred to as X"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph.relate.names.claim import NAMED, Claim, Sentence
from graph.relate.names.lines import Line
from graph.relate.names.making import REACH, with_partners
from graph.relate.names.phrases import Name, coinage, kind_word, quoted, run
from graph.relate.names.vocabulary import BREAK, CREATED, POINTERS, TASK, THING, USUAL


def call(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`Which we call X`, `we name our method X`."""
    line = sentence.line
    near = {word.lower for word in line.words[max(0, index - 3) : index]}
    if not near & {"we", "i", "and", "to", "which"} or not sentence.own:
        return
    at = index + 1
    if at < len(line.words) and line.words[at].lower in POINTERS:
        at = _past_object(line, at + 1)
        if any(word.lower in TASK for word in line.words[index:at]):
            return
    yield from _named(sentence, at)


def _past_object(line: Line, index: int) -> int:
    """Pass `our proposed method`, `this type of model` and come to what it is called."""
    for at in range(index, min(len(line.words), index + 9)):
        word = line.words[at]
        if word.coined or word.capital or quoted(line, at) is not None:
            return at
        if word.lower in {"a", "as", "an"}:
            return at + 1
        if line.marks[at] not in {"", '"', "``", "“", "'"}:
            break
    return len(line.words)


def called(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`A method called X`, where the sentence speaks of something new."""
    line = sentence.line
    before = {word.lower for word in line.words[max(0, index - REACH) : index]}
    near = {word.lower for word in line.words[max(0, index - 5) : index]}
    if index > 0 and line.words[index - 1].lower in TASK:
        return
    following = line.words[index + 1].lower if index + 1 < len(line.words) else ""
    if following in {"entity", "entities"} or near & USUAL:
        return
    if before & _NEW or sentence.own or _proposed(line, index):
        yield from _named(sentence, index + 1)


def _proposed(line: Line, index: int) -> bool:
    """`A framework, called X, is proposed`."""
    further = [word.lower for word in line.words[index + 1 : index + 12]]
    return any(verb in CREATED and be in {"is", "are"} for be, verb in pairwise(further))


_NEW = frozenset(["new", "novel", "proposed", "presented", "introduced"])


def refer(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`which we refer to as X`, `referred to as X`."""
    line = sentence.line
    near = {word.lower for word in line.words[max(0, index - 4) : index]}
    if near & USUAL or not sentence.own:
        return
    for at in range(index + 1, min(len(line.words) - 1, index + 10)):
        if line.words[at].lower == "as":
            yield from _named(sentence, at + 1)
            return


def _named(sentence: Sentence, index: int) -> Iterator[Claim]:
    """What stands where a name must stand."""
    line = sentence.line
    while index < len(line.words) and line.words[index].lower in {"as", "a", "an", "the", "by"}:
        index += 1
    if index >= len(line.words):
        return
    short = sentence.spelled.get(index)
    if short is not None:
        noun = kind_word(line, short.end, short.end + 4)
        yield Claim(line.tokens[short.short], NAMED, noun)
        return
    name = quoted(line, index) or _with_noun(line, run(line, index, indefinite=False))
    if name is not None:
        yield from with_partners(sentence, name, strength=NAMED)
        return
    name = _small(sentence, index)
    if name is not None:
        yield Claim(name.surface, NAMED, kind_word(line, name.last, name.last + 6))


def _with_noun(line: Line, name: Name | None) -> Name | None:
    """Capitalised words take the noun they describe with them: `Legendre decomposition`."""
    if name is None or any(word.coined for word in line.words[name.first : name.last]):
        return name
    if name.last - name.first > 1:
        return _with_network(line, name)
    end = name.last
    while end < len(line.words) and not line.marks[end - 1] and end - name.last < 3:
        if line.words[end].lower in _ENDS:
            return name
        end += 1
    return Name(line.span(name.first, end), name.first, end) if end - name.last < 3 else name


def _with_network(line: Line, name: Name) -> Name:
    """`Generalized Hopfield network`: without its noun it would be half a name."""
    if line.marks[name.last - 1] or name.last == len(line.words):
        return name
    if line.words[name.last].lower not in _NETWORKS:
        return name
    return Name(line.span(name.first, name.last + 1), name.first, name.last + 1)


_NETWORKS = frozenset(["machine", "machines", "net", "network", "networks", "transformer"])
_ENDS = BREAK | THING


def _small(sentence: Sentence, index: int) -> Name | None:
    """A name without capitals, which the text uses again."""
    line = sentence.line
    end = index
    while end < len(line.words) and end - index < 6 and line.words[end].lower not in BREAK:
        end += 1
        if line.marks[end - 1]:
            break
    name = coinage(line, index, end, least=1)
    again = name is not None and sentence.context.support(name.surface) > 1
    return name if again or end in sentence.shorts else None
