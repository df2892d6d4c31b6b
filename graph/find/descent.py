"""The lineage of named models: what a paper builds on, and what builds on it, as trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from graph.core.columns import numbers
from graph.core.entries import lookup, row
from graph.core.sparse import canonical
from graph.core.text import sentences
from graph.core.types import Corpus, Names
from graph.core.years import may_follow, years_of

Direction = Literal["ancestors", "descendants"]


@dataclass(frozen=True, slots=True)
class Tie:
    """One step of a lineage, up or down.

    paper: row of the other paper. by: the name that makes the tie, introduced by the earlier
    paper and mentioned by the later one, or, of an `inferred` tie, words that both use.
    sentence: where the later paper does.
    """

    paper: int
    by: str
    sentence: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Kin:
    """A tie and what lies beyond it.

    again: the paper stands elsewhere in the tree, no deeper, and its own kin is told there (so
    that a cycle ends, and a tree has each paper's kin once). more: kin of it that is left out.
    """

    tie: Tie
    again: bool
    kin: tuple[Kin, ...]
    more: int = 0


class Trace(NamedTuple):
    """A lineage: the kin of a paper, and how many more it has that is left out."""

    kin: tuple[Kin, ...]
    more: int


def trace_lineage(
    corpus: Corpus,
    names: Names,
    *,
    paper: int,
    direction: Direction,
    depth: int = 3,
    breadth: int | None = None,
    infer: Callable[[int], Iterable[Tie]] = lambda paper: (),
) -> Trace:
    """Follow who mentions what who introduces, from one paper, at most `depth` steps.

    Of each paper that is reached the tie is the name mentioned most; the most strongly tied come
    first, and after them the inferred ties that `infer` gives for a paper. breadth: how many of
    either are told of each paper; the others are counted, and not followed.
    """
    tracer = _Tracer(corpus, names, direction)
    ties: dict[int, list[Tie]] = {}
    more: dict[int, int] = {}
    reached_from: dict[int, int] = {paper: -1}
    level = [paper]
    for _ in range(depth):
        below = []
        for one in level:
            named = tracer.named(one)
            already = {one, *(paper for paper, _ in named)}
            inferred = [tie for tie in infer(one) if tie.paper not in already]
            told = [tracer.tie(one, *other) for other in named[:breadth]]
            ties[one] = told + inferred[:breadth]
            more[one] = len(named) + len(inferred) - len(ties[one])
            for tie in ties[one]:
                if tie.paper not in reached_from:
                    reached_from[tie.paper] = one
                    below.append(tie.paper)
        level = below

    def tell(one: int) -> tuple[Kin, ...]:
        return tuple(
            Kin(tie, again=True, kin=())
            if reached_from[tie.paper] != one
            else Kin(tie, again=False, kin=tell(tie.paper), more=more.get(tie.paper, 0))
            for tie in ties.get(one, ())
        )

    return Trace(tell(paper), more.get(paper, 0))


class _Tracer:
    """Finds one step of a lineage, up or down."""

    def __init__(self, corpus: Corpus, names: Names, direction: Direction) -> None:
        self._corpus = corpus
        self._names = names
        self._up = direction == "ancestors"
        self._years = years_of(corpus.papers)
        self._by_name = canonical((names.introduced if self._up else names.mentions).T.tocsr())

    def named(self, paper: int) -> list[tuple[int, int]]:
        """Papers a step away, each with the name that ties it most; the strongest tie first."""
        best: dict[int, tuple[float, int]] = {}
        for name in self._names_of(paper).tolist():
            others, _ = row(self._by_name, name)
            sides = (np.full(len(others), paper), others)
            later, earlier = sides if self._up else sides[::-1]
            own = lookup(self._names.introduced, later, np.full(len(others), name)) > 0
            keep = ~own & (others != paper) & may_follow(self._years, later, earlier)
            counts = lookup(self._names.mentions, later, np.full(len(others), name))
            for other, count in zip(others[keep].tolist(), counts[keep].tolist(), strict=True):
                best[other] = max(best.get(other, (0.0, 0)), (count, -name))
        order = sorted(best, key=lambda other: (-best[other][0], other))
        return [(other, -best[other][1]) for other in order]

    def tie(self, paper: int, other: int, name: int) -> Tie:
        """The tie to another paper by a name, with the sentence that makes it."""
        later = paper if self._up else other
        told = mention_sentence(self._corpus, self._names, paper=later, name=name)
        return Tie(other, self._names.table["name"][name].as_py(), told)

    def _names_of(self, paper: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """What the paper mentions (looking up) or introduces (looking down)."""
        return row(self._names.mentions if self._up else self._names.introduced, paper)[0]


def mention_sentences(corpus: Corpus, names: Names, *, paper: int, name: int) -> list[str]:
    """Every sentence of the paper that uses the name, in order, its title too if that does."""
    papers = numbers(names.places["paper"])
    start, end = np.searchsorted(papers, [paper, paper + 1])
    part = names.places.slice(start, end - start)
    used = np.unique(numbers(part["sentence"])[numbers(part["name"]) == name])
    title = corpus.papers["title"][paper].as_py()
    abstract = corpus.papers["abstract"][paper].as_py()
    spans = sentences(abstract)
    return [
        title if number == 0 else abstract[spans[number - 1][0] : spans[number - 1][1]]
        for number in used.tolist()
    ]


def mention_sentence(corpus: Corpus, names: Names, *, paper: int, name: int) -> str:
    """The first sentence of the paper's abstract that uses the name, else its title."""
    title: str = corpus.papers["title"][paper].as_py()
    told = mention_sentences(corpus, names, paper=paper, name=name)
    return next((sentence for sentence in told if sentence != title), title)
