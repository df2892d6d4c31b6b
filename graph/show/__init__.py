"""Answers as people read them in a terminal: documents in, rich's tables and trees out."""

from graph.show.corpus import build, clusters, export, info
from graph.show.growth import add, diff
from graph.show.models import lineage, models
from graph.show.papers import draft, path, related, why
from graph.show.parts import out, progress

__all__ = [
    "add",
    "build",
    "clusters",
    "diff",
    "draft",
    "export",
    "info",
    "lineage",
    "models",
    "out",
    "path",
    "progress",
    "related",
    "why",
]
