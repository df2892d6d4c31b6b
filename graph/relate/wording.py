"""How a paper words what it says: the spelling of its terms, and which stand side by side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from graph.core.text import WORD_PATTERN, fold, has_unspaced, sentences, unspaced, word_spans
from graph.relate.languages import Reader

PHRASE = 4
"""Words a phrase has at most."""

_JOINTS = frozenset({" ", "-"})

_WORD = re.compile(f"({WORD_PATTERN})")
_PLAIN_WORD = re.compile(_WORD.pattern, re.ASCII)  # the same among ASCII, and found sooner

Phrase = tuple[str, ...]


class Wording(NamedTuple):
    """What a paper says, word by word: title, then abstract.

    terms: what each word stands for, "" for nothing. spelt: each word as it is written. adjoins:
    whether the next one stands beside it. within: the sentence it is in, -1 for the title. places:
    where each term is. sentences: how many the abstract has.
    """

    terms: list[str]
    spelt: list[str]
    adjoins: list[bool]
    within: list[int]
    places: dict[str, list[int]]
    sentences: int

    def spell(self, phrase: Phrase) -> str:
        """Write terms in a row as the text first does; of overlapping ones what each adds."""
        # Folding joins what stands apart in a few texts (x̂y): such a term is its own spelling.
        told, *others = [
            _shown(self.spelt[self.places[term][0]] if term in self.places else term)
            for term in phrase
        ]
        for word in others:
            overlaps = told.endswith(word[:-1]) and unspaced(word)
            told += word[-1] if overlaps else f" {word}"
        return told

    def neighbours(self, among: Collection[str]) -> set[tuple[str, str]]:
        """Pairs of these terms that stand next to each other."""
        _, _, adjoins, _, places, _ = self
        return {
            (term, self.terms[at + 1])
            for term in among
            for at in places.get(term, ())
            if adjoins[at] and self.terms[at + 1] in among
        }

    def weightiest(self, worth: Iterable[tuple[str, float]]) -> int:
        """The sentence in which terms weigh most, each told once; -1 if it has none of them."""
        sums = [0.0] * self.sentences
        for term, share in worth:
            last = -1
            for at in self.places.get(term, ()):
                if self.within[at] > last:
                    last = self.within[at]
                    sums[last] += share
        most = max(sums, default=0.0)
        return sums.index(most) if most > 0 else -1


@lru_cache(maxsize=1 << 16)
def _shown(word: str) -> str:
    """Write a word as it would stand in the middle of a sentence."""
    # A capital inside (LSTM, GPT-2) is the word's own; one in front may be the sentence's.
    return word if word[1:] != word[1:].lower() else word.lower()


class _Words(NamedTuple):
    """Words of a text as it spells them, where each begins, and whether the next one adjoins."""

    spelt: list[str]
    begins: list[int]
    adjoins: Iterable[bool]


def read_wording(reader: Reader, title: str, abstract: str) -> Wording:
    """Read a paper for its wording, in the language that its reader finds it to be in."""
    text = f"{title}\n{abstract}"
    spelt, begins, adjoins = _words(text)
    plain = text.isascii()  # as nearly always; else to fold may join words or part them
    folded = list(map(str.lower if plain else fold, spelt))
    meaning = reader.meaning(text, folded if plain else None)
    terms = list(map(meaning.__getitem__, folded))
    offset = len(title) + 1
    spans = sentences(abstract)
    within = [-1] * len(terms)
    for number, span in enumerate(spans):
        first, last = (bisect_left(begins, offset + at) for at in span)
        within[first:last] = [number] * (last - first)
    places: dict[str, list[int]] = {}
    for at, term in enumerate(terms):
        places.setdefault(term, []).append(at)
    return Wording(
        terms=terms,
        spelt=spelt,
        adjoins=[*adjoins, False],
        within=within,
        places=places,
        sentences=len(spans),
    )


def _words(text: str) -> _Words:
    if has_unspaced(text):
        spans = list(word_spans(text))
        adjoins = [
            start < end or text[end:start] in _JOINTS for (_, end), (start, _) in pairwise(spans)
        ]
        return _Words([text[start:end] for start, end in spans], [at for at, _ in spans], adjoins)
    # What is between words and a word by turns: sooner had than a span for each.
    pieces = (_PLAIN_WORD if text.isascii() else _WORD).split(text)
    begins = list(accumulate(map(len, pieces)))[:-1:2]
    return _Words(pieces[1::2], begins, map(_JOINTS.__contains__, pieces[2:-1:2]))


def join(share: dict[str, float], neighbours: Iterable[tuple[str, str]]) -> list[Phrase]:
    """Join shared words that stand next to each other in both texts into phrases.

    neighbours: pairs of them. Every word ends up in just one phrase, so that shares still
    add up; the weightiest neighbours are joined first.
    """
    phrase_of: dict[str, Phrase] = {word: (word,) for word in share}
    for a, b in sorted(neighbours, key=lambda pair: (-share[pair[0]] - share[pair[1]], pair)):
        left, right = phrase_of[a], phrase_of[b]
        fits = left[-1] == a and right[0] == b and len(left) + len(right) <= PHRASE
        if fits and left != right:
            joined = left + right
            phrase_of |= dict.fromkeys(joined, joined)
    return sorted(set(phrase_of.values()))
