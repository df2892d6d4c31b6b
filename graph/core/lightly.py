"""Importing a library without what it imports by the way and nobody here uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from threading import RLock
from types import ModuleType

_ONE_AT_A_TIME = RLock()
"""Held while there are empty packages."""


@contextmanager
def without(package: ModuleType, *names: str) -> Iterator[None]:
    """Let modules of a package that load on first use not load inside; they are None there.

    SciPy copies all that NumPy's namespace holds when it is imported, and with it imports NumPy's
    reader of Fortran and its helpers for tests: a tenth of the time that a question takes.
    """
    idle = [name for name in names if name not in vars(package)]
    for name in idle:
        setattr(package, name, None)
    try:
        yield
    finally:
        for name in idle:
            delattr(package, name)


def alone(name: str, *, of: str) -> ModuleType:
    """A module of a package, of which nothing is imported but what the module itself asks for.

    of: the package, or one that this one is in. Of SciPy's packages of graphs and of trees and
    scikit-network's of communities few modules are wanted: a thousandth of a second, where to
    import all of them, with what they stand on, takes from a thirtieth to a tenth.
    """
    with _ONE_AT_A_TIME:
        hollow: list[str] = []
        try:
            if _hollowed(name, of, hollow):
                return import_module(name)
        finally:
            for package in hollow:  # so that who asks for one of them gets all of it
                del sys.modules[package]
        return import_module(name)


def _hollowed(name: str, of: str, hollow: list[str]) -> bool:
    """Put empty packages in the place of those around a module, and tell whether all were found."""
    within, _, _ = of.rpartition(".")
    place = import_module(within).__path__ if within else None
    package = of
    while package != name and package not in sys.modules:
        spec = PathFinder.find_spec(package, place)
        if spec is None or spec.submodule_search_locations is None:
            return False
        place = spec.submodule_search_locations
        sys.modules[package] = ModuleType(package)
        sys.modules[package].__path__ = place
        hollow.append(package)
        package = f"{package}.{name.removeprefix(f'{package}.').partition('.')[0]}"
    return package == name


def without_pandas() -> None:
    """Have pyarrow do without pandas in this process.

    It imports pandas, wherever that is installed, before it makes an array of Python's values: a
    quarter of a second, for values that are none of pandas'.
    """
    import pyarrow as pa

    sys.meta_path.insert(0, _Nowhere)
    try:
        pa.array([""])  # it looks for it once
    finally:
        sys.meta_path.remove(_Nowhere)


class _Nowhere:
    """Finds no pandas, and leaves other modules to others."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
