"""What to call a community: the phrases that tell it from the rest, and its central papers."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, count, pairwise
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core import sparse
from graph.core.collecting import uncollected
from graph.core.columns import rows_as_arrow
from graph.core.sparse import Matrix
from graph.core.tables import some_rows
from graph.core.text import words
from graph.core.types import Communities, Graph, Labels
from graph.find.fillers import GENERAL, STOP
from graph.find.phrases import Phrases, find_phrases, read_stream
from graph.find.spelling import spell

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = tuple[int, ...]

_NONE: Mapping[int, str] = MappingProxyType({})

SAMPLE = 1_000
FEW = 200
OTHERS = 1_000
LEAST = 10
EXEMPLARS = 5
TERMS = 8
NAME_TERMS = 3
CANDIDATES = 80
TITLE_BONUS = 0.5
PHRASE = 1.5
RARE = 0.01
ENOUGH = 0.6
_ENDING = re.compile(
    r"(?:s|al|e|ue|y|ed|er|or|ic|ing|ion|ity|ive|ly|ous|ness|ment|ation|ization|ational)$"
)


def label_communities(papers: pa.Table, communities: Communities, graph: Graph) -> Labels:
    """Name every community: n papers, labels (n,), edges (n, n).

    A term is a phrase of one to four words (see `graph.find.phrases`) in at least 2 papers of the
    community, and 0.6 sqrt(size) of a larger one. Terms are ranked by how much they tell,
    s log(s / r), with s their share of the community's papers (less one standard error; half as
    much again where in the title) and r the mean of that of all other papers and that of the
    community where it is largest: class TF-IDF (BERTopic, Grootendorst 2022) with papers for
    occurrences, in the pointwise Kullback-Leibler form of Tomokiyo & Hurst (2003). Of phrases
    that say one thing (nested, plural and singular, acronym and long form) one stays. The name is
    the first three terms without a common word, or the title of the most central paper where
    there is no term.

    Of a community only the 1,000 most central papers are read. Exemplars are the 5 papers with
    the largest edge weight inside, ties by row.
    """
    order = _by_centrality(graph.adjacency, communities.labels)
    terms = _terms(papers, [np.sort(rows[:SAMPLE]) for rows in order])
    return _labels(order, terms, _names(terms, _titles(papers, order)))


def grow_labels(
    papers: pa.Table, communities: Communities, graph: Graph, *, before: Labels, stay: Sequence[int]
) -> Labels:
    """Name communities some of which were there before.

    stay: numbers of those that keep their name and terms, being much what they were. The others are
    named as `label_communities` does, by `FEW` papers of each, and by `OTHERS` in all, `LEAST` of
    each at least, of those that they are to be told from.
    """
    order = _by_centrality(graph.adjacency, communities.labels)
    kept = {number: (before.names[number], list(before.terms[number])) for number in stay}
    if len(kept) < len(order):
        fewer = min(max(OTHERS // max(len(kept), 1), LEAST), FEW)
        read = (rows[: fewer if one in kept else FEW] for one, rows in enumerate(order))
        fresh = _terms(papers, [np.sort(rows) for rows in read], known=kept)
    else:
        fresh = [[] for _ in order]
    terms = [kept[one][1] if one in kept else few for one, few in enumerate(fresh)]
    known = {number: name for number, (name, _) in kept.items()}
    return _labels(order, terms, _names(terms, _titles(papers, order), known=known))


def _titles(papers: pa.Table, order: list[Ints]) -> list[str]:
    """Title of the most central paper of each community."""
    return [papers["title"][int(rows[0])].as_py() for rows in order]


def _labels(order: list[Ints], terms: list[list[str]], names: tuple[str, ...]) -> Labels:
    return Labels(
        names=names,
        terms=tuple(tuple(community) for community in terms),
        exemplars=tuple(tuple(rows[:EXEMPLARS].tolist()) for rows in order),
    )


def _by_centrality(adjacency: Matrix, labels: NDArray[np.int32]) -> list[Ints]:
    """Rows of each community, those with the most edge weight inside it first."""
    rows, columns, weights = sparse.edges(adjacency)
    inside = labels[rows] == labels[columns]
    strength = np.bincount(rows, weights * inside, len(labels))
    order = np.lexsort((-strength, labels))
    sizes = np.bincount(labels + 1)
    return np.split(order, np.cumsum(sizes)[:-1])[1:]


@uncollected()
def _terms(
    papers: pa.Table, communities: list[Ints], *, known: Container[int] = ()
) -> list[list[str]]:
    """Terms of each community, spelt out, the most telling first; none of those that are known."""
    if not communities:
        return []
    stream = read_stream(_texts(papers, np.concatenate(communities)))
    phrases = find_phrases(stream)
    sizes = np.array([len(rows) for rows in communities])
    counts = _counts(phrases, stream.texts[phrases.start], sizes)
    lengths = np.array([len(words) for words in phrases.words], np.int64)
    ranked = _ranked(counts, _scores(counts, lengths, sizes), len(sizes))
    chosen = [
        [] if one in known else _choose(stream.words, phrases.words, best)
        for one, best in enumerate(ranked)
    ]
    every = np.unique([phrase for few in chosen for phrase in few]).astype(np.int64)
    spelt = dict(zip(every.tolist(), spell(stream, phrases, every), strict=True))
    return [[spelt[phrase] for phrase in few] for few in chosen]


def _texts(papers: pa.Table, rows: Ints) -> pa.Array:
    """Title and abstract of each paper, in turn."""
    read = some_rows(papers.select(["title", "abstract"]), rows)
    both = pa.concat_arrays(read["title"].chunks + read["abstract"].chunks)
    return both.take(rows_as_arrow(np.arange(len(both)).reshape(2, -1).T.ravel()))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Cells of (community, phrase) by phrase: papers that hold it, and in how many titles."""

    community: Ints
    phrase: Ints
    papers: Ints
    titles: Ints


