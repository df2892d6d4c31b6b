"""Lineage without a name: a paper that speaks of what another one's model is short for.

Mamba's abstract never says "S4". But it speaks of "structured state space models", and S4 is
short for "Structured State Space sequence model". Such a tie is inferred, never passed off as a
mention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from graph.core.sparse import row
from graph.core.text import WORD, sentences
from graph.core.types import Corpus, Graph, Names
from graph.relate.surveys import find_surveys

SHORTEST = 2
"""Words of a concept; fewer would be a word that anyone may use."""

COMMON = 0.05
"""A concept that more than this share of the papers (and more than three) speak of is nobody's."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A tie to a paper (row): the words that one coined and the other uses, and where it does."""

    paper: int
    words: str
    sentence: str


class Concepts:
    """Finds inferred ancestors and descendants of a paper, among its neighbours in the graph.

    The words are the beginning of the long form of a name that the earlier paper introduces, as
    the later one writes them; the later one must not name that model, and a survey coins nothing.
    Where both years are known the earlier paper is not the younger one.
    """

    def __init__(self, corpus: Corpus, names: Names, graph: Graph) -> None:
        self._corpus = corpus
        self._names = names
        self._graph = graph
        self._surveys = find_surveys(corpus.papers)
        self._common = max(3.0, COMMON * len(corpus))

    def ancestors(self, paper: int) -> list[Concept]:
        """Neighbours that coined what this paper speaks of; rows ascending."""
        return self._ties([(paper, other, other) for other in self._near(paper)])

    def descendants(self, paper: int) -> list[Concept]:
        """Neighbours that speak of what this paper coined; rows ascending."""
        return self._ties([(other, paper, other) for other in self._near(paper)])

    def _near(self, paper: int) -> list[int]:
        near: list[int] = row(self._graph.adjacency, paper)[0].tolist()
        return near

    def _ties(self, pairs: list[tuple[int, int, int]]) -> list[Concept]:
        found = []
        for later, earlier, told in pairs:
            tie = self._tie(later, earlier)
            if tie is not None:
                found.append(Concept(told, *tie))
        return found

    def _tie(self, later: int, earlier: int) -> tuple[str, str] | None:
        """The words and the sentence that tie the later paper to the earlier one, if any do."""
        introduced = set(row(self._names.introduced, earlier)[0].tolist())
        mentioned = set(row(self._names.mentions, later)[0].tolist())
        if self._surveys[earlier] or introduced & mentioned or self._is_older(later, earlier):
            return None
        for start in sorted(self._beginnings(introduced), key=lambda words: (-len(words), words)):
            pattern = _pattern(start)
            sentence = self._said(later, pattern)
            if sentence is not None and self._speakers(pattern) <= self._common:
                found = re.search(pattern, sentence)
                return (found.group() if found else " ".join(start)), sentence
        return None

    def _beginnings(self, names: set[int]) -> set[tuple[str, ...]]:
        """Beginnings of all the long forms of these names, of two words or more."""
        table = self._names.table
        return {
            tuple(words[:length])
            for name in names
            for spelling in (table["name"][name].as_py(), *table["aliases"][name].as_py())
            for words in [WORD.findall(spelling)]
            for length in range(SHORTEST, len(words) + 1)
        }

    def _said(self, paper: int, pattern: str) -> str | None:
        """The first sentence of the abstract that holds the words, else the title if it does."""
        abstract = self._corpus.papers["abstract"][paper].as_py()
        title: str = self._corpus.papers["title"][paper].as_py()
        told = [abstract[start:end] for start, end in sentences(abstract)]
        return next((text for text in [*told, title] if re.search(pattern, text)), None)

    def _speakers(self, pattern: str) -> int:
        """How many papers of the corpus hold the words."""
        papers = self._corpus.papers
        held = [pc.match_substring_regex(papers[name], pattern) for name in ("title", "abstract")]
        return int(pc.sum(pc.or_(*held)).as_py() or 0)

    def _is_older(self, one: int, other: int) -> bool:
        years: pa.ChunkedArray = self._corpus.papers["year"]
        mine, theirs = years[one].as_py(), years[other].as_py()
        return mine is not None and theirs is not None and mine < theirs


def _pattern(words: tuple[str, ...]) -> str:
    """Words in a row, any case, a blank or a hyphen between them, the last in either number.

    Without a lookahead, so that RE2 (which Arrow uses) reads it as Python does.
    """
    *first, last = map(re.escape, words)
    stem = last[:-1] if len(last) > 3 and last.endswith("s") else last
    return r"(?i)\b" + r"[\s-]+".join([*first, f"{stem}s?"]) + r"\b"
