"""The one error tree: what went wrong, what to do next, and the exit code of it."""

from __future__ import annotations

from collections.abc import Iterable


class GraphError(Exception):
    """Something paperkin can name; `hint` says what to do next.

    `exit_code` is what the command line ends with: 1 it failed, 2 wrong usage,
    3 asked for something that is not there.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(GraphError):
    """A file or folder that cannot be read, or in which there is no paper."""


class AtlasError(GraphError):
    """An atlas that is missing, damaged, or of a format this version does not know."""


class ExportError(GraphError):
    """A file that cannot be written, or a format that no writer knows."""


class EngineError(GraphError):
    """Workers that are lost, cannot be reached, or cannot do what they are handed."""


class OptionError(GraphError):
    """An option's value that makes no sense, or a name that is in none of the tables."""

    exit_code = 2


class AmbiguousError(GraphError):
    """Words that fit several papers; `candidates` holds (key, title) of the likeliest."""

    exit_code = 2

    def __init__(self, message: str, candidates: Iterable[tuple[str, str]], *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.candidates = tuple(candidates)


class NotFoundError(GraphError):
    """No such paper, model or cluster, or no chain between two papers."""

    exit_code = 3


def one_of(kind: str, name: str, known: Iterable[str]) -> str:
    """Give `name` back if it is `known`, else raise `OptionError` listing what is."""
    names = list(known)
    if name not in names:
        raise OptionError(f"no {kind} is called {name!r}", hint=f"one of: {', '.join(names)}")
    return name
