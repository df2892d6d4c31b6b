"""Records of which some fields are read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache, partial
from typing import Any, TypeVar, cast

R = TypeVar("R")


def pending(record: type[R], **reads: Callable[[], Any]) -> Callable[..., R]:
    """A maker of `record` with all fields but those of `reads`, which say how to get them.

    The record is checked as ever when its last field has come.
    """
    return cast("Callable[..., R]", partial(_make, _kind(cast("Hashable", record)), reads))


def _make(kind: type[R], reads: dict[str, Callable[[], Any]], **known: Any) -> R:
    made = object.__new__(kind)
    for name, value in (known | {"_reads": dict(reads)}).items():
        object.__setattr__(made, name, value)
    return made


@cache
def _kind(record: Any) -> type[Any]:
    class Pending(record):  # type: ignore[misc]
        __slots__ = ("_reads",)

        def __getattr__(self, name: str) -> Any:
            # Python asks here for what is not there: a slot that was not filled yet.
            reads = object.__getattribute__(self, "_reads")
            if name not in reads:
                raise AttributeError(f"no {name} in {record.__name__}")
            object.__setattr__(self, name, reads[name]())
            del reads[name]
            if not reads:
                self.__post_init__()
            return getattr(self, name)

        def __reduce__(self) -> tuple[Any, ...]:
            return record, tuple(getattr(self, field.name) for field in fields(record))

    Pending.__name__ = Pending.__qualname__ = record.__name__
    return Pending
