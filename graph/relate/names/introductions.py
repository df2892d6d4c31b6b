"""What a paper says it introduces: cue by cue, one sentence at a time.

Every rule works on tokens and looks a bounded number of them ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.relate.names.definitions import Definition
from graph.relate.names.phrases import (
    Name,
    coinage,
    is_name,
    kind_word,
    quoted,
    run,
    skip_articles,
)
from graph.relate.names.text import Line, pieces
from graph.relate.names.vocabulary import (
    BE,
    BREAK,
    CALL,
    CALLED,
    CREATE,
    CREATED,
    KIND_OF,
    SUBJECT,
    TASK,
    THING,
)

TREATED, MADE, NAMED, TITLE = 1, 2, 3, 4
"""How plainly a text claims a name: treats it as its own ("the proposed X"), says that it makes it
("we propose X"), says that it is called so ("our method, X,", "which we call X"), or puts it
before the title's colon."""

REACH = 45
"""Tokens behind a cue in which its object may stand."""

Support = Callable[[str], int]
"""How often a paper's title and abstract write a surface, whatever its case."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A name that a paper introduces: as written, how plainly, the noun that tells its kind."""

    surface: str
    strength: int
    noun: str = ""
    long: str = ""
    """What the surface is short for, where the text sets the two side by side."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule knows of the paper besides its sentence."""

    support: Support
    heads: tuple[tuple[str, ...], ...]
    """Pieces of what the title may name: all before its colon, all of it, all behind `via`."""


def claims(line: Line, shorts: list[Definition], context: Context) -> Iterator[Claim]:
    """All claims of one sentence of an abstract."""
    if line.words and line.words[0].lower in _OPENERS:
        yield from _announced(line)
        yield from _subject_of_title(line, shorts, context)
    cues = [at for at, token in enumerate(line.tokens) if token in _RULES]
    if not cues:
        return
    own = next((at for at, word in enumerate(line.words) if word.lower in SUBJECT), None)
    for index in cues:
        yield from _RULES[line.tokens[index]](line, index, own, shorts, context)


_ANNOUNCED = frozenset("one first second third other latter former".split())


_OPENERS = _ANNOUNCED | {"the", "our"}


def _announced(line: Line) -> Iterator[Claim]:
    """`One, hidden state optimization, can ...`: the things that a sentence before has announced."""
    first = 1 if line.words and line.words[0].lower == "the" else 0
    if len(line.words) < first + 4 or line.words[first].lower not in _ANNOUNCED:
        return
    if line.gap(first).strip() != ",":
        return
    for last in range(first + 2, min(first + 6, len(line.words))):
        if line.gap(last - 1).strip() == ",":
            name = coinage(line, first + 1, last)
            if name is not None and line.words[last].lower in _VERBS:
                yield Claim(name.surface, MADE)
            return


_VERBS = frozenset("can is allows uses enables learns adds employs extends improves".split())


def _subject_of_title(line: Line, shorts: list[Definition], context: Context) -> Iterator[Claim]:
    """`The Linear State-Space Layer (LSSL) maps ...`, where the title speaks of it too."""
    for short in shorts:
        if (
            short.first != 1
            or short.last != short.short
            or line.words[0].lower not in {"the", "our"}
        ):
            continue
        surface = line.tokens[short.short]
        if line.words[1].capital and context.support(surface) > 2 and is_name(surface):
            if context.support(line.span(short.first, short.last)) > 1:
                yield Claim(surface, MADE, kind_word(line, 1, short.last))