def _counts(phrases: Phrases, texts: Ints, sizes: Ints) -> _Counts:
    """Count papers; texts: of each occurrence, twice its paper, one more for the abstract."""
    span = 2 * int(sizes.sum())
    place = np.sort(phrases.phrase * span + texts)
    # The title comes before the abstract, so a paper's first text tells whether the title has it.
    place = place[_opens(place // 2)]
    phrase, text = np.divmod(place, span)
    community = np.repeat(np.arange(len(sizes)), sizes)[text // 2]
    opens = _opens(phrase * len(sizes) + community)
    first = np.flatnonzero(opens)
    titles = np.bincount((np.cumsum(opens) - 1)[text % 2 == 0], minlength=len(first))
    papers = np.diff(first, append=len(place))
    return _Counts(community[first], phrase[first], papers, titles)


def _opens(values: Ints) -> NDArray[np.bool_]:
    """Where in sorted values another one begins."""
    opens = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=opens[1:])
    return opens


def _scores(counts: _Counts, lengths: Ints, sizes: Ints) -> Floats:
    """How much each phrase tells of each community; 0 where too few papers hold it."""
    weight = counts.papers + TITLE_BONUS * counts.titles
    share = (weight - np.sqrt(counts.papers)) / sizes[counts.community]
    others = np.bincount(counts.phrase, weight, len(lengths))[counts.phrase] - weight
    pooled = others / np.maximum(sizes.sum() - sizes, 1)[counts.community]
    rest = (pooled + _largest_elsewhere(counts.phrase, share)) / 2
    score: Floats = share * np.log((share + RARE) / (rest + RARE))
    enough = np.maximum(np.minimum(2, sizes - 1), ENOUGH * np.sqrt(sizes))
    score[counts.papers < enough[counts.community]] = 0
    score[lengths[counts.phrase] > 1] *= PHRASE
    return score


def _largest_elsewhere(phrase: Ints, share: Floats) -> Floats:
    """For each cell, phrases in order: the largest share of its phrase in any other cell."""
    order = np.lexsort((-share, phrase))
    opens = _opens(phrase)
    # Once sorted, the cell after the first of a phrase holds the second largest, if any.
    largest = share[order]
    second = np.where(np.append(opens[1:], True), 0, np.append(largest[1:], 0))
    group = np.cumsum(opens) - 1
    elsewhere: Floats = largest[opens][group]
    best = order[opens]
    elsewhere[best] = second[opens]
    return elsewhere


def _ranked(counts: _Counts, scores: Floats, communities: int) -> list[dict[int, int]]:
    """The best candidates of each community, the most telling first, with their papers."""
    good = np.flatnonzero(scores > 0)
    good = good[np.lexsort((counts.phrase[good], -scores[good], counts.community[good]))]
    bounds = np.searchsorted(counts.community[good], np.arange(communities + 1)).tolist()
    best = [good[start : min(end, start + CANDIDATES)] for start, end in pairwise(bounds)]
    return [
        dict(zip(counts.phrase[few].tolist(), counts.papers[few].tolist(), strict=True))
        for few in best
    ]


def _choose(vocabulary: list[str], phrases: list[Words], candidates: dict[int, int]) -> list[int]:
    """The best candidates of which none says another again.

    A phrase gives way to a longer one that at least half of its papers hold.
    """
    spans = {phrase: [vocabulary[word] for word in phrases[phrase]] for phrase in candidates}
    chosen: list[int] = []
    for phrase, papers in candidates.items():
        whole = any(
            set(spans[phrase]) < set(spans[other]) and 2 * candidates[other] >= papers
            for other in candidates
        )
        if not whole and not any(_same(spans[phrase], spans[other]) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == TERMS:
            break
    return chosen


def _same(left: list[str], right: list[str]) -> bool:
    """Whether all words of one phrase are in the other, up to endings, or in its acronym.

    General words aside: `NMT models` says no more than `NMT`. The first letter of an acronym may
    be a word of its own: `NMT` says machine translation, too.
    """
    short, long = sorted((left, right), key=len)
    if {_stem(word) for word in short} <= {_stem(word) for word in long}:
        return True
    whole = "".join(_specific(short)) if len(_specific(short)) == 1 < len(long) else ""
    return bool(whole) and (_abbreviates(whole, long) or _abbreviates(whole[1:], long))


def _specific(words: list[str]) -> list[str]:
    """Leave out the general words, unless there is no other."""
    return [word for word in words if _stem(word) not in _general()] or words


@cache
def _general() -> frozenset[str]:
    return frozenset(map(_stem, GENERAL))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """Cut endings while four letters stay: `robotics`, `robotic` and `robots` are one."""
    ending = _ENDING.search(word, 4)
    return _stem(word[: ending.start()]) if ending else word


def _abbreviates(short: str, words: list[str]) -> bool:
    """Whether `short` is made of first letters of all words in turn, as `seq2seq` or `moe`."""
    if not words:
        return not short
    head, rest = words[0], words[1:]
    if head in STOP and _abbreviates(short, rest):
        return True
    if head == "to" and short.startswith("2") and _abbreviates(short[1:], rest):
        return True
    return any(
        head.startswith(short[:end]) and _abbreviates(short[end:], rest)
        for end in range(1, len(short) + 1)
    )


def _names(
    terms: list[list[str]], titles: list[str], *, known: Mapping[int, str] = _NONE
) -> tuple[str, ...]:
    """One name a community, no two alike: its first terms, or the title of its central paper.

    known: names that some have already.
    """
    taken = list(known.values())
    names: list[str] = []
    for number, (few, title) in enumerate(zip(terms, titles, strict=True)):
        picked = _picked(few)
        spare = [term for term in few if term not in picked]
        names.append(known.get(number) or _fresh(picked or [title], spare, [*taken, *names]))
    return tuple(names)


def _picked(terms: list[str]) -> list[str]:
    """The first three terms of which no two share a word, general words aside."""
    picked: list[str] = []
    said: set[str] = set()
    for term in terms:
        stems = {_stem(word) for word in words(term)} - _general()
        if stems.isdisjoint(said) and len(picked) < NAME_TERMS:
            picked.append(term)
            said |= stems
    return picked


def _fresh(picked: list[str], spare: list[str], names: list[str]) -> str:
    """Join the terms to a name that is not taken: with spare terms, and in the end a number."""
    choices = chain(
        [picked],
        ([*picked, term] for term in spare),
        ([*picked, str(number)] for number in count(2)),
    )
    return next(name for name in map(" · ".join, choices) if name not in names)
