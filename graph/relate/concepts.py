"""Lineage without a name: a paper that speaks of what another one's model is short for.

Mamba's abstract never says "S4". But it speaks of "structured state space models", and S4 is
short for "Structured State Space sequence model". Such a tie is inferred, and kept in a layer of
its own so that it is never passed off as a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers, rows_as_arrow, texts_as_arrow, whole
from graph.core.entries import lookup, row
from graph.core.sparse import Ints, Matrix, by_rows, canonical, edges, from_edges, kept, transposed
from graph.core.tables import some_rows
from graph.core.text import sentences, singular, words
from graph.core.types import Corpus, Features, Measure, Names
from graph.core.years import may_follow, years_of
from graph.relate.lineage import SURVEY, rarity_of
from graph.relate.surveys import Surveys

HEADS = frozenset(
    {"algorithm", "approach", "architecture", "framework", "layer", "learning", "mechanism"}
    | {"method", "model", "module", "net", "network", "sequence", "system", "transformer"}
)
"""Last words of a long form that say what sort of thing it is and not which."""

SHORTEST = 2
"""Words of a concept; one word may mean anything."""

COMMON = 0.05
"""A concept that more than this share of the papers (and more than three) speak of is nobody's."""

SIFTED = 100
"""Texts from which on they are sifted before a pattern is looked for in them."""

FEW = 50
"""Spellings up to which each is looked at by itself."""

_START = r"(?i)\b"

# What ends with a head, as far as letters of ASCII go.
_HEADED = rf"(?i)[^a-z0-9](?:{'|'.join(sorted(HEADS))})s?[^a-z0-9]*$"


class Concept(NamedTuple):
    """What a name is short for, without its head: the row of the name, and the words folded."""

    name: int
    words: tuple[str, ...]


class Known(NamedTuple):
    """scores (n, n) between papers that are not `fresh`, bool (n,)."""

    scores: Matrix
    fresh: NDArray[np.bool_]


def concept_measure(
    corpus: Corpus,
    *,
    features: Features,
    names: Names,
    lineage: Measure,
    surveys: NDArray[np.bool_] | Surveys,
    known: Known | None = None,
) -> Measure:
    """Score who speaks of what whom coined: the row uses words that the column's name is short for.

    Worth the rarity of the words; `SURVEY` of that in a survey, and nothing where the later paper
    names the model anyway, where the earlier one is a survey or known to be the younger, or where
    the tie is explained by a step between: a paper whose named ancestor speaks of the same.

    known: what stays of earlier scores; only ties of the others are then looked for.
    """
    n = len(corpus)
    common = max(3.0, COMMON * n)
    owners = canonical(names.introduced.T.tocsr())
    asked = list(concepts(names, np.unique(names.introduced.indices)))
    vocabulary = _vocabulary(features.terms, asked)
    if known is not None:
        asked = _newly_spoken(asked, corpus, features, names, vocabulary, fresh=known.fresh)
    by_term = _by_term(features.weights, asked, vocabulary)
    found: list[tuple[Ints, Ints, float]] = []
    for concept in asked:
        coined, _ = row(owners, concept.name)
        likely = _holding(by_term, vocabulary, concept.words)
        if len(likely) > 10 * common:
            continue
        speakers = _speakers(corpus, concept.words, likely)
        if 1 < len(speakers) <= common:
            later, earlier = np.repeat(speakers, len(coined)), np.tile(coined, len(speakers))
            foreign = lookup(names.mentions, later, np.full(len(later), concept.name)) == 0
            found.append((later[foreign], earlier[foreign], rarity_of(len(speakers), n)))
    rows, columns, values = edges(_joined(found, n))
    # Who speaks of it a year before its name is known need not have it from a preprint.
    keep = (rows != columns) & may_follow(years_of(corpus.papers), rows, columns, grace=0)
    if known is not None:
        keep &= known.fresh[rows] | known.fresh[columns]
    keep[keep] = ~surveys[columns[keep]]
    rows, columns, values = rows[keep], columns[keep], values[keep]
    matrix = from_edges(rows, columns, values * np.where(surveys[rows], SURVEY, 1.0), (n, n))
    if known is not None:
        matrix = canonical(matrix.maximum(known.scores))
    return Measure("concepts", _direct(matrix, lineage.matrix), pairwise=True, directed=True)


