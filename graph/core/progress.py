"""Progress of long work: silent unless somebody installs a reporter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Reporter = Callable[[Iterable[Any], str, int | None], Iterable[Any]]

_reporter: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


def track(items: Iterable[T], label: str, *, total: int | None = None) -> Iterable[T]:
    """Pass `items` through, telling the installed reporter (if any) how far they are."""
    reporter = _reporter.get()
    return items if reporter is None else reporter(items, label, total)


def stage(label: str) -> None:
    """Tell the installed reporter (if any) that one undivided step begins."""
    reporter = _reporter.get()
    if reporter is not None:
        for _ in reporter((), label, None):
            pass


@contextmanager
def reporting(reporter: Reporter | None) -> Iterator[None]:
    """Install `reporter` for the code inside, which is handed (items, label, total), or none."""
    token = _reporter.set(reporter)
    try:
        yield
    finally:
        _reporter.reset(token)
