"""Whether what stands at places is written as the names are that may be meant: all at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.relate.names.forms import CAPITAL, LOOSE, Matches
from graph.relate.names.parts import Parts, bits
from graph.relate.names.text import SINGULARS, Memo
from graph.relate.names.vocabulary import PREFIXES

Ints = NDArray[np.int64]
Traits = NDArray[np.int32]
Truth = NDArray[np.bool_]

# What a gap is, between two pieces ...
(_EMPTY, _BLANK, _SPACE, _HYPHEN, _POINT, _DOT, _CLOSED, _STOPPED, _RAISED) = (
    1 << bit for bit in range(9)
)
# ... and what a piece is.
(_UPPER, _NAMELIKE, _ARTICLE, _NUMBER, _APART, _DIGITS, _CAPITAL, _CAPITALS) = (
    1 << bit for bit in range(9, 17)
)

_HYPHENS = frozenset("-‐‑/")
_STOPS = (".", "!", "?", ":")
_SIZES = frozenset(["base", "large", "small", "tiny", "mini", "medium", "xl", "xxl"])


def _trait(part: str) -> int:
    """All that a gap or a piece is, as bits."""
    if not part[:1].isalnum():
        return (
            _EMPTY * (not part)
            | _BLANK * (len(part) < 2 and not part.strip())
            | _SPACE * (part == " ")
            | _HYPHEN * (part in _HYPHENS)
            | _POINT * (part in {".", "^"})
            | _DOT * (part == ".")
            | _CLOSED * part[-2:].rstrip().endswith(_STOPS)
            | _STOPPED * part.rstrip().endswith(_STOPS)
            | _RAISED * part[:2].strip()[:1].isupper()
        )
    capitals = sum(map(str.isupper, part))
    plain = part.islower() and part.isalpha() and len(part) > 1
    named = part[0].isupper() and part[1:].islower() and part.lower() not in PREFIXES
    return (
        _UPPER * part[0].isupper()
        | _NAMELIKE * named
        | _ARTICLE * (part in {"a", "A"})
        | _NUMBER * part[0].isdigit()
        | _APART * (plain or SINGULARS[part] in _SIZES)
        | _DIGITS * any(map(str.isdigit, part))
        | _CAPITAL * (capitals > 0)
        | _CAPITALS * (capitals > 1)
    )


_TRAITS = Memo(_trait)


class Written:
    """How the forms of matches are written, and what stands beside them.

    parts: texts in pieces; a piece's index counts them all, and what parts two texts. matches: (k,)
    in the order of the text. owners: (k,) text of each. alone: whether each part of the vocabulary
    is a name by itself.
    """

    def __init__(self, parts: Parts, matches: Matches, owners: Ints, alone: Truth) -> None:
        self._ids = parts.ids
        self._alone = alone
        self._first = matches.starts
        self._last = matches.starts + matches.lengths
        self._cases = matches.cases
        firsts = parts.firsts // 2
        self._inside = self._first - firsts[owners]
        self._closing = self._last == firsts[owners + 1] - 1
        steps = np.arange(int(matches.lengths.max(initial=1)))
        around = 2 * self._first[:, None] + np.arange(-3, 2 * len(steps) + 2)
        near = np.minimum(around, 2 * self._last[:, None] + 1)
        self._traits = bits(parts, parts.ids.take(near, mode="wrap"), _TRAITS)
        self._outside = steps >= matches.lengths[:, None]
        pieces, gaps = (read(self._first[:, None] + steps) for read in (self._piece, self._gap))
        self._pieces = np.where(self._outside, 0, pieces)
        self._gaps = np.where(self._outside, 0, gaps)[:, 1:]

    def _gap(self, index: Ints) -> Traits:
        """Traits of the gaps before pieces."""
        return self._traits[self._ids[::2].take(index, mode="wrap")]

    def _piece(self, index: Ints) -> Traits:
        return self._traits[self._ids[1::2].take(index, mode="wrap")]

    def whole(self) -> Truth:
        """Whether the pieces hang together, and are no part of a longer name."""
        article = (self._gaps & _SPACE > 0) & (self._pieces[:, :-1] & _ARTICLE > 0)
        before, behind = self._gap(self._first), self._gap(self._last)
        further = self._piece(self._last)
        bound = (before & _HYPHEN > 0) & (self._inside > 0) & ~self._apart(self._first - 1)
        number = (behind & _DOT == 0) | (further & _NUMBER > 0)
        goes_on = (behind & _POINT > 0) & number
        goes_on |= (behind & _HYPHEN > 0) & ~self._apart(self._last)
        whole: Truth = ~article.any(axis=1) & ~bound & (self._closing | ~goes_on)
        return whole

    def _apart(self, index: Ints) -> Truth:
        """Whether pieces that a hyphen joins to a name leave it a name of its own."""
        ids = self._ids[1::2].take(index, mode="wrap")
        apart: Truth = (self._traits[ids] & _APART > 0) | self._alone[ids]
        return apart

    def meant(self, title: Truth, loud: Truth) -> Truth:
        """Whether they are written as the form is, and no longer name is.

        title, loud: (k,) whether the text is a title, or all in capitals.
        """
        capitals = (self._pieces & _CAPITAL > 0).sum(axis=1)
        coined = (capitals > 1) | (self._pieces & (_CAPITALS | _DIGITS) > 0).any(axis=1)
        coined |= self._capital() & ~title
        strict = np.where(self._cases == CAPITAL, capitals > 0, coined) & ~loud
        return np.where(self._cases == LOOSE, title | loud | ~self._goes_before(), strict)

    def _capital(self) -> Truth:
        """Whether a capital begins it that no sentence and no name puts there."""
        before, behind = self._gap(self._first), self._gap(self._last)
        further = (behind & _BLANK > 0) & (self._piece(self._last) & _UPPER > 0)
        inside = (self._inside > 0) | (before & _EMPTY == 0)
        capital: Truth = (self._pieces[:, 0] & _UPPER > 0) & inside & (before & _CLOSED == 0)
        capital &= ~further & (behind & _RAISED == 0)
        return capital

    def _goes_before(self) -> Truth:
        """Whether a word before capitalised pieces is of their name: `Local Differential Privacy`.

        The first word of a text or a sentence has its capital from there; `Deep` only describes.
        """
        capitals = (self._pieces & _UPPER > 0) | self._outside
        named: Truth = np.logical_and.reduce(capitals, axis=1)
        named &= self._last - self._first > 1
        named &= (self._inside > 1) & (self._gap(self._first) & _SPACE > 0)
        named &= self._piece(self._first - 1) & _NAMELIKE > 0
        named &= self._gap(self._first - 1) & _STOPPED == 0
        return named
