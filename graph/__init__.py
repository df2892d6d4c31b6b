"""paperkin: see how papers are kin, and why.

>>> import graph
>>> atlas = graph.build(graph.read_papers("seeds"))
>>> [path] = graph.find_paths(atlas.graph, (40, 52))
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from graph.core.errors import (
        AmbiguousError as AmbiguousError,
        AtlasError as AtlasError,
        ExportError as ExportError,
        GraphError as GraphError,
        InputError as InputError,
        NotFoundError as NotFoundError,
        OptionError as OptionError,
    )
    from graph.core.types import (
        Atlas as Atlas,
        Audit as Audit,
        Communities as Communities,
        Corpus as Corpus,
        Evidence as Evidence,
        Features as Features,
        Graph as Graph,
        Labels as Labels,
        Layer as Layer,
        Names as Names,
        Options as Options,
        Paper as Paper,
        Path as Path,
    )
    from graph.find.communities import find_communities as find_communities
    from graph.find.lookup import find_paper as find_paper
    from graph.find.paths import find_paths as find_paths
    from graph.pipeline import (
        build as build,
        explain as explain,
        export as export,
        find_related as find_related,
        publish as publish,
        relate as relate,
        score_pairs as score_pairs,
        to_networkx as to_networkx,
    )
    from graph.read.corpus import collect as collect
    from graph.read.files import read_papers as read_papers
    from graph.store import load as load
    from graph.store import save as save

# Where each name lives; a module is loaded when one of its names is first asked for.
_HOMES = {
    "graph.core.errors": (
        "AmbiguousError",
        "AtlasError",
        "ExportError",
        "GraphError",
        "InputError",
        "NotFoundError",
        "OptionError",
    ),
    "graph.core.types": (
        "Atlas",
        "Audit",
        "Communities",
        "Corpus",
        "Evidence",
        "Features",
        "Graph",
        "Labels",
        "Layer",
        "Names",
        "Options",
        "Paper",
        "Path",
    ),
    "graph.find.communities": ("find_communities",),
    "graph.find.lookup": ("find_paper",),
    "graph.find.paths": ("find_paths",),
    "graph.pipeline": (
        "build",
        "explain",
        "export",
        "find_related",
        "publish",
        "relate",
        "score_pairs",
        "to_networkx",
    ),
    "graph.read.corpus": ("collect",),
    "graph.read.files": ("read_papers",),
    "graph.store": ("load", "save"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    """Load what is asked for on first use, so that importing the face costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _verb(name: str) -> property:
    def verb(_: ModuleType) -> Any:
        return __getattr__(name)

    def keep(_module: ModuleType, _wing: ModuleType) -> None:
        """Let the verb stand when Python, importing the wing of this name, puts it here."""

    return property(verb, keep)


class _Face(ModuleType):
    """The package, of which two verbs are called as the wings that do their work."""

    export = _verb("export")
    relate = _verb("relate")


sys.modules[__name__].__class__ = _Face
