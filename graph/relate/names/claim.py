"""What a rule knows of a paper and of one of its sentences, and what it claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graph.relate.names.definitions import Definition
from graph.relate.names.lines import Line

OTHERS, TREATED, MADE, NAMED, TITLE = range(5)
"""How plainly a text claims a name: says that others made it, treats it as its own ("the proposed
X"), says that it makes it ("we propose X"), says that it is called so ("our method, X,", "which we
call X"), or puts it before the title's colon."""

Support = Callable[[str], int]
"""How often a paper's title and abstract write a surface, whatever its case."""


class Claim(NamedTuple):
    """A name that a paper introduces: as written, how plainly, the noun that tells its kind."""

    surface: str
    strength: int
    noun: str = ""
    long: str = ""
    """What the surface is short for, where the text sets the two side by side."""


class Context(NamedTuple):
    """What a rule knows of the paper besides its sentence."""

    support: Support
    title: Line


class Sentence(NamedTuple):
    """One sentence of an abstract as the rules see it.

    own: first token by which the authors speak of themselves, or None. shorts, spelled: short
    forms set in parentheses, by their own token and by the first token that spells them.
    """

    line: Line
    own: int | None
    shorts: dict[int, Definition]
    spelled: dict[int, Definition]
    context: Context
