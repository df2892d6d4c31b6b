"""Why two papers are kin, in words: shares of the score, shared phrases, names, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log1p
from typing import NamedTuple

import numpy as np

from graph.core.columns import numbers, rows_as_arrow
from graph.core.errors import OptionError
from graph.core.sparse import Floats, lookup_row, pair_dots, row
from graph.core.text import fold, sentences, unspaced, word_spans, words
from graph.core.types import Corpus, Evidence, Features, Measure, Names, Quote, Scorer
from graph.relate.citing import Citations
from graph.relate.concepts import spoken
from graph.relate.languages import Reader, Terms
from graph.relate.layers import blend, layer_scores
from graph.relate.lineage import rarity
from graph.relate.semantic import closest_sentences

PHRASE = 4
"""Words a phrase has at most."""

_JOINTS = (" ", "-")


class Explainer:
    """Explains any pairs of papers of one atlas, linked or not; reads each paper's text once."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        features: Features,
        names: Names,
        measures: Sequence[Scorer],
        shares: Sequence[float],
        language: str = "",
    ) -> None:
        self._corpus = corpus
        self._features = features
        self._names = names
        self._measures = measures
        self._shares = shares
        self._reader = Reader.of(corpus.papers, language)
        concepts = (m for m in measures if isinstance(m, Measure) and m.name == "concepts")
        self._spoken = next((measure.matrix for measure in concepts), None)
        self._rarity = rarity(names)
        self._places = np.searchsorted(numbers(names.places["paper"]), np.arange(len(corpus) + 1))
        self._citations = Citations(corpus, known=self._known)
        self._text = lru_cache(maxsize=4096)(self._read)

    def explain(
        self, one: int, other: int, *, quotes: int = 3, terms: int = 8, closest: bool = False
    ) -> Evidence:
        """Explain one pair by row numbers, with at most so many sentences and shared terms.

        closest: whether to add the sentences that are closest in meaning, one of each, where
        the semantic layer is in it. That takes the model; where it is not at hand they are wanting.
        """
        scores = [layer_scores(measure, [one], [other]) for measure in self._measures]
        layers = self._layer_shares(scores)
        phrases = self._phrases(one, other)
        concepts = self._concepts(one, other) if "concepts" in dict(layers) else ()
        told = self._sentences(one, other, phrases=phrases, concepts=concepts, quotes=quotes)
        return Evidence(
            score=float(blend(scores, self._shares)[0]),
            layers=layers,
            terms=tuple((text, share) for text, share, _ in phrases[:terms]),
            context=max(0.0, 1 - sum(share for _, share, _ in phrases))
            if "terms" in dict(layers)
            else 0.0,
            names=self._shared_names(one, other),
            concepts=tuple(words for _, _, words, _ in concepts),
            citations=self._citations.tell(one, other),
            sentences=self._with_closest(told, one, other)
            if closest and "semantic" in dict(layers)
            else told,
        )

    def reason(self, one: int, other: int, found: Evidence | None = None) -> str:
        """One line that says why: what builds on what, what cites what, shared names and terms.

        found: what `explain` says of the two, where that is known already.
        """
        found = found or self.explain(one, other, quotes=0, terms=4)
        built = [
            f"{self._known(later)} builds on {name}"
            for later, earlier in ((one, other), (other, one))
            for name in self._lineage(later, earlier)[:2]
        ]
        spoken = [
            f"{self._known(later)} speaks of “{words}”, as {self._known(earlier)} does"
            for later, earlier, words, _ in self._concepts(one, other)
        ]
        parts = [*built, *(spoken if found.concepts else ()), *found.citations]
        if found.names and not built:
            parts.append(f"both name {', '.join(found.names[:4])}")
        if found.terms:
            parts.append(f"shared terms: {', '.join(text for text, _ in found.terms[:4])}")
        if found.layers[:1] and found.layers[0][0] == "semantic":
            parts.append("close in meaning")
        return "; ".join(parts)

    def _layer_shares(self, scores: Sequence[Floats]) -> tuple[tuple[str, float], ...]:
        """Each layer's part in -log(1 - score), in which a noisy-or is a sum; adds up to 1."""
        parts = [-log1p(-s * float(at[0])) for s, at in zip(self._shares, scores, strict=True)]
        whole = sum(parts)
        shares = [
            (measure.name, float(part / whole))
            for measure, part in zip(self._measures, parts, strict=True)
            if part > 0
        ]
        return tuple(sorted(shares, key=lambda pair: -pair[1]))

    def _phrases(self, one: int, other: int) -> list[tuple[str, float, frozenset[str]]]:
        """Phrases in both texts: as written, their share of the layer's cosine, their terms."""
        weights, context = self._features.weights, self._features.context
        shared = np.intersect1d(row(weights, one)[0], row(weights, other)[0])
        if not len(shared):
            return []
        parts = [lookup_row(context, paper, shared) for paper in (one, other)]
        whole = float(pair_dots(context, [one], [other])[0])
        terms = self._features.terms.take(rows_as_arrow(shared)).to_pylist()
        share = dict(zip(terms, parts[0] * parts[1] / whole, strict=True))
        tokens, others = self._text(one), self._text(other)
        phrases = _join(share, tokens.neighbours & others.neighbours)
        found = [
            (
                tokens.spell(phrase),
                float(sum(share[word] for word in phrase)),
            )
            for phrase in phrases
        ]
        together = [(*pair, frozenset(phrase)) for pair, phrase in zip(found, phrases, strict=True)]
        return sorted(together, key=lambda item: (-item[1], item[0]))

    def _shared_names(self, one: int, other: int) -> tuple[str, ...]:
        """Names that both use, the more specific first, without those that are background."""
        shared = np.intersect1d(
            row(self._names.mentions, one)[0], row(self._names.mentions, other)[0]
        )
        specific = shared[self._rarity[shared] > 0]
        order = specific[np.lexsort((specific, -self._rarity[specific]))]
        return tuple(self._names.table["name"].take(rows_as_arrow(order)).to_pylist())

    def _lineage(self, later: int, earlier: int) -> list[str]:
        held = rows_as_arrow(self._inherited(later, earlier))
        return self._names.table["name"].take(held).to_pylist()  # type: ignore[no-any-return]

    def _inherited(self, later: int, earlier: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """Names that the later paper mentions and the earlier one introduces (and it does not)."""
        introduced = self._names.introduced
        taken = np.intersect1d(row(self._names.mentions, later)[0], row(introduced, earlier)[0])
        return np.setdiff1d(taken, row(introduced, later)[0])

    def _concepts(self, one: int, other: int) -> list[tuple[int, int, str, str]]:
        """(later, earlier, words, sentence) of each direction in which a concept ties the two."""
        return [
            (later, earlier, *found)
            for later, earlier in ((one, other), (other, one))
            if self._spoken is not None and lookup_row(self._spoken, later, [earlier])[0] > 0
            for found in [spoken(self._corpus, self._names, later=later, earlier=earlier)]
            if found
        ]

    def _sentences(
        self,
        one: int,
        other: int,
        *,
        phrases: Sequence[tuple[str, float, frozenset[str]]],
        concepts: Sequence[tuple[int, int, str, str]],
        quotes: int,
    ) -> tuple[Quote, ...]:
        """What the texts say: where one names what the other introduces, then where both agree."""
        if not quotes:
            return ()
        found = [
            Quote(later, self._sentence(later, number))
            for later, earlier in ((one, other), (other, one))
            for number in self._naming(later, self._inherited(later, earlier))
        ]
        found += [Quote(later, sentence) for later, _, _, sentence in concepts]
        for paper in (one, other):
            best = self._carrying(paper, phrases)
            if best:
                found.append(Quote(paper, best))
        return tuple(dict.fromkeys(found))[:quotes]

    def _with_closest(self, told: tuple[Quote, ...], one: int, other: int) -> tuple[Quote, ...]:
        """The quotes and those closest in meaning, those of a paper together."""
        vectors = self._features.vectors
        if vectors is None:
            return told
        try:
            sides = (self._abstract(p) or [self._title(p)] for p in (one, other))
            found = closest_sentences(vectors, *sides)
        except OptionError:
            return told
        quotes = dict.fromkeys((*told, *map(Quote, (one, other), found)))
        papers = list(dict.fromkeys(quote.paper for quote in quotes))
        return tuple(sorted(quotes, key=lambda quote: papers.index(quote.paper)))

    def _abstract(self, paper: int) -> list[str]:
        """Sentences of the abstract."""
        abstract = self._corpus.papers["abstract"][paper].as_py()
        return [abstract[start:end] for start, end in sentences(abstract)]

    def _naming(self, paper: int, names: np.ndarray[tuple[int], np.dtype[np.int32]]) -> list[int]:
        """Sentences of a paper that use one of the names, those with most of them first."""
        part = self._names.places.slice(
            self._places[paper], self._places[paper + 1] - self._places[paper]
        )
        used = numbers(part["sentence"])[np.isin(numbers(part["name"]), names)]
        sentence, counts = np.unique(used, return_counts=True)
        return [int(number) for number in sentence[np.lexsort((sentence, -counts))]]

    def _carrying(self, paper: int, phrases: Sequence[tuple[str, float, frozenset[str]]]) -> str:
        """The sentence of the abstract in which the shared terms weigh most, if it has any."""
        worth = {word: share / len(bag) for _, share, bag in phrases for word in bag}
        told = self._text(paper).sentences
        sums = [sum(worth[term] for term in bag if term in worth) for _, bag in told]
        return told[sums.index(max(sums))][0] if sums and max(sums) > 0 else ""

    def _sentence(self, paper: int, number: int) -> str:
        if number == 0:
            return str(self._title(paper))
        abstract = self._corpus.papers["abstract"][paper].as_py()
        start, end = sentences(abstract)[number - 1]
        return str(abstract[start:end])

    @cached_property
    def _names_known(self) -> tuple[str, ...]:
        return self._names.known_as()

    def _known(self, paper: int) -> str:
        """The name a paper is known by, or its title in quotes."""
        return self._names_known[paper] or f"“{self._title(paper)}”"

    def _title(self, paper: int) -> str:
        return str(self._corpus.papers["title"][paper].as_py())

    def _read(self, paper: int) -> _Text:
        text = f"{self._title(paper)}\n{self._corpus.papers['abstract'][paper].as_py()}"
        meaning = self._reader.meaning(text)
        spans = list(word_spans(text))
        terms = [meaning[fold(text[start:end])] for start, end in spans]
        written: dict[str, str] = {}
        for term, (start, end) in zip(terms, spans, strict=True):
            word = text[start:end]
            # A capital inside (LSTM, GPT-2) is the word's own; one in front may be the sentence's.
            shown = word if word[1:] != word[1:].lower() else word.lower()
            written.setdefault(term, shown)
        neighbours = {
            pair
            for pair, ((_, end), (start, _)) in zip(pairwise(terms), pairwise(spans), strict=True)
            if start < end or text[end:start] in _JOINTS
        }
        told = tuple(
            (sentence, tuple(sorted({meaning[word] for word in words(sentence)})))
            for sentence in self._abstract(paper)
        )
        return _Text(meaning, written, neighbours, told)


class _Text(NamedTuple):
    """How a paper writes each word, and which words stand next to each other in it.

    meaning: the term of each word, in the language of the text. sentences: those of the abstract,
    each with its terms, in their order.
    """

    meaning: Terms
    written: dict[str, str]
    neighbours: set[tuple[str, str]]
    sentences: tuple[tuple[str, tuple[str, ...]], ...]

    def spell(self, phrase: tuple[str, ...]) -> str:
        """Write terms in a row as the text does; of overlapping ones what each adds."""
        told = ""
        for term in phrase:
            # Folding joins what stands apart in a few texts (x̂y): such a term is its own spelling.
            word = self.written.get(term, term)
            overlaps = unspaced(word) and told.endswith(word[:-1])
            told += word[-1] if overlaps else f" {word}"
        return told.strip()


def _join(share: dict[str, float], neighbours: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Join shared words that stand next to each other in both texts into phrases.

    Every word ends up in just one phrase, so that shares still add up; the weightiest neighbours
    are joined first.
    """
    phrase_of: dict[str, tuple[str, ...]] = {word: (word,) for word in share}
    pairs = [(a, b) for a, b in neighbours if a in share and b in share]
    for a, b in sorted(pairs, key=lambda pair: (-share[pair[0]] - share[pair[1]], pair)):
        left, right = phrase_of[a], phrase_of[b]
        fits = left[-1] == a and right[0] == b and len(left) + len(right) <= PHRASE
        if fits and left != right:
            joined = left + right
            phrase_of |= dict.fromkeys(joined, joined)
    return sorted(set(phrase_of.values()))
