"""What to call a community: the phrases that tell it from the rest, and its central papers."""

from __future__ import annotations

import re
from itertools import chain, count, pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core import sparse
from graph.core.sparse import Matrix
from graph.core.text import words
from graph.core.types import Communities, Graph, Labels
from graph.find.fillers import STOP
from graph.find.phrases import Phrases, find_phrases, read_stream, spell

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = tuple[int, ...]

SAMPLE = 1_000
EXEMPLARS = 5
TERMS = 8
NAME_TERMS = 3
CANDIDATES = 80
TITLE_BONUS = 0.5
PHRASE = 1.5
RARE = 0.01
_ENDING = re.compile(
    r"(?:s|al|e|y|ed|er|or|ic|ing|ion|ity|ive|ly|ous|ness|ment|ation|ization|ational)$"
)


def label_communities(papers: pa.Table, communities: Communities, graph: Graph) -> Labels:
    """Name every community: n papers, labels (n,), edges (n, n).

    A term is a phrase of one to four words that stands in at least 2 papers of the community
    and in 2 of 100. Terms are ranked by how much they tell, s log(s / r), with s their share of
    the community's papers (less one standard error, half more where in the title) and r that
    of all other papers: class TF-IDF (BERTopic, Grootendorst 2022) over papers instead of
    occurrences, in the pointwise Kullback-Leibler form of Tomokiyo & Hurst (2003). Of nested
    phrases one stays, as of acronyms and what they stand for. The name is the first three terms
    that repeat no word; a community without any term has the title of its most central paper.

    Of a community only the 1,000 most central papers are read. Exemplars are the 5 papers with
    the largest edge weight inside, ties by row.
    """
    order = _by_centrality(graph.adjacency, communities.labels)
    exemplars = [rows[:EXEMPLARS] for rows in order]
    terms = _terms(papers, [np.sort(rows[:SAMPLE]) for rows in order])
    titles = [papers["title"][int(rows[0])].as_py() for rows in order]
    return Labels(
        names=_names(terms, titles),
        terms=tuple(tuple(community) for community in terms),
        exemplars=tuple(tuple(rows.tolist()) for rows in exemplars),
    )


def _by_centrality(adjacency: Matrix, labels: NDArray[np.int32]) -> list[Ints]:
    """Rows of each community, those with the most edge weight inside it first."""
    rows, columns, weights = sparse.edges(adjacency)
    inside = labels[rows] == labels[columns]
    strength = np.bincount(rows[inside], weights[inside], len(labels))
    order = np.lexsort((-strength, labels))
    sizes = np.bincount(labels + 1)
    return np.split(order, np.cumsum(sizes)[:-1])[1:]


def _terms(papers: pa.Table, communities: list[Ints]) -> list[list[str]]:
    """Terms of each community, spelt out, the most telling first."""
    if not communities:
        return []
    read = papers.take(np.concatenate(communities))
    pairs = zip(read["title"].to_pylist(), read["abstract"].to_pylist(), strict=True)
    stream = read_stream(list(chain.from_iterable(pairs)))
    phrases = find_phrases(stream)
    sizes = np.array([len(rows) for rows in communities])
    ranked = _ranked(phrases, stream.texts[phrases.start], sizes)
    chosen = [_choose(stream.words, phrases.words, best) for best in ranked]
    every = np.unique([phrase for few in chosen for phrase in few]).astype(np.int64)
    spelt = dict(zip(every.tolist(), spell(stream, phrases, every), strict=True))
    return [[spelt[phrase] for phrase in few] for few in chosen]


