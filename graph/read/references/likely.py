"""References by first author and year: to which paper of that author and time they may refer.

What gives no title must name the source, be it abbreviated; what gives one, the title as far as
spelling goes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.fuzz import partial_ratio
from rapidfuzz.process import cpdist

from graph.read.authors import Name
from graph.read.letters import letter_pairs, ones
from graph.read.references.facts import Facts, chosen
from graph.read.references.holdings import Library
from graph.read.references.shelf import Shelf
from graph.read.references.sources import same_source
from graph.read.references.strings import Reference

Rows = NDArray[np.int64]

TITLE = 90
"""Similarity (0 to 100, rapidfuzz partial ratio) of a title and what stands for it in a text."""

MARGIN = 3
"""By how much the best title must be better than the next."""

_LETTERS = 20
_BLOCK = 20_000
_PAIRS = 1 << 18


def by_author(
    texts: pa.StringArray, library: Library, *, references: Sequence[Reference], **_: object
) -> Rows:
    """Row of the only paper that each text may refer to by author, year, and source or title.

    texts: folded. references: what they say. -1 for none; (len,).
    """
    facts = library.facts
    found = [np.empty(0, np.int64)]
    for start in range(0, len(texts), _BLOCK):
        held = references[start : start + _BLOCK]
        part = texts.slice(start, _BLOCK)
        text, row = _candidates(held, library.authored)
        brief = np.array([reference.source != "" for reference in held], bool)[text]
        sourced = _by_source(text[brief], row[brief], facts, references=held)
        titled = _by_title(text[~brief], row[~brief], facts, texts=part, references=held)
        found.append(np.maximum(sourced, titled))
    return np.concatenate(found)


def _candidates(references: Sequence[Reference], shelf: Shelf) -> tuple[Rows, Rows]:
    """Pairs (text, row) of one author and about one year."""
    texts: list[int] = []
    names: list[str] = []
    for text, reference in enumerate(references):
        families = (
            (reference.author.family,) if reference.author else dict.fromkeys(reference.heads)
        )
        asked = [f"{family} {year}" for family in families for year in reference.years[:2]]
        names += asked
        texts += [text] * len(asked)
    place, row = shelf.under(pa.array(names, pa.string()))
    return np.array(texts, np.int64)[place], row


def _by_source(text: Rows, row: Rows, facts: Facts, *, references: Sequence[Reference]) -> Rows:
    """Of references without a title: the paper of that author and year that fits place and source.

    Where the place is not known of both, author and year must leave only one.
    """
    year = np.array([max(reference.years, default=0) for reference in references], np.int64)[text]
    mine = np.array([_initial(reference.author) for reference in references], np.int64)[text]
    yours = np.array(list(map(_initial, facts.first)), np.int64)[row]
    kept = (facts.years[row] == year) & ((mine == 0) | (yours == 0) | (mine == yours))
    text, row = text[kept], row[kept]
    alone = np.bincount(text, minlength=len(references))[text] == 1
    fits = [
        _sourced(references[number], paper, facts, alone=only)
        for number, paper, only in zip(text.tolist(), row.tolist(), alone.tolist(), strict=True)
    ]
    kept = np.array(fits, bool)
    scores = np.ones(int(kept.sum()))
    return chosen(len(references), text[kept], row[kept], scores=scores, margin=1)


def _initial(name: Name | None) -> int:
    return ord(name.initial) if name and name.initial else 0


def _sourced(reference: Reference, row: int, facts: Facts, *, alone: bool) -> bool:
    placed = bool(reference.locator and facts.locators[row].as_py())
    return (
        (placed or alone)
        and not facts.contradict(row, reference)
        and same_source(reference.source, facts.venues[row].as_py())
    )


def _by_title(
    text: Rows,
    row: Rows,
    facts: Facts,
    *,
    texts: pa.StringArray,
    references: Sequence[Reference],
) -> Rows:
    """Of references with a title: the paper whose title is by far the most like it."""
    text, row = _sifted(text, row, facts, texts=texts)
    sought = facts.titles.take(pa.array(row)).to_pylist()
    found = texts.take(pa.array(text)).to_pylist()
    scores = cpdist(sought, found, scorer=partial_ratio, score_cutoff=TITLE, dtype=np.float64)
    kept = [
        number
        for number in np.flatnonzero(scores).tolist()
        if _titled(sought[number], found[number])
        and not facts.contradict(int(row[number]), references[text[number]])
    ]
    return chosen(
        len(references), text[kept], row[kept], scores=np.asarray(scores)[kept], margin=MARGIN
    )


def _sifted(text: Rows, row: Rows, facts: Facts, *, texts: pa.StringArray) -> tuple[Rows, Rows]:
    """Pairs of which few pairs of letters of the title are not in the text."""
    needed, place = np.unique(row, return_inverse=True)
    of_titles, of_texts = letter_pairs(facts.titles.take(pa.array(needed))), letter_pairs(texts)
    most = np.maximum(4, ones(of_titles) // 6)
    near = [np.empty(0, np.int64)]
    for start in range(0, len(text), _PAIRS):
        titles, held = place[start : start + _PAIRS], text[start : start + _PAIRS]
        missing = ones(of_titles[titles] & ~of_texts[held])
        near.append(start + np.flatnonzero(missing <= most[titles]))
    kept = np.concatenate(near)
    return text[kept], row[kept]


def _titled(title: str, text: str) -> bool:
    """Whether a title that is like a part of a text is it: long enough, or there as it stands."""
    if f" {title} " in f" {text} ":
        return len(title.split()) > 1
    numbers = {word for word in title.split() if any(map(str.isdigit, word))}
    return len(title) >= _LETTERS and len(title.split()) > 2 and numbers <= set(text.split())
