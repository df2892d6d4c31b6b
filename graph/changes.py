"""Two atlases of one growing corpus: what came, what went, and what it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.core.columns import numbers
from graph.core.entries import lookup
from graph.core.sparse import Matrix, edges, from_edges, top_k
from graph.core.types import Atlas
from graph.find.chains import cheapest
from graph.read.identifiers import FORMER, listed

Ints = NDArray[np.int64]

PART = 0.2
"""Share of a cluster's papers that make up a part of it worth telling of."""

STRONGER = 2.0
"""Times as strong as the strongest path before that a path is to be told."""

WEAK = 0.05
"""Strength below which a path is not worth telling."""

TIES = 10
"""Neighbours of a new paper, its nearest, between which it may be the link."""

CHECKED = 200
"""Paths, the first in order, that are held against the strongest before."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of clusters: those before (numbers) that hold it, and those after.

    kind: "same", "split", "joined", "new" or "gone". shared: papers that are in both.
    """

    kind: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    shared: int


@dataclass(frozen=True, slots=True)
class Bridging:
    """Two papers that were there before, and the new one between them (rows of the atlas after).

    strength: of the path by way of it; before: of the strongest path that there was, 0 for none.
    """

    ends: tuple[int, int]
    through: int
    strength: float
    before: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an atlas holds that another one did not.

    added: rows after. gone: rows before. merged: (row before, row after) of papers that became part
    of another one.
    """

    added: tuple[int, ...]
    gone: tuple[int, ...]
    merged: tuple[tuple[int, int], ...]
    clusters: tuple[Change, ...]
    paths: tuple[Bridging, ...]


def compare(before: Atlas, after: Atlas, *, paths: int = 10) -> Comparison:
    """Tell what changed from one atlas to another, papers being the same that have one key.

    Clusters are matched by the papers that they share: what holds `PART` of a cluster, and two
    papers, counts. A cluster that several hold so has split; one that holds several others so, and
    each of them mostly, joins them. paths: how many to tell of those that new papers make between
    old ones, at least `STRONGER` times as strong as the strongest before, those first that lie
    between papers that introduce something.
    """
    keys = after.corpus.papers["key"].combine_chunks()
    were = before.corpus.papers["key"].combine_chunks()
    now = numbers(pc.index_in(were, keys).fill_null(-1)).astype(np.int64)
    then = np.full(len(after), -1)
    then[now[now >= 0]] = np.flatnonzero(now >= 0)
    lost = np.flatnonzero(now < 0).tolist()
    heirs = _heirs(after)
    merged = ((row, heirs.get(were[row].as_py().lower(), -1)) for row in lost)
    joined = {row: heir for row, heir in merged if heir >= 0}
    return Comparison(
        added=tuple(np.flatnonzero(then < 0).tolist()),
        gone=tuple(row for row in lost if row not in joined),
        merged=tuple(joined.items()),
        clusters=tuple(_changes(before, after, now)),
        paths=tuple(_bridgings(before, after, then, count=paths)),
    )


def _heirs(after: Atlas) -> dict[str, int]:
    """The row that each former key or identifier, in lower case, is part of."""
    rows, kinds, values = listed(after.corpus.papers["identifiers"])
    former = numbers(pc.equal(kinds, FORMER))
    held = zip(former.tolist(), rows[former].tolist(), strict=True)
    return {values[place].as_py(): row for place, row in held}


# Clusters


def _changes(before: Atlas, after: Atlas, now: Ints) -> Iterator[Change]:
    """What became of each cluster: those that go on, by number, then those that come or go."""
    old, new = before.communities, after.communities
    both = (now >= 0) & (old.labels >= 0)
    both[both] = new.labels[now[both]] >= 0
    pairs = old.labels[both].astype(np.int64) * max(len(new), 1) + new.labels[now[both]]
    cells, shared = np.unique(pairs, return_counts=True)
    was, becomes = np.divmod(cells, max(len(new), 1))
    sizes = np.bincount(old.labels[old.labels >= 0], minlength=len(old))
    now_sizes = np.bincount(new.labels[new.labels >= 0], minlength=len(new))
    enough = shared >= 2
    of_old = enough & (shared >= PART * sizes[was])
    of_new = enough & (shared >= PART * now_sizes[becomes])
    told: set[int] = set()
    seen: set[int] = set()
    for one in range(len(old)):
        parts = np.flatnonzero((was == one) & of_old & of_new)
        if len(parts) > 1:
            into = tuple(becomes[parts].tolist())
            yield Change("split", (one,), into, int(shared[parts].sum()))
            told.add(one)
            seen.update(into)
    most = shared >= sizes[was] / 2
    for other in range(len(new)):
        parts = np.flatnonzero((becomes == other) & of_new & of_old & most)
        origin = tuple(was[parts].tolist())
        if len(parts) > 1 and told.isdisjoint(origin):
            yield Change("joined", origin, (other,), int(shared[parts].sum()))
            told.update(origin)
            seen.add(other)
    for place in np.lexsort((becomes, was, -shared)).tolist():
        one, other = int(was[place]), int(becomes[place])
        if one not in told and other not in seen and (of_old | of_new)[place]:
            yield Change("same", (one,), (other,), int(shared[place]))
            told.add(one)
            seen.add(other)
    yield from (Change("new", (), (other,), 0) for other in range(len(new)) if other not in seen)
    yield from (Change("gone", (one,), (), 0) for one in range(len(old)) if one not in told)


# Paths


class _Ways(NamedTuple):
    """Ways from one old paper to another by a new one, rows after; the best first."""

    through: Ints
    ends: Ints
    strength: NDArray[np.float64]


def _bridgings(before: Atlas, after: Atlas, then: Ints, *, count: int) -> Iterator[Bridging]:
    """Paths by way of new papers that are much stronger than what there was, one a new paper."""
    from graph.core.csgraph import dijkstra

    ways = _ways(after, then)
    links = before.graph.adjacency
    data = -np.log(links.data.astype(np.float64))
    costs = Matrix((data, links.indices, links.indptr), links.shape)
    told: Counter[int] = Counter()
    for place in range(min(CHECKED, len(ways.through))):
        through, strength = int(ways.through[place]), float(ways.strength[place])
        one, other = ways.ends[place].tolist()
        ends = int(then[one]), int(then[other])
        if len(told) == count or told[through]:
            continue
        limit = float(-np.log(strength / STRONGER))
        if np.isinf(dijkstra(costs, indices=[ends[0]], limit=limit)[0, ends[1]]):
            told[through] += 1
            yield Bridging((one, other), through, strength, _strongest(links, costs, ends))


def _strongest(links: Matrix, costs: Matrix, ends: tuple[int, int]) -> float:
    """Strength of the strongest path between two papers, 0 for none; costs: those of the links."""
    stops = [np.array([end], np.int64) for end in ends]
    nodes = cheapest(costs, stops, closed=np.zeros(links.shape[0], np.bool_))
    if not nodes:
        return 0.0
    return float(np.prod(lookup(links, nodes[:-1], nodes[1:]).astype(np.float64)))


def _ways(after: Atlas, then: Ints) -> _Ways:
    """All ways by two strong edges of a new paper; first those between introducing papers."""
    new = np.flatnonzero(then < 0)
    own = after.graph.adjacency[new]
    rows, columns, weights = edges(own)
    ties = then[columns] >= 0
    strong = top_k(from_edges(rows[ties], columns[ties], weights[ties], own.shape), TIES)
    held = np.flatnonzero(np.diff(strong.indptr) > 1)
    one, other = np.triu_indices(TIES, 1)
    sizes = np.diff(strong.indptr)[held]
    paper, pair = np.nonzero(other[None, :] < sizes[:, None])
    left, right = strong.indptr[held[paper]] + one[pair], strong.indptr[held[paper]] + other[pair]
    ends = np.column_stack([strong.indices[left], strong.indices[right]]).astype(np.int64)
    strength = strong.data[left].astype(np.float64) * strong.data[right]
    introduces = np.diff(after.names.introduced.indptr) > 0
    plain = ~introduces[ends].all(axis=1)
    order = np.lexsort((ends[:, 1], ends[:, 0], -strength, plain))
    order = order[strength[order] >= WEAK]
    return _Ways(new[held[paper]][order], ends[order], strength[order])
