"""How a paper words what it says: the spelling of its terms, and which stand side by side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, compress, pairwise
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
    """How a paper writes each term, and which terms stand next to each other in it.

    first: the first word that stands for a term. neighbours: pairs of terms in a row. sentences:
    those of the abstract, each with its terms.
    """

    first: dict[str, str]
    neighbours: set[tuple[str, str]]
    sentences: list[tuple[str, frozenset[str]]]

    def spell(self, phrase: Phrase) -> str:
        """Write terms in a row as the text does; of overlapping ones what each adds."""
        # Folding joins what stands apart in a few texts (x̂y): such a term is its own spelling.
        told, *others = [_shown(self.first.get(term, term)) for term in phrase]
        for word in others:
            overlaps = told.endswith(word[:-1]) and unspaced(word)
            told += word[-1] if overlaps else f" {word}"
        return told


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
    told = []
    for start, end in sentences(abstract):
        first, last = (bisect_left(begins, offset + at) for at in (start, end))
        told.append((abstract[start:end], frozenset(terms[first:last])))
    return Wording(
        first=dict(zip(reversed(terms), reversed(spelt), strict=True)),
        neighbours=set(compress(pairwise(terms), adjoins)),
        sentences=told,
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

    neighbours: as a `Wording` has them. Every word ends up in just one phrase, so that shares still
    add up; the weightiest neighbours are joined first.
    """
    phrase_of: dict[str, Phrase] = {word: (word,) for word in share}
    pairs = [(a, b) for a, b in neighbours if a in share and b in share]
    for a, b in sorted(pairs, key=lambda pair: (-share[pair[0]] - share[pair[1]], pair)):
        left, right = phrase_of[a], phrase_of[b]
        fits = left[-1] == a and right[0] == b and len(left) + len(right) <= PHRASE
        if fits and left != right:
            joined = left + right
            phrase_of |= dict.fromkeys(joined, joined)
    return sorted(set(phrase_of.values()))
