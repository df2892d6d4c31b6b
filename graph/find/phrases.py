"""Phrases of one to four words in many texts: which there are, where they stand, how they look."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core.text import WORD_PATTERN, fold
from graph.find.fillers import DETERMINERS, FILLER, GENERAL, STOP

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST = 4
FREE_END = 0.35
VERBAL = 0.3

# A hyphen before a word is kept, to spell the phrase as it stood. Anything else that is no word
# is a border that no phrase crosses, and so are formulas and the most worn phrase of all.
_TOKEN = re.compile(
    r"\$[^$]{0,80}\$|\\\w+|\(cid:\d+\)|(?i:state[- ]of[- ](?:the[- ])?arts?\b)"
    rf"|-?{WORD_PATTERN}|\S"
)
_WORD = re.compile(rf"-?{WORD_PATTERN}")


@dataclass(frozen=True, slots=True)
class Stream:
    """Texts as one row of tokens.

    spellings: the distinct tokens as written, a joining hyphen in front. tokens (t,): their
    numbers in order. texts (t,): which text each token is in. words: the distinct words, folded
    and singular. word (t,): number in words of each token, -1 for a border.
    """

    spellings: list[str]
    tokens: Ints
    texts: Ints
    words: list[str]
    word: Ints


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases, and where they stand in a stream.

    words: numbers of each phrase's words in `Stream.words`. phrase (o,) and start (o,): what
    phrase each occurrence is, and the place in the stream where it starts.
    """

    words: list[tuple[int, ...]]
    phrase: Ints
    start: Ints


def read_stream(texts: Sequence[str]) -> Stream:
    """Cut texts into tokens, as `graph.core.text.words` sees words; plurals join singulars."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    tokens = array("q")
    lengths = []
    for text in texts:
        found = _TOKEN.findall(text)
        tokens.extend([numbers[token] for token in found])
        lengths.append(len(found))
    stream = np.frombuffer(tokens, np.int64)
    spellings = list(numbers)
    words, word = _words_of(spellings, np.bincount(stream, minlength=len(spellings)))
    return Stream(spellings, stream, np.repeat(np.arange(len(texts)), lengths), words, word[stream])


def find_phrases(stream: Stream) -> Phrases:
    """Phrases that stand twice or more and read as a term.

    No edge is a stop word or filler, not all words are too general, a phrase ends freely in at
    least a third of its places (`semi supervised` goes on with a noun: it is none of its own),
    and is not followed by an article as a verb is (`predicting the`).
    """
    border = len(stream.words)
    word = np.where(stream.word < 0, border, stream.word)
    sayable, general, article = _traits(stream.words)
    frequent = np.bincount(word, minlength=border + 1) > 1
    frequent[border] = False
    edge = frequent & sayable
    after = np.append(word[1:], border)[: len(word)]
    after[:-1][stream.texts[1:] != stream.texts[:-1]] = border
    ends, article = ~sayable[after], article[after]

    words: list[tuple[int, ...]] = []
    phrase, start = [], []
    for length in range(1, LONGEST + 1):
        at = _starts(stream.texts, word, length, edge=edge, inner=frequent)
        steps = range(length)
        at = at[~np.logical_and.reduce([general[word[at + step]] for step in steps])]
        grams, gram, count = _distinct([word[at + step] for step in steps])
        last = at + length - 1
        good = (
            (count > 1)
            & (np.bincount(gram, ends[last], len(count)) >= FREE_END * count)
            & (np.bincount(gram, article[last], len(count)) <= VERBAL * count)
        )
        number = np.cumsum(good) - 1 + len(words)
        words += [tuple(row) for row in grams[good].tolist()]
        phrase.append(number[gram[good[gram]]])
        start.append(at[good[gram]])
    return Phrases(words, np.concatenate(phrase), np.concatenate(start))


def spell(stream: Stream, phrases: Phrases, chosen: Ints) -> list[str]:
    """Write each chosen phrase as it most often stands in running text, ties by alphabet.

    Where it only opens sentences, or stands in titles that capitalise every word, a capital
    says nothing: such places count only when there is no other, and in lower case, but for
    words with an inner capital or digit.
    """
    running = _mostly_lower_case(stream)
    opening = _sentence_starts(stream)
    seen: defaultdict[int, Counter[str]] = defaultdict(Counter)
    shy: defaultdict[int, Counter[str]] = defaultdict(Counter)
    wanted = np.isin(phrases.phrase, chosen)
    for phrase, start in zip(
        phrases.phrase[wanted].tolist(), phrases.start[wanted].tolist(), strict=True
    ):
        length = len(phrases.words[phrase])
        parts = [stream.spellings[token] for token in stream.tokens[start : start + length]]
        if running[stream.texts[start]] and not opening[start]:
            seen[phrase][_joined(parts)] += 1
        else:
            shy[phrase][_joined([_plain(part) for part in parts])] += 1
    counters = [seen[phrase] or shy[phrase] for phrase in chosen.tolist()]
    return [min(counter, key=lambda text: (-counter[text], text)) for counter in counters]


def _words_of(spellings: list[str], counts: Ints) -> tuple[list[str], Ints]:
    """Distinct words, and for each spelling the number of its word or -1 for a border."""
    folded = [fold(text.lstrip("-")) if _WORD.fullmatch(text) else "" for text in spellings]
    total: Counter[str] = Counter()
    for text, count in zip(folded, counts.tolist(), strict=True):
        total[text] += count
    numbers: dict[str, int] = {}
    word = [
        numbers.setdefault(_singular(text, total), len(numbers)) if text else -1 for text in folded
    ]
    return list(numbers), np.array(word, np.int64)


def _singular(word: str, total: Counter[str]) -> str:
    """Singular of an English plural, when the texts hold it and not only by a slip."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    stems = [word[:-1]]
    if word.endswith("ies"):
        stems = [word[:-3] + "y", word[:-1]]
    elif word.endswith(("sses", "xes", "ches", "shes")):
        stems = [word[:-2]]
    for stem in stems:
        if stem not in STOP and 20 * total[stem] >= total[word]:
            return stem
    return word


