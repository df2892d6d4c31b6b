"""Questions to an atlas, answered as plain documents: what `--json` prints, and the text shows."""

from graph.answers.clusters import clusters
from graph.answers.models import lineage, models
from graph.answers.papers import draft, info, related, why
from graph.answers.paths import path

__all__ = ["clusters", "draft", "info", "lineage", "models", "path", "related", "why"]