def _ranked(phrases: Phrases, texts: Ints, sizes: Ints) -> list[dict[int, int]]:
    """The most telling phrases of each community, best first, with the papers that hold them.

    texts: of each occurrence, twice the paper's place for its title and one more for its abstract.
    """
    # The title comes first, so that the first mention of a phrase in a paper tells of it.
    mention = np.unique(phrases.phrase * (2 * sizes.sum()) + texts)
    phrase, text = np.divmod(mention, 2 * sizes.sum())
    first = np.append(True, (phrase[1:] != phrase[:-1]) | (text[1:] // 2 != text[:-1] // 2))
    first = first[: len(phrase)]
    phrase, paper, titled = phrase[first], text[first] // 2, text[first] % 2 == 0
    community = np.repeat(np.arange(len(sizes)), sizes)[paper]

    cell = community * len(phrases.words) + phrase
    cells, cell = np.unique(cell, return_inverse=True)
    community, phrase = np.divmod(cells, max(len(phrases.words), 1))
    count = np.bincount(cell, minlength=len(cells))
    weight = count + TITLE_BONUS * np.bincount(cell, titled, len(cells))
    total = np.bincount(phrase, weight, len(phrases.words))
    others = np.maximum(sizes.sum() - sizes, 1)
    share = (weight - np.sqrt(count)) / sizes[community]
    rest = (total[phrase] - weight) / others[community]
    top = _largest_elsewhere(phrase, share, len(phrases.words))
    rest = (rest + top) / 2
    lengths = np.array([len(words) for words in phrases.words])
    score = (
        share * np.log((share + RARE) / (rest + RARE)) * np.where(lengths[phrase] > 1, PHRASE, 1)
    )
    enough = np.maximum(np.minimum(2, sizes - 1), 0.6 * np.sqrt(sizes))

    good = np.flatnonzero((count >= enough[community]) & (score > 0))
    good = good[np.lexsort((phrase[good], -score[good], community[good]))]
    bounds = np.searchsorted(community[good], np.arange(len(sizes) + 1))
    return [
        dict(zip(phrase[few].tolist(), count[few].tolist(), strict=True))
        for few in (good[a : min(b, a + CANDIDATES)] for a, b in pairwise(bounds.tolist()))
    ]


def _largest_elsewhere(phrase: Ints, share: Floats, count: int) -> Floats:
    """For each (community, phrase): the largest share of the phrase in any other community."""
    order = np.lexsort((-share, phrase))
    first = np.searchsorted(phrase[order], np.arange(count))
    best = order[first]
    ordered = np.append(phrase[order], -1)
    second = np.where(
        ordered[first + 1] == np.arange(count), share[np.append(order, 0)[first + 1]], 0
    )
    return np.where(best[phrase] == np.arange(len(phrase)), second[phrase], share[best[phrase]])


def _choose(vocabulary: list[str], phrases: list[Words], candidates: dict[int, int]) -> list[int]:
    """The best candidates of which none says another again."""
    spans = {phrase: [vocabulary[word] for word in phrases[phrase]] for phrase in candidates}
    chosen: list[int] = []
    for phrase, count in candidates.items():
        longer = [
            other
            for other in candidates
            if len(spans[other]) > len(spans[phrase]) and 2 * candidates[other] >= count
        ]
        if any(set(spans[phrase]) <= set(spans[other]) for other in longer):
            continue
        if not any(_same(spans[phrase], spans[other]) for other in chosen):
            chosen.append(phrase)
    return chosen[:TERMS]


def _same(left: list[str], right: list[str]) -> bool:
    """Whether all words of one phrase are in the other, up to endings, or in its acronym.

    The first letter of an acronym may be a word of its own: `NMT` says machine translation, too.
    """
    short, long = sorted((left, right), key=len)
    if {_stem(word) for word in short} <= {_stem(word) for word in long}:
        return True
    whole, tail = short[0], short[0][1:]
    return len(short) == 1 < len(long) and (_abbreviates(whole, long) or _abbreviates(tail, long))


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


def _names(terms: list[list[str]], titles: list[str]) -> tuple[str, ...]:
    """One name a community, no two alike: its first terms, or the title of its central paper."""
    names: list[str] = []
    for few, title in zip(terms, titles, strict=True):
        picked = _picked(few)
        spare = [term for term in few if term not in picked]
        names.append(_fresh(picked or [title], spare, names))
    return tuple(names)


def _picked(terms: list[str]) -> list[str]:
    """The first three terms that repeat no word of each other."""
    picked: list[str] = []
    said: set[str] = set()
    for term in terms:
        stems = {_stem(word) for word in words(term)}
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