def _create(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    if own is not None and own < index and _speaks(line, index):
        yield from _object(line, index + 1, shorts, context)


def _speaks(line: Line, index: int) -> bool:
    """Whether the authors are the subject of the verb, and not another's system or a `to`."""
    near = [word.lower for word in line.words[max(0, index - 9) : index]]
    return any(word in SUBJECT for word in near) and not (near and near[-1] in {"the", "a", "of"})


def _created(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    before = line.words[index - 1].lower if index else ""
    if before in {"have", "has", "had"} or before in {"we", "i"}:
        yield from _create(line, index, own, shorts, context)
    elif before in BE and not _others(line, index):
        yield from _subject(line, index - 1, shorts)
    elif before in {"the", "our", "newly"} or index == 0:
        yield from _treated(line, index, own, shorts, context)


def _others(line: Line, index: int) -> bool:
    """`X was introduced by ...`, `has been recently proposed`: somebody else's."""
    return (
        index + 1 < len(line.words)
        and line.words[index + 1].lower == "by"
        or line.words[index - 1].lower in {"been", "were"}
    )


def _subject(line: Line, stop: int, shorts: list[Definition]) -> Iterator[Claim]:
    """`X is proposed`, `A model (X) is proposed`, `A model, X, is proposed`."""
    for short in shorts:
        if short.end == stop and short.first < short.short and line.words[short.short].capital:
            opened = max((at for at in range(short.first) if "," in line.gap(at)), default=-1) + 1
            if not any(word.lower in BREAK for word in line.words[opened : short.first]):
                yield Claim(line.tokens[short.short], MADE, kind_word(line, short.first, stop))
                return
    first = stop
    while first > 0 and (line.words[first - 1].coined or line.words[first - 1].capital):
        if line.gap(first - 1).strip() and first != stop:
            break
        first -= 1
    name = run(line, first, indefinite=False) if first < stop else None
    if name is None or name.last != stop:
        return
    opens = first == 0 or first == 1 and line.words[0].lower in {"the", "our"}
    beside = (
        first > 0 and line.gap(first - 1).strip() == "," and line.words[first - 1].lower in THING
    )
    if (opens and line.words[first].coined) or beside:
        yield Claim(name.surface, MADE, kind_word(line, 0, first))


def _object(line: Line, start: int, shorts: list[Definition], context: Context) -> Iterator[Claim]:
    """The object of a verb of making, from `start`."""
    first, indefinite = skip_articles(line, start)
    stop = min(len(line.tokens), start + REACH)
    if first >= stop or _is_task(line, first, stop):
        return
    found = False
    spelled = any(short.first == first < short.short for short in shorts)
    name = None if spelled else run(line, first, indefinite=indefinite)
    if name is not None:
        for claim in _with_partners(line, name, shorts):
            found = True
            yield claim
    for claim in _further(line, first, stop, shorts, context, found=found):
        found = True
        yield claim
    if not found:
        yield from _lower(line, first, stop, context, indefinite=indefinite)


def _is_task(line: Line, first: int, stop: int) -> bool:
    """Whether the noun that heads the object is a task, a measure or a finding."""
    for index in range(first, stop):
        if line.words[index].lower in BREAK or line.gap(index).strip():
            return line.words[index].lower in TASK or (
                line.words[index].lower in BREAK
                and index > first
                and line.words[index - 1].lower in TASK
            )
    return False


def _with_partners(
    line: Line, name: Name, shorts: list[Definition], strength: int = MADE
) -> Iterator[Claim]:
    """A name, or the short form set beside it, and the names that `and` joins to it."""
    noun = kind_word(line, name.last, name.last + 4)
    after = name.last
    short = next((s for s in shorts if name.last <= s.short <= name.last + 4), None)
    if short is None or any(line.gap(at).strip() for at in range(name.last - 1, short.short - 1)):
        yield Claim(name.surface, strength, noun)
    else:
        long = line.span(name.first, short.short)
        yield Claim(line.tokens[short.short], strength, noun, long)
        after = short.end
    while after + 1 < len(line.tokens) and line.gap(after - 1).strip() in {"", ","}:
        joined = after + (line.words[after].lower in {"and", "or"})
        partner = run(line, joined, indefinite=False) if joined < len(line.tokens) else None
        if (
            partner is None
            or not line.words[joined].coined
            or line.gap(after - 1).strip() == ""
            and joined == after
        ):
            return
        yield Claim(partner.surface, strength, noun)
        after = partner.last


def _further(
    line: Line, first: int, stop: int, shorts: list[Definition], context: Context, *, found: bool
) -> Iterator[Claim]:
    """Names that stand behind the noun: in parentheses, between commas, or right beside it."""
    by_short = {short.short: short for short in shorts}
    opened = True
    index = first
    while index < stop:
        word = line.words[index]
        short = by_short.get(index)
        if short is not None:
            claim = _parenthesised(line, first, short, context, opened=opened and not found)
            if claim is not None:
                found = True
                yield claim
            index = max(short.end, index + 1)
            continue
        if index > first and (word.coined or word.capital):
            name = _beside(line, index, context, opened=opened)
            if name is not None:
                found = True
                yield from (
                    Claim(claim.surface, NAMED if opened else MADE, kind_word(line, first, index))
                    for claim in _with_partners(line, name, [])
                )
                index = name.last
                continue
        if word.lower in BREAK and not (
            word.lower == "of" and index and line.words[index - 1].lower in KIND_OF
        ):
            opened = False
        if line.gap(index).strip()[:1] in {";"}:
            return
        index += 1


def _parenthesised(
    line: Line, first: int, short: Definition, context: Context, *, opened: bool
) -> Claim | None:
    surface = line.tokens[short.short]
    if not is_name(surface):
        return None
    noun = kind_word(line, max(first, short.short - 3), short.end + 2)
    if short.first < short.last:
        between = line.words[first : max(first, short.first)]
        held = any(
            word.lower in BREAK and (not at or between[at - 1].lower not in KIND_OF)
            for at, word in enumerate(between)
        )
        return None if held or short.first < first else Claim(surface, MADE, noun)
    plain = opened or context.support(surface) > 1
    return Claim(surface, MADE, noun) if plain and line.words[short.short].capital else None


def _beside(line: Line, index: int, context: Context, *, opened: bool) -> Name | None:
    """A name right behind the noun it names, or set off from it by a comma, a colon or a dash."""
    before, gap = line.words[index - 1].lower, line.gap(index - 1).strip()
    name = run(line, index, indefinite=False)
    if name is None:
        return None
    if not gap:
        plain = line.words[index].coined or context.support(name.surface) > 1
        return name if opened and before in THING and plain else None
    if gap not in {",", ":", "--", "-", "—", "–"}:
        return None
    after = line.gap(name.last - 1).strip()[:1]
    following = line.words[name.last].lower if name.last < len(line.words) else ""
    closed = after in {",", ".", ";", ":", "-", "—", "–", "!"} or not following
    relative = following in {"which", "that"} and line.words[index].coined
    closed = closed or following in {"which", "that", "to", "a", "an", "for", "based", "by"}
    listed = gap == "," and following in {"and", "or"}
    named = before in THING or context.support(name.surface) > 1
    named = named or relative or (opened and line.words[index].coined)
    return name if closed and named and not listed else None


def _lower(
    line: Line, first: int, stop: int, context: Context, *, indefinite: bool
) -> Iterator[Claim]:
    """Lower-case coinages: what the title names, or what the sentence goes on to explain."""
    at = first
    while at < stop:
        end = at
        while end < stop and line.words[end].lower not in BREAK and end - at < 8:
            end += 1
            if line.gap(end - 1).strip(" ()"):
                break
        yield from _titled(line, at, end, context)
        name = coinage(line, at, end)
        if name is not None and not (indefinite and at == first):
            explained = line.gap(end - 1).strip() in {",", ":", "--", "-", "—"} and end < len(
                line.words
            )
            if explained and line.words[end].lower in {"a", "an", "the", "which"}:
                if context.support(name.surface) > 1:
                    yield Claim(name.surface, MADE, kind_word(line, end, end + 8))
        if end < stop and line.words[end].lower in {"with", "use", "using", "to"}:
            at = end + 1
            continue
        beside = (at for at in range(end, stop) if line.gap(at).strip() in {":", "--", "—", ","})
        for at in beside:
            yield from _titled(line, at + 1, min(stop, at + 7), context)
        return


def _titled(line: Line, first: int, end: int, context: Context) -> Iterator[Claim]:
    """The object, without its general noun, is what the title is about."""
    last = end
    for _ in range(3):
        phrase = _NOTE.sub("", line.span(first, last)) if last - first > 1 else ""
        if phrase and any(_abridges(pieces(phrase), head) for head in context.heads):
            yield Claim(phrase, MADE, kind_word(line, last, end))
            return
        last -= 1


def _abridges(phrase: tuple[str, ...], head: tuple[str, ...]) -> bool:
    """Whether a phrase is the title's, or the title's less a word or two between its ends."""
    if phrase == head or len(phrase) < 3 or phrase[0] != head[0] or phrase[-1] != head[-1]:
        return phrase == head
    rest = iter(head)
    return len(head) - len(phrase) < 3 and all(piece in rest for piece in phrase)


_NOTE = re.compile(r"\s?\([^()]{1,40}\)")


def _call(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    near = {word.lower for word in line.words[max(0, index - 3) : index]}
    if not near & {"we", "i", "and", "to", "which"} or own is None:
        return
    at = index + 1
    if at < len(line.words) and line.words[at].lower in _POINTERS:
        at = _past_object(line, at + 1)
    yield from _named(line, at, shorts, context)


_POINTERS = frozenset("our this the these it them such resulting its that".split())


def _past_object(line: Line, index: int) -> int:
    """Pass `our proposed method`, `this type of model` and come to what it is called."""
    for at in range(index, min(len(line.words), index + 9)):
        word = line.words[at]
        if word.coined or word.capital or quoted(line, at) is not None:
            return at
        if word.lower in {"a", "as", "an"}:
            return at + 1
        if line.gap(at).strip() not in {"", '"', "``", "“", "'"}:
            break
    return len(line.words)


def _called(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    before = {word.lower for word in line.words[:index]}
    if line.words[index + 1 : index + 2] and line.words[index + 1].lower in {"entity", "entities"}:
        return
    fresh = own is not None or bool(
        before & {"new", "novel", "proposed", "presented", "introduced"}
    )
    if not fresh or before & {
        "so",
        "previously",
        "recently",
        "known",
        "commonly",
        "often",
        "existing",
    }:
        return
    yield from _named(line, index + 1, shorts, context)


def _refer(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    """`which we refer to as X`, `referred to as X`."""
    near = {word.lower for word in line.words[max(0, index - 4) : index]}
    if own is None or near & {"commonly", "often", "usually", "sometimes", "typically", "also"}:
        return
    for at in range(index + 1, min(len(line.words) - 1, index + 10)):
        if line.words[at].lower == "as":
            yield from _named(line, at + 1, shorts, context)
            return


def _named(line: Line, index: int, shorts: list[Definition], context: Context) -> Iterator[Claim]:
    """What stands where a name must stand."""
    while index < len(line.words) and line.words[index].lower in {"as", "a", "an", "the", "by"}:
        index += 1
    if index >= len(line.words):
        return
    spelled = next((short for short in shorts if short.first == index < short.last), None)
    if spelled is not None:
        yield Claim(
            line.tokens[spelled.short], NAMED, kind_word(line, spelled.end, spelled.end + 4)
        )
        return
    name = quoted(line, index) or run(line, index, indefinite=False)
    if name is None:
        end = index
        while end < len(line.words) and end - index < 6 and line.words[end].lower not in BREAK:
            end += 1
            if line.gap(end - 1).strip():
                break
        name = coinage(line, index, end, least=1)
        defined = any(short.last == end for short in shorts)
        if name is None or not (defined or context.support(name.surface) > 1):
            return
    noun = kind_word(line, name.last, name.last + 6)
    yield Claim(name.surface, NAMED, noun)
    for short in shorts:
        if name.first <= short.first <= name.last and short.short - name.last <= 2:
            yield Claim(line.tokens[short.short], NAMED, noun)


def _treated(
    line: Line, index: int, own: int | None, shorts: list[Definition], context: Context
) -> Iterator[Claim]:
    """`our method, X,` sets the name beside the noun; `our X` and `the proposed X` use it."""
    at = index + 1
    while at < len(line.words) and at - index < 5 and not line.gap(at - 1).strip():
        word = line.words[at]
        if word.lower in BREAK:
            return
        if word.lower in THING and at + 1 < len(line.words):
            name = _beside(line, at + 1, context, opened=True)
            if name is not None and line.gap(at).strip() != ":":
                yield Claim(name.surface, NAMED, word.lower)
            return
        if word.coined and at == index + 1 and word.core == line.tokens[at]:
            name = run(line, at, indefinite=False)
            if name is not None:
                yield Claim(name.surface, TREATED, kind_word(line, name.last, name.last + 2))
            return
        at += 1


_Rule = Callable[[Line, int, int | None, list[Definition], Context], Iterator[Claim]]
_RULES: dict[str, _Rule] = {
    **dict.fromkeys(CREATE, _create),
    **dict.fromkeys(CREATED, _created),
    **dict.fromkeys(CALL, _call),
    **dict.fromkeys(CALLED, _called),
    **dict.fromkeys(("refer", "referred", "refers"), _refer),
    "our": _treated,
    "Our": _treated,
    "resulting": _treated,
}
