"""Patterns of names as they may stand in texts, for Arrow, which looks at many texts at once.

What they leave out is no name; what they find may be none. In what has mark-up, or letters that are
not ASCII, a name may be written in many more ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers

Rows = NDArray[np.int64]

_ADDRESS = r"\w(?:https?://|www\.)|\w[\W_](?:https?://|www\.)[^\s)\]>]+[\s)\]>][\W_]?\w"
"""An address that a word runs into, or that stands where a name's pieces may be apart."""

ODD = rf"[^\x00-\x7f\pP\pS\pZ]|[\\$*{{}}`~]|</|\(cid:|[A-Za-z]- [A-Za-z]|{_ADDRESS}"
"""Letters that are not ASCII, and mark-up in or between words: see `text.read_through`."""

_BEGIN, _END = r"(?:^|[\W_])", r"(?:[\W_]|$)"

_PLURAL = "(?:ys?|i?e?s)?"
"""How a word goes on behind its singular, of which the last letter is left out if it is a y."""


def matching(papers: pa.Table, *, titles: Iterable[str], abstracts: Iterable[str]) -> Rows:
    """Papers whose title or abstract has one of its patterns."""
    held = [
        pc.match_substring_regex(papers[name], "|".join(patterns))
        for name, patterns in (("title", titles), ("abstract", abstracts))
    ]
    return numbers(pc.or_(*held))


def in_any_case(names: Iterable[tuple[str, ...]]) -> str:
    """Pieces, in any number, that make up one of some names."""
    forms = {
        rf"{_PLURAL}[\W_]{{0,2}}".join(re.escape(_stem(part)) for part in parts) for parts in names
    }
    return rf"(?i:{_BEGIN}(?:{'|'.join(sorted(forms))}){_PLURAL}{_END})"


def with_capital(word: str, *, behind: int = 0) -> str:
    """An ASCII word, in any number, with a capital behind so many letters."""
    stem = _stem(word)
    ways = [
        f"{stem[behind:at]}{stem[at].upper()}(?i:{stem[at + 1 :]}{_PLURAL})"
        for at in range(behind, len(stem))
    ]
    ways.append(f"{stem[behind:]}[siey]*[SIEY](?i:{_PLURAL})")
    return f"{_BEGIN}(?i:{stem[:behind]})(?:{'|'.join(ways)}){_END}"


def with_own_capital(word: str) -> str:
    """An ASCII word that begins with a capital which no sentence and no longer name puts there."""
    before = r"(?:[^.!?:\s0-9A-Za-z]|(?:^|[^.!?:])\s)"
    behind = r"(?:[^ 0-9A-Za-z]| (?:[^A-Z]|$)|$)"
    return f"{before}{_stem(word).capitalize()}{_PLURAL}{behind}"


def _stem(piece: str) -> str:
    return re.sub(r"(?<=.)y$", "", piece)
