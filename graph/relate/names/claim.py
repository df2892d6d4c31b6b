"""What a rule knows of a paper and of one of its sentences, and what it claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graph.core.text import fold
from graph.relate.names.definitions import Definition
from graph.relate.names.lines import Line
from graph.relate.names.vocabulary import SUBJECT

OTHERS, TREATED, MADE, NAMED, TITLE = range(5)
"""How plainly a text claims a name: says that others made it, treats it as its own ("the proposed
X"), says that it makes it ("we propose X"), says that it is called so ("our method, X,", "which we
call X"), or puts it before the title's colon."""


class Claim(NamedTuple):
    """A name that a paper introduces: as written, how plainly, the noun that tells its kind."""

    surface: str
    strength: int
    noun: str = ""
    long: str = ""
    """What the surface is short for, where the text sets the two side by side."""


class Context:
    """What a rule knows of the paper besides its sentence; worked out when first asked for."""

    def __init__(self, title: str, abstract: str, heading: Callable[[], Line]) -> None:
        self._texts = title, abstract
        self._heading = heading

    @cached_property
    def title(self) -> Line:
        """The title."""
        return self._heading()

    @cached_property
    def _folded(self) -> str:
        return fold(self._texts[0])

    @cached_property
    def _lower(self) -> str:
        return "\n".join(self._texts).lower()

    def may_title(self, piece: str) -> bool:
        """Whether a word of the title may have this folded singular: a quick look."""
        return piece[:-1] in self._folded

    def support(self, surface: str) -> int:
        """How often the title and the abstract write a surface, whatever its case."""
        return self._lower.count(surface.lower())


@dataclass(frozen=True)
class Sentence:
    """One sentence of an abstract as the rules see it.

    shorts, spelled: short forms set in parentheses, by their own token and by the first token that
    spells them.
    """

    line: Line
    shorts: dict[int, Definition]
    spelled: dict[int, Definition]
    context: Context

    @cached_property
    def own(self) -> bool:
        """Whether authors speak of themselves in it."""
        return any(word.lower in SUBJECT for word in self.line.words)
