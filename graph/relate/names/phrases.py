"""Runs of tokens that can be a name: capitalised, coined, quoted or, where a text asks, plain."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from graph.relate.names.lines import Line
from graph.relate.names.text import key
from graph.relate.names.vocabulary import (
    ARTICLES,
    BENCHMARK,
    BREAK,
    DATASET,
    GENERAL,
    INDEFINITE,
    METHOD,
    MODEL,
    PREFIXES,
    PROPER,
    THING,
    not_names,
)


class Name(NamedTuple):
    """Tokens `first` up to `last` of a line, and what they spell."""

    surface: str
    first: int
    last: int


@lru_cache(maxsize=1 << 16)
def is_name(surface: str) -> bool:
    """Whether a surface can be a name at all: it is not known to be something else."""
    folded = key(surface)
    return (
        1 < len(folded) <= 120
        and not (folded[0].isdigit() and (folded.isdigit() or surface.islower()))
        and folded not in not_names()
        and folded not in GENERAL
        and (surface.isupper() or not (folded in PROPER or folded.endswith(("ian", "ese"))))
    )


def skip_articles(line: Line, index: int) -> tuple[int, bool]:
    """Pass articles and `novel` and the like; tells whether `a` or `an` was among them."""
    indefinite = False
    while index < len(line.words) and line.words[index].lower in ARTICLES:
        indefinite = indefinite or line.words[index].lower in INDEFINITE
        index += 1
        if line.gap(index - 1).strip(" \"'“‘`"):
            break
    return index, indefinite


_INNER = frozenset(["of", "for", "the", "in", "to"])


def run(line: Line, index: int, *, indefinite: bool) -> Name | None:
    """The name that begins at token `index`, if one does.

    Behind `a` or `an` capitals describe (`a Transformer`, `a BERT encoder`) and name nothing.
    """
    if indefinite or index >= len(line.words):
        return None
    word = line.words[index]
    if not (word.coined or word.capital) or word.core != line.tokens[index]:
        return None
    last = index + 1
    while last < len(line.words) and last - index < 7 and not line.marks[last - 1]:
        step = last
        while (
            not line.words[last - 1].coined
            and step < len(line.words)
            and line.words[step].lower in _INNER
            and step - last < 2
        ):
            if line.marks[step]:
                break
            step += 1
        if step >= len(line.words) or not _goes_on(line, step):
            break
        if step > last and line.words[step].coined:
            break
        last = step + 1
    return _checked(line, index, last)


def _goes_on(line: Line, index: int) -> bool:
    word = line.words[index]
    if line.marks[index - 1] or word.core != line.tokens[index]:
        return False
    return word.capital or word.coined or (line.tokens[index].isdigit() and len(word.core) < 3)


def goes_on(line: Line, name: Name) -> bool:
    """Whether `and` joins more like it to a name in plain words: `Label Propagation and ...`."""
    if name.last + 1 >= len(line.words) or line.marks[name.last - 1] or line.marks[name.last]:
        return False
    further = line.words[name.last + 1]
    joined = line.words[name.last].lower == "and" and further.capital and not further.coined
    return joined and not any(word.coined for word in line.words[name.first : name.last])


def _checked(line: Line, first: int, last: int) -> Name | None:
    while last - first > 1 and line.words[last - 1].lower in _NOT_IN_NAMES:
        lone = last - first == 2 and line.words[last - 1].lower in DATASET
        if line.words[last - 2].coined or lone:
            last -= 1
        else:
            break
    surface = line.span(first, last)
    if not is_name(surface):
        return None
    words = line.words[first:last]
    if any(word.coined for word in words):
        return Name(surface, first, last) if _names_itself(words[0].core, len(words)) else None
    if len(words) == 1 and (words[0].lower in PROPER or _describes(words[0].lower)):
        return None
    if len(words) > 1 and all(w.lower in _BROAD or _describes(w.lower) for w in words):
        return None
    return Name(surface, first, last)


_NOT_IN_NAMES = THING - {"net", "networks", "nets"}
_BROAD = PROPER | THING


def _names_itself(core: str, count: int) -> bool:
    """A lone field or measure is no name, and neither is what it begins (`NLP Tools`)."""
    return is_name(core) or count > 2


@lru_cache(maxsize=1 << 16)
def _describes(lower: str) -> bool:
    """Adjectives and adverbs that take a capital: Bayesian, Chinese, Specifically, Multi-task."""
    return lower.split("-", 1)[0] in _DESCRIBING or lower.endswith(
        ("ian", "ean", "ese", "ish", "ly", "ing", "ions")
    )


_DESCRIBING = PREFIXES | PROPER
_QUOTES = {'"': '"', "“": "”", "``": "''", "‘": "’", "'": "'", "`": "'"}


def quoted(line: Line, index: int) -> Name | None:
    """A name of at most six tokens in quotation marks that open before token `index`."""
    before = line.gap(index - 1) if index < len(line.words) else ""
    mark = next((mark for mark in ("``", '"', "“", "‘", "`", "'") if before.endswith(mark)), None)
    if mark is None:
        return None
    for last in range(index + 1, min(len(line.tokens), index + 6) + 1):
        if line.gap(last - 1).lstrip(",.").startswith(_QUOTES[mark]):
            surface = line.span(index, last)
            return Name(surface, index, last) if is_name(surface) else None
        if line.marks[last - 1]:
            return None
    return None


def coinage(line: Line, first: int, last: int, *, least: int = 2) -> Name | None:
    """A lower-case phrase that may be used as a name: a few words, none of them broad or broken."""
    words = line.words[first:last]
    if not least <= len(words) <= 4 or any(word.lower in BREAK for word in words):
        return None
    if words[-1].lower in THING and len(words) == 1:
        return None
    surface = line.span(first, last)
    if not is_name(surface) or any(line.marks[at] for at in range(first, last - 1)):
        return None
    if (
        words[0].lower in ARTICLES
        or words[0].lower in GENERAL
        or (len(words) == 1 and len(words[0].lower) < 6)
    ):
        return None
    return Name(surface, first, last)


def kind_word(line: Line, first: int, last: int) -> str:
    """The noun among tokens `first` up to `last` that tells what kind of thing is named."""
    found = ""
    for word in line.words[max(first, 0) : last]:
        if word.lower in BENCHMARK or word.lower in DATASET:
            return word.lower
        if not found and (word.lower in MODEL or word.lower in METHOD):
            found = word.lower
    return found
