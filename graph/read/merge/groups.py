"""Pairs that are one paper -> groups, without gluing strangers together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from graph.read.merge.sign import Sign
from graph.read.merge.verdict import compare

CHECKED = 12
"""Records of each of two groups, the richest, that are compared before the groups become one."""


class Group(NamedTuple):
    """Records (numbers, ascending) that are one paper, and why they are held to be one."""

    members: list[int]
    reason: str


def grouped(signs: Sequence[Sign], pairs: Iterable[tuple[int, int]]) -> list[Group]:
    """Groups of two records and more that are one paper.

    signs: of the records, the richest first. pairs: which to compare. The surest pairs are joined
    first, ties going to the richer, and two groups become one only where no record of the one
    speaks against a record of the other. So where B may be A or C, and A is not C, B goes with the
    one that it is surer to be.
    """
    root: dict[int, int] = {}
    heads: dict[int, list[int]] = {}
    reasons: dict[int, dict[str, None]] = {}
    for one, other, reason in _surest_first(signs, pairs):
        one, other = sorted((_root(root, one), _root(root, other)))
        mine, yours = heads.get(one, [one]), heads.get(other, [other])
        if one == other or _at_odds(signs, mine, yours):
            continue
        root[other] = one
        heads[one] = sorted(mine + yours)[:CHECKED]
        reasons[one] = reasons.get(one, {}) | reasons.get(other, {}) | {reason: None}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in sorted({*root, *root.values()}):
        members[_root(root, number)].append(number)
    return [Group(group, "; ".join(reasons[number])) for number, group in members.items()]


def _surest_first(
    signs: Sequence[Sign], pairs: Iterable[tuple[int, int]]
) -> Iterable[tuple[int, int, str]]:
    """Pairs (the richer first) that are one paper, and why."""
    ordered = (sorted(pair) for pair in pairs)
    found = ((compare(signs[one], signs[other]), one, other) for one, other in ordered)
    sure = [
        (-verdict.strength, one, other, verdict.reason)
        for verdict, one, other in found
        if verdict.strength > 0
    ]
    return ((one, other, reason) for _, one, other, reason in sorted(sure))


def _root(root: dict[int, int], number: int) -> int:
    """The first record of the group that a record is in."""
    while number in root:
        above = root[number]
        root[number] = number = root.get(above, above)
    return number


def _at_odds(signs: Sequence[Sign], mine: Iterable[int], yours: Iterable[int]) -> bool:
    return any(compare(signs[a], signs[b]).strength < 0 for a, b in product(mine, yours))
