"""What all answers are made of: a paper is always {"id": key, "title": ...}."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.core.sparse import row
from graph.core.types import Atlas, Evidence
from graph.draft import Draft

Document = dict[str, Any]


def paper_of(atlas: Atlas | Draft, paper: int) -> Document:
    """A paper by its row, of an atlas or a draft of it."""
    papers = atlas.corpus.papers
    return {"id": papers["key"][paper].as_py(), "title": papers["title"][paper].as_py()}


def evidence_of(atlas: Atlas | Draft, found: Evidence) -> Document:
    """Why two papers are kin."""
    return {
        "layers": dict(found.layers),
        "terms": [[term, share] for term, share in found.terms],
        "context": found.context,
        "names": list(found.names),
        "concepts": list(found.concepts),
        "citations": list(found.citations),
        "sentences": [
            {**paper_of(atlas, quote.paper), "text": quote.text} for quote in found.sentences
        ],
    }


def models_of(atlas: Atlas, wanted: Iterable[int]) -> list[Document]:
    """Named models by their rows, with who introduces and who mentions them."""
    introduced = atlas.names.introduced.T.tocsr()
    mentions = atlas.names.mentions.T.tocsr()
    table = atlas.names.table.to_pylist()
    found = []
    for name in wanted:
        introducing = row(introduced, name)[0].tolist()
        mentioning = row(mentions, name)[0].tolist()
        found.append(
            {
                "name": table[name]["name"],
                "aliases": table[name]["aliases"],
                "kind": table[name]["kind"],
                "introduced_by": [paper_of(atlas, paper) for paper in introducing],
                "mentioned_by": [paper_of(atlas, p) for p in mentioning if p not in introducing],
            }
        )
    return found
