"""Why two papers are kin, in words: shares of the score, shared phrases, names, sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from xxhash import xxh3_128_digest

from graph import __version__
from graph.core.columns import numbers, whole
from graph.core.errors import OptionError
from graph.core.sparse import Ints
from graph.core.text import sentences
from graph.core.types import Corpus, Evidence, Features, Names, Quote, Scorer
from graph.relate.citing import Citations
from graph.relate.concepts import spoken
from graph.relate.languages import Reader
from graph.relate.semantic import closest_sentences
from graph.relate.shared import Memory, Shared, compare, key_of
from graph.relate.ties import Tie, Ties
from graph.relate.wording import Wording, read_wording


class Explained(NamedTuple):
    """Why two papers are kin: all that is known, and the reason in one line."""

    evidence: Evidence
    reason: str


class _Concept(NamedTuple):
    """A concept that ties two papers: its words as the later one has them, and the sentence."""

    later: int
    earlier: int
    words: str
    sentence: str


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
        memory: Memory | None = None,
    ) -> None:
        """memory: of what texts share, which is then asked for quotes."""
        self._corpus = corpus
        self._features = features
        self._names = names
        self._ties = Ties(features=features, names=names, measures=measures, shares=shares)
        self._reader = Reader.of(corpus.papers, language)
        self._spellings = whole(names.table["name"])
        self._places = np.searchsorted(numbers(names.places["paper"]), np.arange(len(corpus) + 1))
        self._named, self._standing = (numbers(names.places[of]) for of in ("name", "sentence"))
        self._known_as: dict[int, str] = {}
        self._citations = Citations(corpus, known=self._known)
        self._memory = memory
        self._wording = lru_cache(maxsize=4096)(self._read)
        self._abstract = lru_cache(maxsize=4096)(self._cut)
        self._digest = lru_cache(maxsize=4096)(self._digested)

    def explain(
        self, one: int, other: int, *, quotes: int = 3, terms: int = 8, closest: bool = False
    ) -> Evidence:
        """Explain one pair by row numbers, with at most so many sentences and shared terms.

        closest: whether to add the sentences that are closest in meaning, one of each, where
        the semantic layer is in it. That takes the model; where it is not at hand they are wanting.
        """
        [tie] = self._ties.between([one], [other])
        found = self._evidence(tie, self._concepts(tie), quotes=quotes, terms=terms)
        if not closest or "semantic" not in dict(tie.layers):
            return found
        return replace(found, sentences=self._with_closest(found.sentences, one, other))

    def tell(
        self, ones: ArrayLike, others: ArrayLike, *, quotes: int = 3, terms: int = 8
    ) -> Iterator[Explained]:
        """Explain many pairs by row numbers, in their order, each with the reason in one line."""
        self._learn(np.union1d(ones, others))
        for tie in self._ties.between(ones, others):
            concepts = self._concepts(tie)
            found = self._evidence(tie, concepts, quotes=quotes, terms=terms)
            yield Explained(found, self._reason(tie, concepts, found))

    def reason(self, one: int, other: int) -> str:
        """One line that says why: what builds on what, what cites what, shared names and terms."""
        return next(self.tell([one], [other], quotes=0)).reason

    def _evidence(
        self, tie: Tie, concepts: Sequence[_Concept], *, quotes: int, terms: int
    ) -> Evidence:
        shared = self._shared(tie, count=terms, quoted=quotes > 0)
        return Evidence(
            score=tie.score,
            layers=tie.layers,
            terms=shared.terms,
            context=max(0.0, shared.context) if "terms" in dict(tie.layers) else 0.0,
            names=tie.names,
            concepts=tuple(concept.words for concept in concepts),
            citations=self._citations.tell(tie.one, tie.other),
            sentences=self._sentences(tie, shared, concepts, quotes=quotes),
        )

    def _reason(self, tie: Tie, concepts: Sequence[_Concept], found: Evidence) -> str:
        built = [
            f"{self._known(later)} builds on {name}"
            for later, _, inherited, _ in tie.ways()
            for name in self._spelt(inherited[:2])
        ]
        spoken = [
            f"{self._known(concept.later)} speaks of “{concept.words}”, "
            f"as {self._known(concept.earlier)} does"
            for concept in concepts
        ]
        parts = [*built, *spoken, *found.citations]
        if found.names and not built:
            parts.append(f"both name {', '.join(found.names[:4])}")
        if found.terms:
            parts.append(f"shared terms: {', '.join(text for text, _ in found.terms[:4])}")
        if found.layers[:1] and found.layers[0][0] == "semantic":
            parts.append("close in meaning")
        return "; ".join(parts)

    def _shared(self, tie: Tie, *, count: int, quoted: bool) -> Shared:
        if not tie.terms:
            return Shared()
        work = partial(self._compared, tie, count=count, quoted=quoted)
        if self._memory is None or not quoted:
            return work()
        reader = self._reader
        manner = f"{__version__} {reader.language} {reader.given} {count}"
        texts = self._digest(tie.one), self._digest(tie.other)
        return self._memory.recall(key_of(manner, texts, tie.terms), work)

    def _compared(self, tie: Tie, *, count: int, quoted: bool) -> Shared:
        texts = self._wording(tie.one), self._wording(tie.other)
        return compare(tie.terms, *texts, count=count, quoted=quoted)

    def _spelt(self, names: Ints) -> list[str]:
        return [self._spellings[name].as_py() for name in names.tolist()]

    def _concepts(self, tie: Tie) -> list[_Concept]:
        """Concepts that tie the two, of either direction one."""
        return [
            _Concept(later, earlier, *found)
            for later, earlier, _, speaks in tie.ways()
            if speaks
            for found in [spoken(self._corpus, self._names, later=later, earlier=earlier)]
            if found
        ]

    def _sentences(
        self, tie: Tie, shared: Shared, concepts: Sequence[_Concept], *, quotes: int
    ) -> tuple[Quote, ...]:
        """What the texts say: where one names what the other introduces, then where both agree."""
        if not quotes:
            return ()
        found = [
            Quote(later, self._sentence(later, number))
            for later, _, inherited, _ in tie.ways()
            for number in self._naming(later, inherited)
        ]
        found += [Quote(concept.later, concept.sentence) for concept in concepts]
        found += [
            Quote(paper, self._abstract(paper)[number])
            for paper, number in zip((tie.one, tie.other), shared.sentences, strict=True)
            if number >= 0
        ]
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

    def _naming(self, paper: int, names: Ints) -> list[int]:
        """Sentences of a paper that use one of the names, those with most of them first."""
        if not len(names):
            return []
        part = slice(self._places[paper], self._places[paper + 1])
        used = zip(self._named[part].tolist(), self._standing[part].tolist(), strict=True)
        wanted = frozenset(names.tolist())
        counts = Counter(sentence for name, sentence in used if name in wanted)
        return sorted(counts, key=lambda sentence: (-counts[sentence], sentence))

    def _sentence(self, paper: int, number: int) -> str:
        return self._abstract(paper)[number - 1] if number else self._title(paper)

    def _known(self, paper: int) -> str:
        """The name a paper is known by, or its title in quotes."""
        if paper not in self._known_as:
            self._learn(np.arange(len(self._corpus)))  # since it may be any that cites others
        return self._known_as[paper] or f"“{self._title(paper)}”"

    def _learn(self, papers: NDArray[np.integer]) -> None:
        """Look up what papers are known by, for many in the time that a few take."""
        if not self._known_as.keys() >= set(papers.tolist()):
            self._known_as |= zip(papers.tolist(), self._names.known_as(papers), strict=True)

    def _title(self, paper: int) -> str:
        return str(self._corpus.papers["title"][paper].as_py())

    def _text(self, paper: int) -> tuple[str, str]:
        """Title and abstract."""
        return self._title(paper), str(self._corpus.papers["abstract"][paper].as_py())

    def _read(self, paper: int) -> Wording:
        return read_wording(self._reader, *self._text(paper))

    def _cut(self, paper: int) -> list[str]:
        """Sentences of the abstract."""
        _, abstract = self._text(paper)
        return [abstract[start:end] for start, end in sentences(abstract)]

    def _digested(self, paper: int) -> bytes:
        return xxh3_128_digest("\0".join(self._text(paper)).encode())
