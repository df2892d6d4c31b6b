"""Which language a text is in, and which of its words are terms: all but function words.

Stop words stand in `stop_words.txt`; those of English are scikit-learn's. A text is in the language
whose function words it uses most, each counted once (Grefenstette 1995, "Comparing two language
identification schemes": short words tell languages apart as well as letters do); a text that
shows none, as a title may, is in the language of its corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy import sparse

from graph.core.entries import row
from graph.core.errors import one_of
from graph.core.sparse import Matrix, canonical, degrees, edges
from graph.core.tables import some_rows
from graph.core.text import fold, singular, unspaced, words
from graph.core.tokens import tokens

ENGLISH = "en"

WITHOUT_SPACES = ("ja", "th", "zh")
"""Languages that may be given, too. Their text shows what it is; words among it are English."""

SAMPLE = 200
"""Papers by which the language of a corpus is found."""

PLAIN = 0.3
"""Share of function words from which a text is held to be in the language of its corpus."""

LONGEST = 60
"""Characters of a term at most: what is longer is a sequence, a digest or a broken file."""

MARGIN = 2
"""Function words by which another language has to lead, and one more for every 20 words."""

# Commands of LaTeX, and what only they read; the text that they set stays.
_COMMAND = re.compile(
    r"\\(?:begin|end|cite[a-z]{0,5}|ref|eqref|label|url)\*?(?:\[[^][]{0,80}\]){0,2}"
    r"\{[^{}]{0,200}\}|\\[A-Za-z]+"
)


class Terms(dict[str, str]):
    """From a word of a text in one language to its term, "" where it has none.

    A term has 2 to `LONGEST` characters, is no number and no function word; of an English word it
    is the singular.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.stop = stop_words()[language]
        self._form = singular if language == ENGLISH else str

    def __missing__(self, word: str) -> str:
        """Find the term of a word, and remember it."""
        bare = not 2 <= len(word) <= LONGEST or word[0].isdigit() or word in self.stop
        self[word] = "" if bare or (unspaced(word) and _is_glue(word)) else self._form(word)
        return self[word]


class Counts(NamedTuple):
    """How often each of some texts uses each term: terms (v,), counts float32 (texts, v)."""

    terms: pa.StringArray
    counts: Matrix


@cache
def reader_of(language: str, *, given: bool) -> Reader:
    """The `Reader` for which this is asked, with what it has looked up before."""
    return Reader(language, given=given)


class Reader:
    """Reads texts for their terms, each in its own language, or all in one that is given.

    language: of the corpus, or of all texts if it is given. Raises `OptionError` for one that is
    not known.
    """

    def __init__(self, language: str, *, given: bool = False) -> None:
        known = stop_words()
        one_of("language", language, sorted({*known, *WITHOUT_SPACES}))
        self.given = given
        self.language = language if language in known else ENGLISH
        self._terms = {name: Terms(name) for name in known}

    @classmethod
    def of(cls, papers: pa.Table, language: str = "") -> Reader:
        """Read in a language that is given, or by the one that papers are in for the most part."""
        return cls(language or _language_of(papers), given=bool(language))

    def terms(self, text: str) -> list[str]:
        """Terms of a text, in order."""
        found = _told(text)
        return list(filter(None, map(self._meaning(found).__getitem__, found)))

    def count(self, texts: Iterable[str]) -> Counts:
        """Count the terms of many texts, as `terms` gives them, in no fixed order of terms.

        Every word is looked at once for all texts that share a language.
        """
        bare = list(map(_bare, texts))
        text, words = tokens(bare)
        spelt = words.dictionary.to_pylist()
        held = (np.ones(len(text), np.float32), (text, words.indices.to_numpy()))
        used = canonical(sparse.coo_array(held, shape=(len(bare), len(spelt))))
        languages = np.array(self._languages(spelt, used), object)

        text, word, count = edges(used)
        terms: dict[str, int] = {"": 0}
        term_of = np.zeros(len(word), np.int32)
        for language in sorted(set(languages)):
            here = (languages == language)[text]
            own = np.unique(word[here])
            meaning = map(self._terms[language].__getitem__, map(spelt.__getitem__, own))
            table = np.zeros(len(spelt), np.int32)
            table[own] = [terms.setdefault(term, len(terms)) for term in meaning]
            term_of[here] = table[word[here]]
        told = term_of > 0
        held = (count[told], (text[told], term_of[told] - 1))
        counted = sparse.coo_array(held, shape=(len(bare), len(terms) - 1))
        return Counts(pa.array(list(terms)[1:], pa.string()), canonical(counted))

    def _languages(self, spelt: list[str], used: Matrix) -> list[str]:
        """The language that each text is read in, by how often it uses each word that is spelt."""
        if self.given:
            return [self.language] * used.shape[0]
        stop = self._terms[self.language].stop
        plain = used @ np.fromiter(map(stop.__contains__, spelt), np.float32, len(spelt))
        usual = plain >= PLAIN * degrees(used)
        return [
            self.language
            if known
            else tell_language(map(spelt.__getitem__, row(used, text)[0]), self.language)
            for text, known in enumerate(usual.tolist())
        ]

    def meaning(self, text: str, found: list[str] | None = None) -> Terms:
        """Which term each word of a text stands for; found: all its words, if they are known."""
        return self._meaning(_told(text) if found is None or "\\" in text else found)

    def _meaning(self, found: list[str]) -> Terms:
        usual = self._terms[self.language]
        if self.given or sum(map(usual.stop.__contains__, found)) >= PLAIN * len(found):
            return usual
        return self._terms[tell_language(found, self.language)]


def _told(text: str) -> list[str]:
    """Words of a text, without the commands that set it."""
    return words(_bare(text))


def _bare(text: str) -> str:
    return _COMMAND.sub(" ", text) if "\\" in text else text


def tell_language(found: Iterable[str], usual: str = ENGLISH) -> str:
    """Tell the language of a text by its words: the `usual` one unless another clearly leads."""
    bag = set(found)
    hits = _hits(bag)
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] - hits[usual] >= MARGIN + len(bag) // 20 else usual


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Function words of each language that sets spaces between words, folded; English first."""
    return {name: listed for name, listed in _sections().items() if len(name) == 2}


def _hits(bag: set[str]) -> dict[str, int]:
    """How many different function words of each language a text holds."""
    return {language: len(stop & bag) for language, stop in stop_words().items()}


def _language_of(papers: pa.Table) -> str:
    """The language whose function words the papers use most: of some, evenly spread."""
    n = papers.num_rows
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64))
    some = some_rows(papers.select(["title", "abstract"]), rows)
    total = dict.fromkeys(stop_words(), 0)
    for title, abstract in zip(*(column.to_pylist() for column in some.columns), strict=True):
        for language, hits in _hits(set(words(f"{title}\n{abstract}"))).items():
            total[language] += hits
    return max(total, key=lambda language: total[language])


@cache
def _sections() -> dict[str, frozenset[str]]:
    text = files("graph.relate").joinpath("stop_words.txt").read_text(encoding="utf-8")
    sections = re.sub(r"(?m)^#.*$", "", text).split("[")[1:]
    pairs = (section.partition("]") for section in sections)
    return {name: frozenset(fold(listed).split()) for name, _, listed in pairs}


def _is_glue(pair: str) -> bool:
    """Whether a pair of characters is grammar: listed, or with a particle, or with hiragana."""
    sections = _sections()
    return (
        pair in sections["pairs"]
        or not sections["characters"].isdisjoint(pair)
        or any("\u3041" <= char <= "\u309f" for char in pair)
    )
