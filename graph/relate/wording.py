"""How a paper words what it says: the spelling of its terms, and which stand side by side."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from graph.core.text import fold, sentences, unspaced, word_spans
from graph.relate.languages import Reader

PHRASE = 4
"""Words a phrase has at most."""

_JOINTS = (" ", "-")

Phrase = tuple[str, ...]


class Wording(NamedTuple):
    """How a paper writes each term, and which terms stand next to each other in it.

    first: the first word that stands for a term. neighbours: two terms with a blank between.
    sentences: those of the abstract, each with its terms.
    """

    first: dict[str, str]
    neighbours: set[str]
    sentences: list[tuple[str, frozenset[str]]]

    def spell(self, phrase: Phrase) -> str:
        """Write terms in a row as the text does; of overlapping ones what each adds."""
        told = ""
        for term in phrase:
            # Folding joins what stands apart in a few texts (x̂y): such a term is its own spelling.
            word = self.first.get(term, term)
            # A capital inside (LSTM, GPT-2) is the word's own; one in front may be the sentence's.
            shown = word if word[1:] != word[1:].lower() else word.lower()
            overlaps = told.endswith(shown[:-1]) and unspaced(shown)
            told += shown[-1] if overlaps else f" {shown}"
        return told.strip()


def read_wording(reader: Reader, title: str, abstract: str) -> Wording:
    """Read a paper for its wording, in the language that its reader finds it to be in."""
    text = f"{title}\n{abstract}"
    meaning = reader.meaning(text)
    spans = list(word_spans(text))
    spelt = [text[start:end] for start, end in spans]
    if text.isascii():  # as nearly always: folded at once
        lower = text.lower()
        terms = [meaning[lower[start:end]] for start, end in spans]
    else:
        terms = [meaning[word] for word in map(fold, spelt)]
    neighbours = {
        f"{one} {other}"
        for one, other, (_, end), (start, _) in zip(
            terms, terms[1:], spans, spans[1:], strict=False
        )
        if one and other and (start < end or text[end:start] in _JOINTS)
    }
    begins, offset = [start for start, _ in spans], len(title) + 1
    told = []
    for start, end in sentences(abstract):
        first, last = (bisect_left(begins, offset + at) for at in (start, end))
        told.append((abstract[start:end], frozenset(terms[first:last])))
    return Wording(dict(zip(reversed(terms), reversed(spelt), strict=True)), neighbours, told)


def join(share: dict[str, float], neighbours: set[str]) -> list[Phrase]:
    """Join shared words that stand next to each other in both texts into phrases.

    neighbours: as a `Wording` has them. Every word ends up in just one phrase, so that shares still
    add up; the weightiest neighbours are joined first.
    """
    phrase_of: dict[str, Phrase] = {word: (word,) for word in share}
    pairs = [
        (a, b)
        for a, _, b in (pair.partition(" ") for pair in neighbours)
        if a in share and b in share
    ]
    for a, b in sorted(pairs, key=lambda pair: (-share[pair[0]] - share[pair[1]], pair)):
        left, right = phrase_of[a], phrase_of[b]
        fits = left[-1] == a and right[0] == b and len(left) + len(right) <= PHRASE
        if fits and left != right:
            joined = left + right
            phrase_of |= dict.fromkeys(joined, joined)
    return sorted(set(phrase_of.values()))
