"""Importing a library without what it imports by the way and nobody here uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType


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


def alone(name: str) -> ModuleType:
    """A compiled module of a package, which is not imported, nor is all that it imports.

    Of SciPy's package of trees and scikit-network's of communities one module each is wanted, that
    stands on no other of them: a thousandth of a second instead of a tenth.
    """
    package, *folders, _ = name.split(".")
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    spec = PathFinder.find_spec(name, [str(Path(place, *folders)) for place in places or ()])
    if spec is None or spec.loader is None:
        return import_module(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
