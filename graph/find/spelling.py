"""How to write a phrase: in which number, with which hyphens and capitals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from graph.find.phrases import Bools, Ints, Phrases, Stream, distinct

Form = tuple[str, ...]


def spell(stream: Stream, phrases: Phrases, chosen: Ints) -> list[str]:
    """Write each chosen phrase as it most often stands, ties to fewer capitals, then by alphabet.

    Number and hyphens are those of most of its places, where running text counts twice. Capitals
    are those of running text alone: elsewhere they may be an ornament, at the start of a sentence,
    in a title that capitalises every word, before the acronym that it explains. Where a phrase
    stands nowhere else, its words are spelt as each is elsewhere, and in lower case, but for inner
    capitals, if it is nowhere.
    """
    telling = _telling(stream)
    forms: defaultdict[int, Counter[Form]] = defaultdict(Counter)
    told: defaultdict[Form, Counter[Form]] = defaultdict(Counter)
    for phrase, tokens, count, running in _written(stream, phrases, chosen, telling):
        spelt = [stream.spellings[token] for token in tokens]
        written = (spelt[0].lstrip("-"), *spelt[1:])
        form = tuple(word.lower() for word in written)
        forms[phrase][form] += count + running
        told[form][written] += running

    usual = [_usual(forms[phrase]) for phrase in chosen.tolist()]
    untold = {word for form in usual if not told[form].total() for word in form}
    cases = _cases(stream, telling, {word.lstrip("-") for word in untold})
    return [_joined(_usual(told[form]) if told[form].total() else form, cases) for form in usual]


def _written(
    stream: Stream, phrases: Phrases, chosen: Ints, telling: Bools
) -> Iterator[tuple[int, list[int], int, int]]:
    """Of each chosen phrase the distinct rows of tokens, in how many places, and how many tell."""
    lengths = np.zeros(len(phrases.words), np.int64)
    lengths[chosen] = [len(phrases.words[phrase]) for phrase in chosen.tolist()]
    length = lengths[phrases.phrase]
    for size in np.unique(lengths[chosen]).tolist():
        at = phrases.start[length == size]
        rows, row, count = distinct([stream.tokens[at + step] for step in range(size)])
        tells = np.logical_and.reduce([telling[at + step] for step in range(size)])
        phrase = np.empty(len(rows), np.int64)
        phrase[row] = phrases.phrase[length == size]
        columns = (phrase, rows, count, np.bincount(row[tells], minlength=len(rows)))
        yield from zip(*(column.tolist() for column in columns), strict=True)


def _usual(counter: Counter[Form]) -> Form:
    return min(counter, key=lambda form: (-counter[form], _capitals(form), form))


def _capitals(form: Form) -> int:
    return sum(char.isupper() for word in form for char in word)


def _cases(stream: Stream, telling: Bools, wanted: set[str]) -> dict[str, str]:
    """The usual spelling of each wanted lower-case word."""
    counts = np.bincount(stream.tokens[telling], minlength=len(stream.spellings)).tolist()
    seen: defaultdict[str, Counter[Form]] = defaultdict(Counter)
    for spelling, count in zip(stream.spellings, counts, strict=True):
        word = spelling.lstrip("-")
        if word.lower() in wanted:
            seen[word.lower()][(word if count else _plain(word),)] += count
    return {word: _usual(counter)[0] for word, counter in seen.items()}


def _telling(stream: Stream) -> Bools:
    """Whether the case of each token tells how its word is written."""
    running = _mostly_lower_case(stream)[stream.texts]
    return running & ~_sentence_starts(stream) & ~_spelling_out(stream)


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


def _spelling_out(stream: Stream) -> Bools:
    """Whether each token is in a capitalised run that an acronym follows: `Language Model (LM)`."""
    capital = np.array([text.lstrip("-")[:1].isupper() for text in stream.spellings], bool)
    bracket = np.array([text == "(" for text in stream.spellings], bool)
    capital, bracket = capital[stream.tokens], bracket[stream.tokens]
    # Every token without a capital opens a group, of itself and the run that follows it.
    group = np.cumsum(~capital)
    count = int(group.max(initial=0)) + 1
    closed = np.append(np.bincount(group, bracket & ~capital, count)[1:] > 0, False)
    explained = closed & (np.bincount(group, capital, count) > 1)
    return np.asarray(capital & explained[group])


def _plain(spelling: str) -> str:
    """Lower case, unless a capital or digit inside says that the word is written so."""
    inner = spelling.lstrip("-")[1:]
    return spelling if inner != inner.lower() or not inner.isalpha() else spelling.lower()


def _joined(form: Form, cases: dict[str, str]) -> str:
    """Blanks between the words, but for a hyphen where one joins a word to the one before."""
    parts = []
    for spelling in form:
        word = spelling.lstrip("-")
        parts += ["-" if spelling.startswith("-") else " ", cases.get(word, word)]
    return "".join(parts[1:])
