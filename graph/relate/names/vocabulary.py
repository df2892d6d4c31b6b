"""Words of the craft: what announces a name, what heads one, and what is never one.

The lists stand in two data files, each with its meaning: `vocabulary.txt` and `not_names.txt`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from graph.relate.names.text import key


def _read(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _sections() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in _read("vocabulary.txt"):
        if line.startswith("["):
            name = line.strip("[]")
        else:
            found.setdefault(name, []).extend(line.split())
    return {name: frozenset(words) for name, words in found.items()}


def by_word(classes: Mapping[int, Collection[str]]) -> dict[str, int]:
    """Words of some classes, each with the classes it is of: bits of one number."""
    found: dict[str, int] = {}
    for bit, words in classes.items():
        found.update((word, found.get(word, 0) | bit) for word in words)
    return found


@cache
def not_names() -> frozenset[str]:
    """Keys of what is written like a name and is none: fields, measures, venues, platforms."""
    return frozenset(key(word) for line in _read("not_names.txt") for word in line.split())


_LISTS = _sections()
CREATE = _LISTS["create"]
CREATED = _LISTS["created"]
GAIN = _LISTS["gain"]
CALL = _LISTS["call"]
CALLED = _LISTS["called"]
SUBJECT = _LISTS["subject"]
BE = _LISTS["be"]
BREAK = _LISTS["break"]
KIND_OF = _LISTS["kind of"]
ARTICLES = _LISTS["articles"]
INDEFINITE = _LISTS["indefinite"]
MODEL = _LISTS["model"]
METHOD = _LISTS["method"]
DATASET = _LISTS["dataset"]
BENCHMARK = _LISTS["benchmark"]
TASK = _LISTS["task"]
SURVEY = _LISTS["survey"]
LONG_MODEL = _LISTS["long model"]
LONG_METHOD = _LISTS["long method"]
LONG_DATASET = _LISTS["long dataset"]
LONG_BENCHMARK = _LISTS["long benchmark"]
PROPER = _LISTS["proper"]
GENERAL = _LISTS["general"]
VENUES = _LISTS["venues"]
NUMBERED = _LISTS["numbered"]
PREFIXES = _LISTS["prefixes"]
THING = MODEL | METHOD | DATASET | BENCHMARK
SPOKEN_OF_AS_METHOD = _LISTS["spoken of as method"]
BEFORE_METHOD = _LISTS["before method"]
SPOKEN_OF_OTHERWISE = _LISTS["spoken of otherwise"]
SMALL = _LISTS["small"]
VERBS = _LISTS["verbs"]
ANNOUNCED = _LISTS["announced"]
POINTERS = _LISTS["pointers"]
USUAL = _LISTS["usual"]
