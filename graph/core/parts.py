"""Values as plain words and numeric arrays, for files that others may write and we may open.

A value comes apart into a description (what JSON can hold) and a list of arrays, and is put
together from them again. No pickle: a description names records and functions, those of this
package and no others, so that to open one runs nothing that is not ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from importlib import import_module
from types import FunctionType
from typing import IO, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.columns import whole
from graph.core.room import written
from graph.core.sparse import Matrix

Told = Any
"""A description: None, a number, a string, or an object of one kind below."""

Array = NDArray[Any]

_HOME = "graph."


def taken_apart(value: Any) -> tuple[Told, list[Array]]:
    """Take a value apart: its description, and the arrays that it refers to by number.

    Plain values, lists, tuples, dictionaries with names for keys, arrays, canonical matrices,
    tables and arrays of Arrow, records (frozen dataclasses and named tuples) of these, functions,
    and `functools.partial` of one with arguments by name.

    Raises
    ------
    TypeError
        The value, or a part of it, is none of these, or not of this package.
    """
    arrays: list[Array] = []
    return _told(value, arrays), arrays


def put_together(told: Told, arrays: Sequence[Array]) -> Any:
    """Give the value of a description. Raises `TypeError` for a name that is not of ours."""
    if not isinstance(told, dict):
        return told
    [(kind, held)] = told.items()
    return _MAKERS[kind](held, arrays)


def _told(value: Any, arrays: list[Array]) -> Told:
    if value is None or type(value) in (bool, int, float, str):
        return value
    for kind, (is_of, told) in _KINDS.items():
        if is_of(value):
            return {kind: told(value, arrays)}
    raise TypeError(f"a {type(value).__name__} can be no part of what workers are handed")


def _array(value: Array, arrays: list[Array]) -> int:
    if value.dtype.hasobject:
        raise TypeError("an array of Python objects can be no part of what workers are handed")
    arrays.append(np.ascontiguousarray(value))
    return len(arrays) - 1


def _matrix(value: Matrix, arrays: list[Array]) -> Told:
    parts = (value.data, value.indices, value.indptr)
    return [*(_array(part, arrays) for part in parts), *map(int, value.shape)]


def _make_matrix(held: Sequence[int], arrays: Sequence[Array]) -> Matrix:
    data, indices, indptr, rows, columns = held
    parts = (arrays[data], arrays[indices], arrays[indptr])
    return Matrix(parts, shape=(rows, columns), copy=False)


def _table(value: pa.Table, arrays: list[Array]) -> int:
    def fill(file: IO[bytes]) -> None:
        with pa.ipc.new_stream(file, value.schema) as writer:
            writer.write_table(value)

    return _array(written(fill), arrays)


def _make_table(held: int, arrays: Sequence[Array]) -> pa.Table:
    """Make a table whose columns lie in the array itself."""
    return pa.ipc.open_stream(pa.py_buffer(arrays[held])).read_all()


def _column(value: pa.Array, arrays: list[Array]) -> int:
    return _table(pa.table({"": value}), arrays)


def _make_column(held: int, arrays: Sequence[Array]) -> pa.Array:
    return whole(_make_table(held, arrays).column(0))


def _several(value: Sequence[Any], arrays: list[Array]) -> Told:
    return [_told(part, arrays) for part in value]


def _record(value: Any, arrays: list[Array]) -> Told:
    names = getattr(value, "_fields", None) or [field.name for field in fields(value)]
    return [_name(type(value)), {name: _told(getattr(value, name), arrays) for name in names}]


def _call(value: partial[Any], arrays: list[Array]) -> Told:
    if value.args:
        raise TypeError("what workers are handed goes to a function by name")
    return [_name(value.func), {name: _told(part, arrays) for name, part in value.keywords.items()}]


def _given(held: Told, arrays: Sequence[Array]) -> tuple[Any, dict[str, Any]]:
    name, parts = held
    return _named(name), {field: put_together(part, arrays) for field, part in parts.items()}


def _make_record(held: Told, arrays: Sequence[Array]) -> Any:
    made, given = _given(held, arrays)
    return made(**given)


def _make_call(held: Told, arrays: Sequence[Array]) -> partial[Any]:
    function, given = _given(held, arrays)
    return partial(function, **given)


def _name(thing: Any) -> str:
    name = f"{thing.__module__}:{thing.__qualname__}"
    _named(name)
    return name


def _named(name: str) -> Any:
    """What stands under `package.module:name` in this package."""
    module, _, own = name.partition(":")
    if not module.startswith(_HOME) or not own.isidentifier():
        raise TypeError(f"{name} is not a function or a record of a module of {_HOME[:-1]}")
    return getattr(import_module(module), own)


def _is_record(value: Any) -> bool:
    named = isinstance(value, tuple) and hasattr(value, "_fields")
    return named or (is_dataclass(value) and not isinstance(value, type))


_KINDS: dict[str, tuple[Callable[[Any], bool], Callable[[Any, list[Array]], Told]]] = {
    "array": (lambda value: isinstance(value, np.ndarray), _array),
    "matrix": (lambda value: isinstance(value, Matrix), _matrix),
    "table": (lambda value: isinstance(value, pa.Table), _table),
    "column": (lambda value: isinstance(value, pa.Array), _column),
    "record": (_is_record, _record),
    "list": (lambda value: isinstance(value, list), _several),
    "tuple": (lambda value: isinstance(value, tuple), _several),
    "call": (lambda value: isinstance(value, partial), _call),
    "name": (
        lambda value: isinstance(value, FunctionType | type),
        lambda value, arrays: _name(value),
    ),
}
_MAKERS: dict[str, Callable[[Any, Sequence[Array]], Any]] = {
    "array": lambda held, arrays: arrays[held],
    "matrix": _make_matrix,
    "table": _make_table,
    "column": _make_column,
    "record": _make_record,
    "list": lambda held, arrays: [put_together(part, arrays) for part in held],
    "tuple": lambda held, arrays: tuple(put_together(part, arrays) for part in held),
    "call": _make_call,
    "name": lambda held, arrays: _named(held),
}
