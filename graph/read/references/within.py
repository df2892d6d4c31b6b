"""References in which a paper's whole title stands: whether it is the title of what is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.read.references.facts import Facts, chosen, years_apart
from graph.read.references.holdings import Library
from graph.read.references.strings import Reference

Rows = NDArray[np.int64]

# What parts the title from the rest. A colon does not: a subtitle may follow.
_BREAK = re.compile(r"[.,;?!\"“”„«»()\[\]]+|\s[-–—]+\s|(?<!\w)['‘’]|['‘’](?!\w)")
_WORD = re.compile(r"[^\W_]+")


def by_whole_title(
    texts: pa.StringArray,
    library: Library,
    *,
    said: pa.StringArray,
    references: Sequence[Reference],
) -> Rows:
    """Row of the paper whose title stands in each text and that nothing there speaks against.

    texts: folded. said: as they stand; references: what they say. Of titles within each other the
    longest counts, of others the first. -1 for none; (len,).
    """
    facts = library.facts
    hits: list[tuple[int, int, float]] = []
    for block in library.titles.within(texts):
        raw = said.take(pa.array(block.text)).to_pylist()
        folded = texts.take(pa.array(block.text)).to_pylist()
        for text, row, start, end, as_said, words in zip(
            *(column.tolist() for column in block), raw, folded, strict=True
        ):
            score = _fit(row, facts, references[text], span=(start, end), said=as_said, words=words)
            if score:
                hits.append((text, row, score))
    text, row, scores = np.array(hits, np.float64).reshape(-1, 3).T
    return chosen(
        len(texts), text.astype(np.int64), row.astype(np.int64), scores=scores, margin=0.01
    )


def _fit(
    row: int, facts: Facts, reference: Reference, *, span: tuple[int, int], said: str, words: str
) -> float:
    """How well a paper fits a text that has its title in the words from start to end; 0: not."""
    start, end = span
    if facts.contradict(row, reference):
        return 0
    agrees = _author_in(facts.first[row].family, words) if facts.first[row].family else None
    if agrees is False and start:
        return 0
    year = int(facts.years[row])
    dated = bool(year and reference.years) and years_apart(year, reference) <= 1
    begins, ends = _breaks(said)
    if not (start in begins and end in ends) and not (agrees and dated):
        return 0
    return end - start + 0.2 * bool(agrees) + 0.1 * dated - start / 1000


def _author_in(family: str, words: str) -> bool:
    """Whether the family name of a paper's first author stands in a text, be it in parts."""
    return f" {family} " in f" {words} " or (len(family) > 4 and family in words.replace(" ", ""))


def _breaks(said: str) -> tuple[set[int], set[int]]:
    """Numbers of words of a text before which a part of it begins, and behind which one ends."""
    begins, ends, place = set(), set(), 0
    for part in _BREAK.split(said):
        begins.add(place)
        place += len(_WORD.findall(part))
        ends.add(place)
    return begins, ends