def _vocabulary(terms: pa.StringArray, asked: Iterable[Concept]) -> dict[str, int]:
    """Number of each word of the concepts among the terms, if it is one."""
    told = sorted({word for concept in asked for word in concept.words})
    number = pc.index_in(terms, texts_as_arrow(told))
    places = numbers(number.is_valid())
    which = numbers(number.drop_null())
    return {told[word]: place for word, place in zip(which.tolist(), places.tolist(), strict=True)}


def _newly_spoken(
    asked: Iterable[Concept],
    corpus: Corpus,
    features: Features,
    names: Names,
    vocabulary: dict[str, int],
    *,
    fresh: NDArray[np.bool_],
) -> list[Concept]:
    """Those concepts that a fresh paper coined or speaks of."""
    rows = np.flatnonzero(fresh)
    coined = set(names.introduced[rows].indices.tolist())
    users = _users(features.weights[rows], vocabulary)
    papers = some_rows(corpus.papers.select(["title", "abstract"]), rows)
    # A bar, so that no words in a row begin in the title and end in the abstract.
    told = whole(pc.binary_join_element_wise(papers["title"], papers["abstract"], " | "))
    texts = [_as_compared(text) for text in told.to_pylist()]

    def spoken(words: tuple[str, ...]) -> bool:
        used = [users[word] for word in words if word in users]
        likely = set.intersection(*used) if len(used) >= SHORTEST else ()
        opening = _opening(words) if likely else ()
        begun = [text for text in likely if any(form in texts[text] for form in opening)]
        return bool(begun) and len(_matches(told.take(rows_as_arrow(begun)), _pattern(words))) > 0

    return [one for one in asked if one.name in coined or spoken(one.words)]


def _users(weights: Matrix, vocabulary: dict[str, int]) -> dict[str, set[int]]:
    """The few papers that use each word."""
    by_term = transposed(weights)
    bounds, papers = by_term.indptr.tolist(), by_term.indices.tolist()
    return {word: set(papers[bounds[at] : bounds[at + 1]]) for word, at in vocabulary.items()}


def _as_compared(text: str) -> str:
    """A text in which `_opening` is looked for."""
    return " ".join(text.casefold().replace("-", " ").split())


def _opening(words: tuple[str, ...]) -> list[str]:
    """What of the first words any text must hold that `_pattern` finds: sooner seen than that."""
    first, second = words[0], words[1].removesuffix("y")
    forms = (first, f"{first[:-1]}ies") if first.endswith("y") else (first, f"{first}s")
    return [_as_compared(f"{form} {second}") for form in forms]


def _by_term(weights: Matrix, asked: Iterable[Concept], vocabulary: dict[str, int]) -> Matrix:
    """Which papers use each term, for those of which concepts are made."""
    used = {word for concept in asked for word in concept.words}
    needed = np.zeros(weights.shape[1], bool)
    needed[[vocabulary[word] for word in used if word in vocabulary]] = True
    return transposed(by_rows(partial(_of_some, needed=needed), weights))


def _of_some(_: int, weights: Matrix, *, needed: NDArray[np.bool_]) -> Matrix:
    return kept(weights, needed[weights.indices])


def concepts(names: Names, which: Ints) -> Iterator[Concept]:
    """What these names (rows) are short for: each long form without its last, general words."""
    table = names.table.take(rows_as_arrow(which))
    aliases = table["aliases"].combine_chunks()
    spelt = pa.concat_arrays([*table["name"].chunks, aliases.flatten()])
    owners = np.concatenate([which, which[numbers(pc.list_parent_indices(aliases))]])
    some = _headed(spelt) if len(spelt) > FEW else np.arange(len(spelt))
    forms: dict[int, set[tuple[str, ...]]] = {}
    told = zip(owners[some].tolist(), spelt.take(rows_as_arrow(some)).to_pylist(), strict=True)
    for name, spelling in told:
        forms.setdefault(name, set()).add(_without_head(spelling))
    for name in sorted(forms):
        yield from (Concept(name, form) for form in sorted(forms[name]) if len(form) >= SHORTEST)


