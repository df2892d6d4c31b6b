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
    from graph.changes import compare as compare
    from graph.core.errors import (
        AmbiguousError as AmbiguousError,
    )
    from graph.core.errors import (
        AtlasError as AtlasError,
    )
    from graph.core.errors import (
        ExportError as ExportError,
    )
    from graph.core.errors import (
        GraphError as GraphError,
    )
    from graph.core.errors import (
        InputError as InputError,
    )
    from graph.core.errors import (
        NotFoundError as NotFoundError,
    )
    from graph.core.errors import (
        OptionError as OptionError,
    )
    from graph.core.types import (
        Atlas as Atlas,
    )
    from graph.core.types import (
        Audit as Audit,
    )
    from graph.core.types import (
        Communities as Communities,
    )
    from graph.core.types import (
        Corpus as Corpus,
    )
    from graph.core.types import (
        Evidence as Evidence,
    )
    from graph.core.types import (
        Features as Features,
    )
    from graph.core.types import (
        Graph as Graph,
    )
    from graph.core.types import (
        Labels as Labels,
    )
    from graph.core.types import (
        Layer as Layer,
    )
    from graph.core.types import (
        Names as Names,
    )
    from graph.core.types import (
        Options as Options,
    )
    from graph.core.types import (
        Paper as Paper,
    )
    from graph.core.types import (
        Path as Path,
    )
    from graph.core.types import (
        Selection as Selection,
    )
    from graph.find.communities import find_communities as find_communities
    from graph.find.lookup import find_paper as find_paper
    from graph.find.paths import find_paths as find_paths
    from graph.grow import extend as extend
    from graph.kinship import (
        explain as explain,
    )
    from graph.kinship import (
        find_related as find_related,
    )
    from graph.kinship import (
        score_pairs as score_pairs,
    )
    from graph.kinship import (
        to_vectorizer as to_vectorizer,
    )
    from graph.pipeline import (
        build as build,
    )
    from graph.pipeline import (
        relate as relate,
    )
    from graph.publishing import (
        export as export,
    )
    from graph.publishing import (
        publish as publish,
    )
    from graph.publishing import (
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
        "Selection",
    ),
    "graph.changes": ("compare",),
    "graph.find.communities": ("find_communities",),
    "graph.find.lookup": ("find_paper",),
    "graph.find.paths": ("find_paths",),
    "graph.grow": ("extend",),
    "graph.kinship": ("explain", "find_related", "score_pairs", "to_vectorizer"),
    "graph.pipeline": ("build", "relate"),
    "graph.publishing": ("export", "publish", "to_networkx"),
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
