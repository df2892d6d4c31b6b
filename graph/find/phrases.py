"""Phrases of one to four words in many texts: which there are, and where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers
from graph.core.text import WORD_PATTERN, fold
from graph.find.fillers import ARTICLES, FILLER, GENERAL, LINKS, STOP, VAGUE

Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]

LONGEST = 4
FREE_END = 0.35
ONE_NOUN = 0.5
VERBAL = 0.3
# English endings of words that seldom name a subject alone.
ADJECTIVAL = ("able", "ible", "ous", "ical", "ural", "ional", "ive")

# A hyphen before a word is kept, to spell the phrase as it stood. Anything else that is no word
# is a border that no phrase crosses; so are addresses, formulas and the most worn phrase of all.
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|\$[^$]{0,80}\$|\\\w+|\(cid:\d+\)"
    rf"|(?i:state[- ]of[- ](?:the[- ])?arts?\b)|-?{WORD_PATTERN}|\S"
)
_WORD = re.compile(rf"-?{WORD_PATTERN}")
_MAY_HOLD_BLANKS = r"\$|state of|state-of |-of-the art"
_PLURAL_ACRONYM = re.compile(r"(?<=[A-Z])s$")


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


def read_stream(texts: pa.Array) -> Stream:
    """Cut texts into tokens, as `graph.core.text.words` sees words; plurals join singulars.

    What stands between two blanks is cut only once, however often it stands.
    """
    pieces = pc.ascii_split_whitespace(_without_inner_blanks(texts))
    encoded = pieces.flatten().dictionary_encode()
    tokens: list[str] = []
    bounds = [0]
    for piece in encoded.dictionary.to_pylist():
        tokens += _tokens(piece)
        bounds.append(len(tokens))
    numbered = pa.array(tokens, pa.string()).dictionary_encode()
    cut = pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), numbered.indices)
    found = cut.take(encoded.indices)
    stream, spellings = numbers(found.flatten()), numbered.dictionary.to_pylist()
    text = np.repeat(numbers(pc.list_parent_indices(pieces)), numbers(found.value_lengths()))
    words, word = _words_of(spellings, np.bincount(stream, minlength=len(spellings)))
    return Stream(spellings, stream, text, words, word[stream])


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text))


def _without_inner_blanks(texts: pa.Array) -> pa.Array:
    """The same tokens, but with a hyphen for each blank that was inside of one."""
    wanted = pc.match_substring_regex(texts, _MAY_HOLD_BLANKS, ignore_case=True)
    joined = [
        " ".join("-".join(token.split()) for token in _tokens(text))
        for text in texts.filter(wanted).to_pylist()
    ]
    return pc.replace_with_mask(texts, wanted, pa.array(joined, texts.type))


def find_phrases(stream: Stream) -> Phrases:
    """Phrases that stand twice or more and read as a term.

    No edge is a stop word or filler, but for a stop word that a hyphen joins to the next
    (`in-context learning`); not all words are too general; a phrase ends freely in at least a
    third of its places or, itself ending with a noun, goes on with many words, none of them in
    half of its places (`semi-supervised` goes on with one, and is none of its own); is mostly
    not followed by an article, as a verb is (`predicting the`), and mostly not the rest of a
    hyphened word (`modal learning`).
    """
    border = len(stream.words)
    word = np.where(stream.word < 0, np.int32(border), stream.word)
    traits = _traits(stream.words)
    known = np.bincount(word, minlength=border + 1) > 1
    after = np.full_like(word, border)
    np.copyto(after[:-1], word[1:], where=stream.texts[1:] == stream.texts[:-1])
    ends, article = ~traits["edge"][after], traits["article"][after]
    joined = np.array([text.startswith("-") for text in stream.spellings], bool)[stream.tokens]

    words: list[tuple[int, ...]] = []
    phrase, start = [], []
    for length in range(1, LONGEST + 1):
        steps = range(length)
        at = _starts(stream.texts, word, length, known=known, traits=traits, joined=joined)
        empty = traits["alone" if length == 1 else "general"]
        at = at[~np.logical_and.reduce([empty[word[at + step]] for step in steps])]
        grams, gram, count = distinct([word[at + step] for step in steps])
        last = at + length - 1
        free = np.bincount(gram, ends[last], len(count)) >= FREE_END * count
        if length > 1:
            noun = traits["noun"][grams[:, -1]]
            free |= noun & (_most_common(gram, after[last], len(count)) <= ONE_NOUN * count)
        good = (
            (count > 1)
            & free
            & (np.bincount(gram, article[last], len(count)) <= VERBAL * count)
            & (np.bincount(gram, joined[at], len(count)) <= count / 2)
        )
        number = np.cumsum(good) - 1 + len(words)
        words += [tuple(row) for row in grams[good].tolist()]
        phrase.append(number[gram[good[gram]]])
        start.append(at[good[gram]])
    return Phrases(words, np.concatenate(phrase), np.concatenate(start))


def _words_of(spellings: list[str], counts: Ints) -> tuple[list[str], Ints]:
    """Distinct words, and for each spelling the number of its word or -1 for a border."""
    folded = [
        fold(_PLURAL_ACRONYM.sub("", text.lstrip("-"))) if _WORD.fullmatch(text) else ""
        for text in spellings
    ]
    total: Counter[str] = Counter()
    for text, count in zip(folded, counts.tolist(), strict=True):
        total[text] += count
    numbers: dict[str, int] = {}
    word = [
        numbers.setdefault(_singular(text, total), len(numbers)) if text else -1 for text in folded
    ]
    return list(numbers), np.array(word, np.int32)


def _singular(word: str, total: Counter[str]) -> str:
    """Singular of an English plural, when the texts hold it and not only by a slip."""
    if len(word) < 4 or word in STOP or not word.endswith("s"):
        return word
    if word.endswith(("ss", "us", "is", "ics")):
        return word
    for stem in _stems(word):
        if stem not in STOP and 20 * total[stem] >= total[word]:
            return stem
    return word


def _stems(word: str) -> list[str]:
    """What may be the singular of a word that ends with s."""
    if word.endswith("ies"):
        return [word[:-3] + "y", word[:-1]]
    if word.endswith(("sses", "xes", "ches", "shes")):
        return [word[:-2]]
    return [word[:-1]]


def _traits(words: list[str]) -> dict[str, Bools]:
    """What each word is good for; one entry a word, and False at last for the border.

    edge: may stand first or last. prefix: first where a hyphen follows. participle: not last.
    inner: may stand inside. general: a phrase needs a word that is not. noun: may end a phrase
    that goes on. alone: says nothing alone. article: none goes before it.
    """
    traits = np.zeros((8, len(words) + 1), bool)
    for place, word in enumerate(words):
        forms = {word, *(_stems(word) if len(word) > 3 and word.endswith("s") else ())}
        blank = len(word) < 2 or not any(map(str.isalpha, word))
        stop, general = not STOP.isdisjoint(forms), not GENERAL.isdisjoint(forms)
        adjective = len(word) > 5 and word.endswith(ADJECTIVAL)
        traits[:, place] = (
            not (blank or stop) and FILLER.isdisjoint(forms),
            stop and len(word) > 1 and word not in ARTICLES,
            len(word) > 4 and word.endswith("ed") and not word.endswith("eed"),
            not stop or word in LINKS,
            general,
            not general and not word.endswith(("al", "ar", "ic", *ADJECTIVAL)),
            general or adjective or not VAGUE.isdisjoint(forms),
            word in ARTICLES,
        )
    names = ("edge", "prefix", "participle", "inner", "general", "noun", "alone", "article")
    return dict(zip(names, traits, strict=True))


def _starts(
    texts: Ints,
    word: Ints,
    length: int,
    *,
    known: Bools,
    traits: dict[str, Bools],
    joined: Bools,
) -> Ints:
    """Places where `length` known words of one text begin and end well."""
    count = max(len(word) - length + 1, 0)
    edge, inner = known & traits["edge"], known & traits["inner"]
    last = edge & ~traits["participle"]
    first = edge[word[:count]]
    if length > 2:
        first |= (known & traits["prefix"])[word[:count]] & joined[1 : count + 1]
    fits = first & last[word[length - 1 :]] & (texts[:count] == texts[length - 1 :])
    for step in range(1, length - 1):
        fits &= inner[word[step : step + count]]
    return np.flatnonzero(fits)


def _most_common(group: Ints, value: Ints, groups: int) -> Ints:
    """Of each group, how often its most frequent value stands in it."""
    if not len(group):
        return np.zeros(groups, np.int64)
    span = int(value.max()) + 1
    pairs, count = np.unique(group * span + value, return_counts=True)
    most = np.zeros(groups, np.int64)
    np.maximum.at(most, pairs // span, count)
    return most


def distinct(columns: list[Ints]) -> tuple[Ints, Ints, Ints]:
    """Distinct rows in order, the number of each row among them, and how often each occurs."""
    code = columns[0].astype(np.int64)
    for column in columns[1:]:
        code = np.unique(code, return_inverse=True)[1] * (int(column.max(initial=0)) + 1) + column
    _, number, count = np.unique(code, return_inverse=True, return_counts=True)
    row = np.empty(len(count), np.int64)
    row[number] = np.arange(len(number))  # one of those that are alike, whichever
    return np.column_stack([column[row] for column in columns]), number, count