def _traits(words: list[str]) -> tuple[Bools, Bools, Bools]:
    """Which words may stand at a phrase's edge, are too general alone, and are articles.

    One entry a word and, after the last, one for the border, which is none of these.
    """
    stems = [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words]
    pairs = list(zip(words, stems, strict=True))
    sayable = [
        len(word) > 1
        and any(map(str.isalpha, word))
        and not any(form in STOP or form in FILLER for form in (word, stem))
        for word, stem in pairs
    ]
    general = [word in GENERAL or stem in GENERAL for word, stem in pairs]
    article = [word in DETERMINERS for word in words]
    traits = np.array([[*trait, False] for trait in (sayable, general, article)], bool)
    return traits[0], traits[1], traits[2]


def _starts(texts: Ints, word: Ints, length: int, *, edge: Bools, inner: Bools) -> Ints:
    """Places where `length` words of one text begin and end well, with known words between."""
    count = max(len(word) - length + 1, 0)
    fits = edge[word[:count]] & edge[word[length - 1 :]]
    fits &= texts[:count] == texts[length - 1 :]
    for step in range(1, length - 1):
        fits &= inner[word[step : step + count]]
    return np.flatnonzero(fits)


def _distinct(columns: list[Ints]) -> tuple[Ints, Ints, Ints]:
    """Distinct rows, the number of each row among them, and how often each occurs."""
    code = columns[0]
    for column in columns[1:]:
        code = np.unique(code, return_inverse=True)[1] * (column.max(initial=0) + 1) + column
    _, first, number, count = np.unique(
        code, return_index=True, return_inverse=True, return_counts=True
    )
    return np.column_stack([column[first] for column in columns]), number, count


def _mostly_lower_case(stream: Stream) -> Bools:
    """Which texts spell at least half of their longer words without a first capital."""
    bare = [text.lstrip("-") for text in stream.spellings]
    longer = np.array([len(text) > 3 and text[0].isalpha() for text in bare], bool)
    lower = longer & np.array([text[:1].islower() for text in bare], bool)
    count = int(stream.texts.max(initial=-1)) + 1
    return 2 * np.bincount(stream.texts, lower[stream.tokens], count) >= np.bincount(
        stream.texts, longer[stream.tokens], count
    )


def _sentence_starts(stream: Stream) -> Bools:
    """Whether each token is the first of its text or follows a mark that ends a sentence."""
    marks = np.array([text in {".", "!", "?", ":", ";"} for text in stream.spellings], bool)
    before = np.append(True, marks[stream.tokens[:-1]])
    before[1:] |= stream.texts[1:] != stream.texts[:-1]
    return before[: len(stream.tokens)]


def _plain(spelling: str) -> str:
    """Lower case, unless a capital or digit inside says that the word is written so."""
    inner = spelling.lstrip("-")[1:]
    return spelling if inner != inner.lower() or not inner.isalpha() else spelling.lower()


def _joined(parts: list[str]) -> str:
    """Blanks between the parts, but for those that a hyphen joins to the one before."""
    return parts[0].lstrip("-") + "".join(
        part if part.startswith("-") else f" {part}" for part in parts[1:]
    )
