"""Claims by verbs of making: "we propose X", "X is presented", "we introduce a model, X, that".

Every rule works on tokens and looks a bounded number of them ahead.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.relate.names.claim import MADE, NAMED, OTHERS, TREATED, Claim, Sentence
from graph.relate.names.coinages import lower_claims
from graph.relate.names.definitions import Definition
from graph.relate.names.lines import Line
from graph.relate.names.phrases import Name, goes_on, is_name, kind_word, run, skip_articles
from graph.relate.names.vocabulary import BE, BREAK, INDEFINITE, KIND_OF, SUBJECT, TASK, THING

REACH = 45
"""Tokens behind a cue in which its object may stand."""


def make(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`We propose X`: the object of a verb in the present tense."""
    if _speaks(sentence.line, index):
        yield from _object(sentence, index + 1)


def gain(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`We train X, a model that ...`: what is explained at once is new."""
    line = sentence.line
    name = run(line, index + 1, indefinite=False)
    if name is None or not line.words[name.first].coined or not _speaks(line, index):
        return
    if _glosses(line, name.last - 1):
        yield Claim(name.surface, MADE, kind_word(line, name.last, name.last + 8))


def _speaks(line: Line, index: int) -> bool:
    """Whether the authors are the subject of the verb, and not another's system or a `to`."""
    near = [word.lower for word in line.words[max(0, index - SPOKEN) : index]]
    return any(word in SUBJECT for word in near) and near[-1] not in NOT_SPOKEN


SPOKEN = 9
"""Tokens before a verb among which its subject is."""

NOT_SPOKEN = frozenset(["the", "a", "of"])
"""Words behind which no verb stands."""


def made(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`We have proposed X`, `X is proposed`, `the proposed X`."""
    line = sentence.line
    before = line.words[index - 1].lower if index else ""
    if before in {"have", "has", "had", "we", "i"}:
        yield from make(sentence, index)
    elif _others(line, index):
        near = line.words[max(0, index - 6) : index]
        yield from (Claim(word.core, OTHERS) for word in near if word.shaped)
    elif before in BE and not _passed(line, index):
        yield from _subject(sentence, index - 1)
    elif before in {"the", "our", "newly"} or index == 0:
        yield from treat(sentence, index)


def _passed(line: Line, index: int) -> bool:
    """`X was built by ...`, `has been recently proposed`: not here and now."""
    by = index + 1 < len(line.words) and line.words[index + 1].lower == "by"
    return by or line.words[index - 1].lower in {"been", "were"}


def _others(line: Line, index: int) -> bool:
    """`X was first introduced by ...`: somebody else's; what is built by doing something is not."""
    after = [word.lower for word in line.words[index + 1 : index + 3]]
    if line.tokens[index] not in _CREDITED or after[:1] != ["by"] or after[-1].endswith("ing"):
        return False
    return any(word.lower in BE for word in line.words[max(0, index - 2) : index])


_CREDITED = frozenset(["introduced", "invented", "presented", "proposed", "suggested"])


def _subject(sentence: Sentence, stop: int) -> Iterator[Claim]:
    """`X is proposed`, `A model (X) is proposed`, `A model, X, is proposed`."""
    line = sentence.line
    short = sentence.shorts.get(stop - 1)
    if short is not None and short.first < short.short and line.words[short.short].capital:
        start = max(0, short.first - REACH)
        commas = (at for at in range(start, short.first) if "," in line.gap(at))
        opened = max(commas, default=start - 1) + 1
        if not any(word.lower in BREAK for word in line.words[opened : short.first]):
            yield Claim(line.tokens[short.short], MADE, kind_word(line, short.first, stop))
            return
    first = stop
    while first > 0 and (line.words[first - 1].coined or line.words[first - 1].capital):
        if line.marks[first - 1] and first != stop:
            break
        first -= 1
    name = run(line, first, indefinite=False) if first < stop else None
    if name is None or name.last != stop:
        return
    opens = first == 0 or (first == 1 and line.words[0].lower in {"the", "our"})
    beside = first > 0 and line.marks[first - 1] == "," and line.words[first - 1].lower in THING
    if (opens and line.words[first].coined) or beside:
        yield Claim(name.surface, MADE, kind_word(line, 0, first))


def _object(sentence: Sentence, start: int) -> Iterator[Claim]:
    """The object of a verb of making, from `start`."""
    line = sentence.line
    first, indefinite = skip_articles(line, start)
    stop = min(len(line.tokens), start + REACH)
    if first >= stop or _is_task(line, first, stop):
        return
    found = False
    name = None if first in sentence.spelled else run(line, first, indefinite=indefinite)
    if name is not None and not goes_on(line, name):
        for claim in with_partners(sentence, name, strength=MADE):
            found = True
            yield claim
    for claim in _further(sentence, first, stop, found=found):
        found = True
        yield claim
    if not found:
        yield from lower_claims(sentence, first, stop, indefinite=indefinite)


def _is_task(line: Line, first: int, stop: int) -> bool:
    """Whether the noun that heads the object is a task, a measure or a finding."""
    for index in range(first, stop):
        if line.words[index].lower in BREAK or line.marks[index]:
            return line.words[index].lower in TASK or (
                line.words[index].lower in BREAK
                and index > first
                and line.words[index - 1].lower in TASK
            )
    return False


def with_partners(sentence: Sentence, name: Name, *, strength: int) -> Iterator[Claim]:
    """A name, or the short form set beside it, and the names that `and` joins to it."""
    line = sentence.line
    noun = kind_word(line, name.last, name.last + 4)
    after = name.last
    near = (sentence.shorts.get(at) for at in range(name.last, name.last + 5))
    short = next((short for short in near if short is not None), None)
    if short is None or any(line.marks[at] for at in range(name.last - 1, short.short - 1)):
        yield Claim(name.surface, strength, noun)
    else:
        long = line.span(name.first, short.short)
        yield Claim(line.tokens[short.short], strength, noun, long)
        after = short.end
    while after + 1 < len(line.tokens) and line.marks[after - 1] in {"", ","}:
        joined = after + (line.words[after].lower in {"and", "or"})
        partner = run(line, joined, indefinite=False) if joined < len(line.tokens) else None
        beside = joined == after and not line.marks[after - 1]
        if partner is None or beside or not line.words[joined].coined:
            return
        yield Claim(partner.surface, strength, noun)
        after = partner.last


def _further(sentence: Sentence, first: int, stop: int, *, found: bool) -> Iterator[Claim]:
    """Names that stand behind the noun: in parentheses, between commas, or right beside it."""
    line = sentence.line
    likely = {*line.shaped(first, stop), *(at for at in sentence.shorts if first <= at < stop)}
    if not likely:
        return
    opened = True
    index = first
    last = max(likely)
    while index <= last:
        short = sentence.shorts.get(index) if index in likely else None
        if short is not None:
            claim = _parenthesised(sentence, first, short, opened=opened and not found)
            if claim is not None:
                found = True
                yield claim
            index = max(short.end, index + 1)
            continue
        if index in likely and index > first:
            name = beside(sentence, index, opened=opened)
            if name is not None:
                found = True
                noun = kind_word(line, first, index)
                for claim in with_partners(sentence, name, strength=NAMED if opened else MADE):
                    yield claim._replace(noun=noun or claim.noun)
                index = name.last
                continue
        opened = opened and not _closes(line, index)
        if line.marks[index].startswith(";") or (found and _glosses(line, index)):
            return
        index += 1


def _glosses(line: Line, index: int) -> bool:
    """Whether `, a ...` behind token `index` begins to explain what was named."""
    if line.marks[index] != "," or index + 1 == len(line.words):
        return False
    return line.words[index + 1].lower in INDEFINITE


def _closes(line: Line, index: int) -> bool:
    """Whether token `index` ends the noun's phrase; `of` behind `a class` or the like does not."""
    lower = line.words[index].lower
    return lower in BREAK and not (
        lower == "of" and index > 0 and line.words[index - 1].lower in KIND_OF
    )


def _parenthesised(
    sentence: Sentence, first: int, short: Definition, *, opened: bool
) -> Claim | None:
    """The short form in parentheses, if what it stands for is the object and not a part of it."""
    line = sentence.line
    surface = line.tokens[short.short]
    if not is_name(surface):
        return None
    noun = kind_word(line, max(first, short.short - 3), short.end + 2)
    if short.first < short.last:
        part = any(_closes(line, at) for at in range(first, short.first))
        return None if part or short.first < first else Claim(surface, MADE, noun)
    plain = opened or sentence.context.support(surface) > 1
    return Claim(surface, MADE, noun) if plain and line.words[short.short].capital else None


def beside(sentence: Sentence, index: int, *, opened: bool) -> Name | None:
    """A name right behind the noun it names, or set off from it by a comma, a colon or a dash."""
    line, support = sentence.line, sentence.context.support
    at = index - 2 if index > 1 and line.tokens[index - 1] == "the" else index - 1
    before, gap = line.words[at].lower, line.marks[at]
    if gap not in _SET_OFF and (gap or not opened or before not in THING):
        return None
    name = run(line, index, indefinite=False)
    if name is None:
        return None
    if not gap:
        return name if line.words[index].coined or support(name.surface) > 1 else None
    after = line.marks[name.last - 1][:1]
    following = line.words[name.last].lower if name.last < len(line.words) else ""
    closed = after in {",", ".", ";", ":", "-", "—", "–", "!"} or not following
    relative = following in {"which", "that"} and line.words[index].coined
    closed = closed or following in {"which", "that", "to", "a", "an", "for", "based", "by"}
    listed = gap == "," and following in {"and", "or"}
    named = before in THING or support(name.surface) > 1
    named = named or relative or (opened and line.words[index].coined)
    return name if closed and named and not listed else None


_SET_OFF = frozenset([",", ":", "--", "-", "—", "–"])


NEAR = 5
"""Tokens behind `our` within which the name of what is ours begins."""


def treat(sentence: Sentence, index: int) -> Iterator[Claim]:
    """`our method, X,` sets the name beside the noun; `our X` and `the proposed X` use it."""
    line = sentence.line
    at = index + 1
    while at < len(line.words) and at - index < NEAR and not line.marks[at - 1]:
        word = line.words[at]
        if word.lower in BREAK:
            return
        if word.lower in THING and at + 1 < len(line.words):
            name = beside(sentence, at + 1, opened=True)
            if name is not None and line.marks[at] != ":":
                yield Claim(name.surface, NAMED, word.lower)
            return
        if word.coined and at == index + 1 and word.core == line.tokens[at]:
            name = run(line, at, indefinite=False)
            if name is not None:
                yield Claim(name.surface, TREATED, kind_word(line, name.last, name.last + 2))
            return
        at += 1
