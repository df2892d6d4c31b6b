"""Written forms of names: a trie over folded pieces, walked from all places of a block at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.columns import texts_as_arrow
from graph.relate.names.parts import Parts, bits
from graph.relate.names.text import Memo, pieces

Ints = NDArray[np.int64]

LOOSE, CAPITAL, COINED = 0, 1, 2
"""How a form is matched: in any case; where it begins with a capital; where it has two capitals or
a digit, or one where no sentence or title would put it."""


class Written(NamedTuple):
    """A spelling, the number of its form, and how it is matched."""

    surface: str
    form: int
    case: int


class Matches(NamedTuple):
    """Where forms are written, as far as pieces and capitals tell; all (k,).

    starts: index among all pieces of the first one; lengths: in pieces; cases: how the form is
    matched.
    """

    starts: Ints
    lengths: Ints
    forms: Ints
    cases: Ints


@dataclass(frozen=True)
class Forms:
    """Forms to look for.

    pieces: folded, each known by its place. roots: per piece the node where it leads from the root
    of the trie, 0 for none. codes, children: all edges, from node and piece, as node x pieces +
    piece, ascending, to node. sieve: whether an edge has such a hash; hardly any other code has one
    of those. forms, cases: per node what is spelled on the way there, form -1 for
    nothing. second: per piece whether it stands second in a form. common: forms below this number
    hold in every paper. private: form x 2^32 + paper for the others, ascending.
    """

    pieces: pa.StringArray
    roots: Ints
    codes: Ints
    children: Ints
    sieve: NDArray[np.bool_]
    forms: Ints
    cases: Ints
    second: NDArray[np.bool_]
    common: int
    private: Ints

    def numbers(self, pieces: Sequence[str]) -> Ints:
        """The numbers of folded pieces, -1 for one that is in no form."""
        known = self._places.get
        return np.fromiter((known(piece, -1) for piece in pieces), np.int64, len(pieces))

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(zip(self.pieces.to_pylist(), count(), strict=False))

    def alone(self, numbers: Ints) -> NDArray[np.bool_]:
        """Whether pieces, by their numbers, are each a form by itself in every paper."""
        forms = np.where(numbers >= 0, self.forms[np.append(self.roots, 0)[numbers]], -1)
        meant: NDArray[np.bool_] = (forms >= 0) & (forms < self.common)
        return meant

    def step(self, nodes: Ints, pieces: Ints) -> Ints:
        """The nodes where pieces lead from nodes; 0 for nowhere."""
        codes = nodes * len(self.pieces) + pieces
        led = np.zeros(len(codes), np.int64)
        likely = np.flatnonzero(self.sieve[_hashed(codes, len(self.sieve))])
        wanted = codes[likely]
        at = np.minimum(np.searchsorted(self.codes, wanted), len(self.codes) - 1)
        led[likely] = np.where(self.codes[at] == wanted, self.children[at], 0)
        return led

    def holds(self, forms: Ints, papers: Ints) -> NDArray[np.bool_]:
        """Whether forms may be meant in papers."""
        return (forms < self.common) | np.isin((forms << 32) + papers, self.private)


def lay_out(
    written: Iterable[Written], *, common: int, private: Iterable[tuple[int, int]] = ()
) -> Forms:
    """Forms to look for; `private`: (form, paper) of those not below `common`.

    Of two cases of one spelling the looser holds, of two forms the later.
    """
    numbered: dict[str, int] = {}
    edges: dict[int, int] = {}
    ends: dict[int, tuple[int, int]] = {0: (-1, LOOSE)}
    for surface, form, case in written:
        for split in splits(pieces(surface)):
            node = 0
            for piece in split:
                number = numbered.setdefault(piece, len(numbered))
                node = edges.setdefault((node << 32) + number, len(edges) + 1)
            other, loosest = ends.get(node, (form, case))
            ends[node] = form, min(case, loosest) if other == form else case
    forms, cases = np.full((2, len(edges) + 1), -1)
    ending = np.array(list(ends), np.int64)
    forms[ending], cases[ending] = np.array(list(ends.values()), np.int64).T
    parents, steps = np.divmod(np.array(list(edges), np.int64), 1 << 32)
    children = np.arange(1, len(edges) + 1)
    roots, second = np.zeros(len(numbered), np.int64), np.zeros(len(numbered), bool)
    roots[steps[parents == 0]] = children[parents == 0]
    second[steps[np.isin(parents, roots[roots > 0])]] = True
    codes = parents * len(numbered) + steps
    order = np.argsort(codes)
    sieve = np.zeros(1 << (_SPARSE * len(codes) + 1).bit_length(), bool)
    sieve[_hashed(codes, len(sieve))] = True
    ways = codes[order], children[order], sieve
    owned = np.array(sorted((form << 32) + paper for form, paper in private), np.int64)
    return Forms(texts_as_arrow(numbered), roots, *ways, forms, cases, second, common, owned)


_SPARSE = 16
"""Hashes for each edge at least."""


def _hashed(codes: Ints, size: int) -> NDArray[np.uint64]:
    """Hashes below `size`, a power of 2, by Fibonacci's method (Knuth, 6.4)."""
    spread = codes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return spread >> np.uint64(65 - size.bit_length())


