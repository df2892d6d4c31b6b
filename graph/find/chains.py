"""The cheapest chain through given stops: Dijkstra, or Bellman-Ford where hops are counted.

A chain passes no paper twice, although the leg from one stop to the next is looked for by itself.
Where two of the cheapest legs share a paper, it is kept from the one, and from the other; of what
either gives the cheaper is looked at first (branch and bound, as conflicts between agents are
settled in Sharon et al. 2015, "Conflict-based search for optimal multi-agent pathfinding"). Without
papers to pass there is one leg, and nothing to settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.core.errors import GraphError
from graph.core.sparse import Matrix, row

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

_Ban = tuple[int, int]
"""A leg, and a paper kept from it."""

PATIENCE = 2_000
"""Ways of keeping the legs of a chain apart that are tried before giving up."""


class _Chain(NamedTuple):
    """Legs in their order, each from stop to stop, and what all their hops cost together."""

    cost: float
    legs: list[list[int]]

    def papers(self) -> list[int]:
        return self.legs[0][:1] + [paper for leg in self.legs for paper in leg[1:]]


def cheapest(
    costs: Matrix, stops: Sequence[Rows], *, closed: Flags, max_hops: int | None = None
) -> list[int]:
    """Papers (rows) of the cheapest chain that goes from stop to stop in order; [] if none does.

    costs: float64 (n, n), symmetric, each stored entry above 0, inf where there is no way. stops:
    two or more sets of rows, disjoint, each passed at one of its papers. closed: bool (n,), papers
    that may not stand in the middle of a leg; nor may any of the stops.

    Raises
    ------
    GraphError
        More than `PATIENCE` ways of keeping the legs apart did not show which chain is cheapest.
    """
    shut = np.tile(closed, (len(stops) - 1, 1))
    shut[:, np.concatenate(stops)] = True
    for leg, targets in zip(shut, stops[1:], strict=True):
        leg[targets] = False
    waiting: list[tuple[float, int, _Chain, tuple[_Ban, ...]]] = []
    tries = count()

    def put(*bans: _Ban) -> None:
        narrower = shut.copy()
        for ban in bans:
            narrower[ban] = True
        chain = _cheapest_legs(costs, stops, shut=narrower, max_hops=max_hops)
        if chain is not None:
            heappush(waiting, (chain.cost, next(tries), chain, bans))

    put()
    while waiting:
        _, tried, chain, bans = heappop(waiting)
        if tried > PATIENCE:
            raise GraphError("too many ways cross each other", hint="name fewer papers to pass")
        clash = _clash(chain.legs)
        if clash is None:
            return chain.papers()
        for ban in clash:
            put(*bans, ban)
    return []


def _clash(legs: Sequence[Sequence[int]]) -> tuple[_Ban, _Ban] | None:
    """A paper in the middle of two legs, with the one and with the other leg."""
    passed: dict[int, int] = {}
    for number, leg in enumerate(legs):
        for paper in leg[1:-1]:
            if paper in passed:
                return (passed[paper], paper), (number, paper)
        passed |= dict.fromkeys(leg[1:-1], number)
    return None


def _cheapest_legs(
    costs: Matrix, stops: Sequence[Rows], *, shut: Flags, max_hops: int | None
) -> _Chain | None:
    """Each leg by itself at its cheapest; together of `max_hops` at most. shut: bool (legs, n)."""
    cost = 0.0
    legs: list[list[int]] = []
    for sources, targets, barred in zip(stops, stops[1:], shut, strict=False):
        found = _leg(costs, sources, targets, barred=barred)
        if found is None:
            return None
        cost += found[0]
        legs.append(found[1])
    if max_hops is None or sum(map(len, legs)) - len(legs) <= max_hops:
        return _Chain(cost, legs)
    return _short_legs(costs, stops, shut=shut, max_hops=max_hops)


def _leg(
    costs: Matrix, sources: Rows, targets: Rows, *, barred: Flags
) -> tuple[float, list[int]] | None:
    """Cheapest way from any source to any target that enters no barred paper (Dijkstra 1959)."""
    from scipy.sparse.csgraph import dijkstra

    shut = barred.copy()
    shut[sources] = False  # to enter where one begins never pays
    ways = costs
    if shut.any():
        data = np.where(shut[costs.indices], np.inf, costs.data)
        ways = csr_array((data, costs.indices, costs.indptr), shape=costs.shape)
    reached, before, _ = dijkstra(ways, indices=sources, min_only=True, return_predecessors=True)
    papers = [int(targets[np.argmin(reached[targets])])]
    cost = float(reached[papers[0]])
    if not np.isfinite(cost):
        return None
    while before[papers[-1]] >= 0:
        papers.append(int(before[papers[-1]]))
    return cost, papers[::-1]


def _short_legs(
    costs: Matrix, stops: Sequence[Rows], *, shut: Flags, max_hops: int
) -> _Chain | None:
    """The same with a bound on hops (Bellman 1958, Ford 1956).

    reached[h][leg, paper] is the least cost of coming there, on that leg, by h hops or fewer; a
    leg begins where and at what cost the one before it came to its stop.
    """
    first = np.full(shut.shape, np.inf)
    first[0, stops[0]] = 0
    reached = [first]
    filled = np.flatnonzero(np.diff(costs.indptr))
    for _ in range(max_hops):
        last, now = reached[-1], reached[-1].copy()
        for leg, (before, barred) in enumerate(zip(last, shut, strict=True)):
            come = np.minimum.reduceat(before[costs.indices] + costs.data, costs.indptr[filled])
            come[barred[filled]] = np.inf
            now[leg, filled] = np.minimum(before[filled], come)
            if leg:
                stop = stops[leg]
                now[leg, stop] = np.minimum(now[leg, stop], now[leg - 1, stop])
        if np.array_equal(now, last):
            break
        reached.append(now)
    end = int(stops[-1][np.argmin(reached[-1][-1, stops[-1]])])
    cost = float(reached[-1][-1, end])
    return _Chain(cost, _retrace(costs, stops, reached, end)) if np.isfinite(cost) else None


def _retrace(
    costs: Matrix, stops: Sequence[Rows], reached: Sequence[NDArray[np.float64]], end: int
) -> list[list[int]]:
    """Follow what was reached back to its start, leg by leg."""
    legs: list[list[int]] = []
    hops = len(reached) - 1
    for leg in range(len(stops) - 2, -1, -1):
        papers = [end]
        while papers[-1] not in stops[leg]:
            while hops and reached[hops - 1][leg, papers[-1]] == reached[hops][leg, papers[-1]]:
                hops -= 1
            hops -= 1
            near, price = row(costs, papers[-1])
            papers.append(int(near[np.argmin(reached[hops][leg, near] + price)]))
        legs.append(papers[::-1])
        end = papers[-1]
    return legs[::-1]
