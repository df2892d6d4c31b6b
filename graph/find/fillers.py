"""Words that tell little of a subject: the lists of `fillers.txt`, which says what each is for."""

from __future__ import annotations

import re
from importlib.resources import files


def _lists() -> dict[str, frozenset[str]]:
    text = files("graph.find").joinpath("fillers.txt").read_text(encoding="utf-8")
    lists: dict[str, frozenset[str]] = {}
    for section in re.sub(r"(?m)^#.*$", "", text).split("[")[1:]:
        name, _, words = section.partition("]")
        lists[name] = frozenset(words.split())
    return lists


_LISTS = _lists()
ARTICLES = _LISTS["articles"]
LINKS = _LISTS["links"]
STOP = _LISTS["stop"] | _LISTS["stop elsewhere"]
FILLER = _LISTS["filler"]
GENERAL = _LISTS["general"]
VAGUE = _LISTS["vague"]
