"""Questions to an atlas, answered as plain documents: what `--json` prints, and the text shows.

Each is loaded when it is first asked: one that reads a path has no use for what reads a draft.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.answers.of_clusters import clusters as clusters
    from graph.answers.of_drafts import draft as draft
    from graph.answers.of_growth import diff as diff
    from graph.answers.of_models import lineage as lineage
    from graph.answers.of_models import models as models
    from graph.answers.of_papers import info as info
    from graph.answers.of_papers import related as related
    from graph.answers.of_papers import why as why
    from graph.answers.of_paths import path as path

_HOMES = {
    "clusters": "clusters",
    "diff": "growth",
    "draft": "drafts",
    "info": "papers",
    "lineage": "models",
    "models": "models",
    "path": "paths",
    "related": "papers",
    "why": "papers",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"graph.answers.of_{_HOMES[name]}"), name)
