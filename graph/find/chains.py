"""The cheapest chain through given stops: searched from both ends, or hop by hop where these count.

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

from graph.core.entries import places, row
from graph.core.errors import GraphError
from graph.core.sparse import Matrix

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

_Ban = tuple[int, int]
"""A leg, and a paper kept from it."""

PATIENCE = 2_000
"""Ways of keeping the legs of a chain apart that are tried before giving up."""


STRETCH = 1.0
"""Cost by which the search from either end goes on at a time: few steps, and little too far."""


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
    """Cheapest way from any source to any target that enters no barred paper.

    Searched from both ends, as far on either side (Pohl 1971, "Bi-directional search"), so that of
    a large graph little is looked at. When all within `bound` of either end is known, so is every
    way of twice that cost.
    """
    shut = barred.copy()
    shut[sources] = False
    sides = _Side(costs, sources, shut), _Side(costs, targets, shut)
    bound = 0.0
    while True:
        bound = max(bound + STRETCH, min(side.nearest() for side in sides))
        for side in sides:
            side.go(bound)
        through = sides[0].cost + sides[1].cost
        middle = int(np.argmin(through))
        if through[middle] <= 2 * bound or min(len(side.waiting) for side in sides) == 0:
            break
    if not np.isfinite(through[middle]):
        return None
    here, there = (side.way(middle) for side in sides)
    return float(through[middle]), here[::-1] + there[1:]


class _Side:
    """What is known from one end of a way: what it costs to come to each paper, and from which.

    waiting: papers, from which the search has not gone on yet.
    """

    def __init__(self, costs: Matrix, starts: Rows, shut: Flags) -> None:
        self._costs = costs
        self._shut = shut
        self._before = np.full(len(shut), -1, np.int64)
        self.cost = np.full(len(shut), np.inf)
        self.cost[starts] = 0
        self.waiting = starts

    def nearest(self) -> float:
        """What it costs to come to the nearest of those that are waiting."""
        return float(self.cost[self.waiting].min(initial=np.inf))

    def go(self, bound: float) -> None:
        """Go on from all papers that cost `bound` at most (Bellman 1958, by those that changed)."""
        later = [self.waiting[self.cost[self.waiting] > bound]]
        now = self.waiting[self.cost[self.waiting] <= bound]
        while len(now):
            reached = self._step(now)
            near = self.cost[reached] <= bound
            now = reached[near]
            later.append(reached[~near])
        waiting = np.unique(np.concatenate(later))
        self.waiting = waiting[self.cost[waiting] > bound]

    def _step(self, papers: Rows) -> Rows:
        """Papers to which one hop from these is cheaper than what was known; ties go by row."""
        entries = places(self._costs, papers)
        counts = np.diff(self._costs.indptr)[papers]
        to = self._costs.indices[entries].astype(np.int64)
        price = np.repeat(self.cost[papers], counts) + self._costs.data[entries]
        better = (price < self.cost[to]) & ~self._shut[to]
        to, price, by = to[better], price[better], np.repeat(papers, counts)[better]
        order = np.lexsort((by, price, to))
        reached, first = np.unique(to[order], return_index=True)
        self.cost[reached], self._before[reached] = price[order][first], by[order][first]
        return reached

    def way(self, paper: int) -> list[int]:
        """Papers from one back to where the search began."""
        papers = [paper]
        while self._before[papers[-1]] >= 0:
            papers.append(int(self._before[papers[-1]]))
        return papers


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
