"""What an acronym stands for, over all papers that say so: one sense a group of like long forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from graph.relate.names.scan import Defined
from graph.relate.names.text import key, pieces
from graph.relate.names.vocabulary import (
    LONG_BENCHMARK,
    LONG_DATASET,
    LONG_METHOD,
    LONG_MODEL,
    SMALL,
    THING,
)

Signature = tuple[str, ...]


@lru_cache(maxsize=1 << 17)
def signature(surface: str) -> Signature:
    """First four letters of each word that carries meaning: what spellings of one thing share."""
    parts = [piece for piece in pieces(surface) if piece not in SMALL]
    while len(parts) > 2 and (parts[-1] in THING or parts[-1] + "s" in THING):
        parts.pop()
    return tuple(piece[:4] for piece in parts)


@dataclass(slots=True)
class Sense:
    """One meaning of an acronym: spellings short and long with their counts, papers (rows)."""

    signature: Signature
    shorts: dict[str, int] = field(default_factory=dict)
    longs: dict[str, int] = field(default_factory=dict)
    papers: list[int] = field(default_factory=list)

    def long_keys(self) -> list[str]:
        """Keys of the long forms, the most written first."""
        order = sorted(self.longs.items(), key=lambda item: (-item[1], item[0]))
        return list(dict.fromkeys(key(surface) for surface, _ in order))

    def meets(self, longs: Iterable[str]) -> bool:
        """Whether one of `longs` is a spelling of the same thing."""
        return any(_alike(self.signature, signature(long)) for long in longs)


def _alike(left: Signature, right: Signature) -> bool:
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    return bool(short) and long[-len(short) :] == short


def senses(items: list[Defined]) -> list[Sense]:
    """Group the definitions of one acronym; a long form joins the sense whose end it shares."""
    found: list[Sense] = []
    by_signature: dict[Signature, list[Defined]] = {}
    for item in items:
        by_signature.setdefault(signature(item.long), []).append(item)
    order = sorted(by_signature, key=lambda mark: (-len(by_signature[mark]), len(mark), mark))
    for mark in order:
        sense = next((sense for sense in found if _alike(sense.signature, mark)), None)
        if sense is None:
            sense = Sense(mark)
            found.append(sense)
        for item in by_signature[mark]:
            sense.shorts[item.short] = sense.shorts.get(item.short, 0) + 1
            sense.longs[item.long] = sense.longs.get(item.long, 0) + 1
            sense.papers.append(item.paper)
    return found


_TELLING = (
    ("learning", "feedback"),
    ("augmented", "generation"),
    ("temporal", "classification"),
    ("component", "analysis"),
    ("correlation", "analysis"),
    ("discriminant", "analysis"),
    ("semantic", "analysis"),
)


_BROAD_HEADS = {"learning": 4, "matching": 3, "representation": 3}
"""Heads of fields and of methods, and the words from which on a long form is that of a method."""


def head_kind(sense: Sense) -> str:
    """Kind that the head of the long forms tells, or nothing where it names no method."""
    votes: Counter[str] = Counter()
    for surface, count in sense.longs.items():
        votes[_kind(pieces(surface))] += count
    return max(sorted(votes), key=lambda kind: votes[kind])


def _kind(parts: tuple[str, ...]) -> str:
    head = parts[-1]
    if head in LONG_DATASET:
        return "dataset"
    if head in LONG_BENCHMARK:
        return "benchmark"
    if head in LONG_MODEL:
        return "family"
    if head in LONG_METHOD:
        return "method"
    likely = any(set(pair) <= set(parts) for pair in _TELLING)
    likely = likely or (head in _BROAD_HEADS and len(parts) >= _BROAD_HEADS[head])
    likely = likely or (head == "estimation" and "likelihood" in parts)
    likely = likely or (head == "unit" and bool({"gated", "linear", "recurrent"} & set(parts)))
    return "method" if likely else ""