def splits(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to break a name in pieces: as given, in one, and before a closing number."""
    folded = "".join(parts)
    letters = folded.rstrip("0123456789")
    if 2 < len(letters) < len(folded):
        return [parts, (folded,), (letters, folded[len(letters) :])]
    return [parts, (folded,)] if len(parts) > 1 else [parts]


def match(forms: Forms, parts: Parts, numbers: Ints) -> Matches:
    """All places of all forms, one inside another or not, by place and the longest first.

    numbers: of the vocabulary's pieces, see `Forms.numbers`.
    """
    gaps, pieces = parts.ids[::2], parts.ids[1::2]
    roots = np.append(forms.roots, 0)[numbers]
    second = np.append(forms.second, False)[numbers]
    joined = bits(parts, gaps, _JOINED) > 0
    marked = _marked(parts.vocabulary, numbers)
    starts = np.flatnonzero((roots > 0)[pieces])
    nodes, shown = roots[pieces[starts]], marked[pieces[starts]]
    found = [np.zeros((4, 0), np.int64)]
    for length in count(1):
        meant = (forms.forms[nodes] >= 0) & (shown | (forms.cases[nodes] == LOOSE))
        at, ends = starts[meant], nodes[meant]
        found.append(np.array([at, np.full(len(at), length), forms.forms[ends], forms.cases[ends]]))
        likely = joined[gaps[starts + length]]
        likely &= (second if length == 1 else numbers >= 0)[pieces[starts + length]]
        further = pieces[starts[likely] + length]
        nodes = forms.step(nodes[likely], numbers[further])
        starts, shown = starts[likely][nodes > 0], (shown[likely] | marked[further])[nodes > 0]
        nodes = nodes[nodes > 0]
        if not len(starts):
            break
    places = np.concatenate(found, axis=1)
    return Matches(*places[:, np.lexsort((-places[1], places[0]))])


def _marked(vocabulary: list[str], numbers: Ints) -> NDArray[np.bool_]:
    """Which of the pieces that are in some form are written with a capital or a digit."""
    marked = np.zeros(len(vocabulary), bool)
    known = np.flatnonzero(numbers >= 0)
    marked[known] = [
        not (vocabulary[number].islower() and vocabulary[number].isalpha())
        for number in known.tolist()
    ]
    return marked


_JOINS = frozenset(" -‐‑/\n\t")


def joins(gap: str) -> bool:
    """Whether a gap may stand between two pieces of one name."""
    return len(gap) < 3 and (_JOINS.issuperset(gap) or gap in {".", "^", "'"})


_JOINED = Memo(joins)
"""Gaps, and whether they may."""