def _headed(spelt: pa.StringArray) -> NDArray[np.int64]:
    """Rows of spellings that end with a head, as far as is seen at a glance."""
    foreign = pc.invert(pc.string_is_ascii(spelt))
    return numbers(pc.or_(pc.match_substring_regex(spelt, _HEADED), foreign))


def spoken(corpus: Corpus, names: Names, *, later: int, earlier: int) -> tuple[str, str] | None:
    """The words (as written) that tie two papers by a concept, and the sentence they stand in."""
    abstract = corpus.papers["abstract"][later].as_py()
    title = corpus.papers["title"][later].as_py()
    told = [*(abstract[start:end] for start, end in sentences(abstract)), title]
    for concept in concepts(names, row(names.introduced, earlier)[0]):
        pattern = re.compile(_pattern(concept.words))
        for text in told:
            match = pattern.search(text)
            if match:
                return match.group(), text
    return None


def _without_head(spelling: str) -> tuple[str, ...]:
    """Folded words of a long form up to its general head; () for a single word."""
    if spelling.isascii() and spelling.isalnum():
        return ()
    form = [singular(word) for word in words(spelling)]
    whole = len(form)
    while form and form[-1] in HEADS:
        form.pop()
    return tuple(form) if len(form) < whole else ()


def _speakers(corpus: Corpus, words: tuple[str, ...], papers: Ints) -> Ints:
    """Those of some papers whose text holds the words in a row."""
    if not len(papers):
        return np.empty(0, np.int32)
    texts = some_rows(corpus.papers.select(["title", "abstract"]), papers)
    pattern = _pattern(words)
    told = [_matches(texts[name], pattern) for name in texts.column_names]
    return np.asarray(papers[np.union1d(*told)], np.int32)


def _matches(texts: pa.Array | pa.ChunkedArray, pattern: str) -> Ints:
    """Rows of the texts in which a pattern of `_pattern` is found.

    RE2 skips to where letters of a pattern may begin, but not if it asks what is before them.
    """
    if len(texts) < SIFTED:
        return numbers(pc.match_substring_regex(texts, pattern))
    likely = numbers(pc.match_substring_regex(texts, pattern.replace(_START, "(?i)", 1)))
    some = texts.take(rows_as_arrow(likely))
    return np.asarray(likely[numbers(pc.match_substring_regex(some, pattern))])


def _holding(by_term: Matrix, vocabulary: dict[str, int], words: tuple[str, ...]) -> Ints:
    """Papers whose text holds the words, as far as these are terms, in any order."""
    places = [vocabulary[word] for word in words if word in vocabulary]
    if len(places) < SHORTEST:
        return np.empty(0, np.int32)
    holding, _ = row(by_term, places[0])
    for place in places[1:]:
        holding = np.intersect1d(holding, row(by_term, place)[0], assume_unique=True)
    return holding


def _pattern(words: tuple[str, ...]) -> str:
    """Words in a row, any case, either number, a blank or a hyphen between them.

    Without lookaround, so that RE2 (which Arrow uses) reads it as Python does.
    """
    either = [
        f"{re.escape(word[:-1])}(?:y|ies)" if word.endswith("y") else f"{re.escape(word)}s?"
        for word in words
    ]
    return _START + r"[\s-]+".join(either) + r"\b"


def _joined(found: list[tuple[Ints, Ints, float]], n: int) -> Matrix:
    if not found:
        return from_edges([], [], [], (n, n))
    rows, columns, values = zip(*found, strict=True)
    worth = np.repeat(values, [len(part) for part in rows])
    return from_edges(np.concatenate(rows), np.concatenate(columns), worth, (n, n))


def _direct(concept: Matrix, lineage: Matrix) -> Matrix:
    """Ties without a step between: i -> j goes where i names what k made, and k is tied to j."""
    between = canonical(lineage @ canonical(concept + lineage))
    rows, columns, values = edges(concept)
    keep = lookup(between, rows, columns) == 0
    return from_edges(rows[keep], columns[keep], values[keep], concept.shape)
