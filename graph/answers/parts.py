"""What all answers are made of: a paper is always {"id": key, "title": ...}."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.core.columns import rows_as_arrow
from graph.core.entries import row
from graph.core.types import Atlas, Evidence

if TYPE_CHECKING:
    from graph.draft import Draft

Document = dict[str, Any]


def paper_of(atlas: Atlas | Draft, paper: int) -> Document:
    """A paper by its row, of an atlas or a draft of it."""
    return papers_of(atlas, [paper])[0]


def papers_of(atlas: Atlas | Draft, papers: Sequence[int]) -> list[Document]:
    """Papers by their rows, in one go."""
    table = atlas.corpus.papers.select(["key", "title"])
    some = table.take(rows_as_arrow(papers)).rename_columns(["id", "title"])
    return some.to_pylist()  # type: ignore[no-any-return]


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
    rows = list(wanted)
    table = atlas.names.table.take(rows_as_arrow(rows)).to_pylist()
    owners = [row(introduced, name)[0].tolist() for name in rows]
    users = [row(mentions, name)[0].tolist() for name in rows]
    every = sorted({paper for papers in (*owners, *users) for paper in papers})
    told = dict(zip(every, papers_of(atlas, every), strict=True))
    return [
        {
            "name": model["name"],
            "aliases": model["aliases"],
            "kind": model["kind"],
            "introduced_by": [told[paper] for paper in introducing],
            "mentioned_by": [told[paper] for paper in mentioning if paper not in introducing],
        }
        for model, introducing, mentioning in zip(table, owners, users, strict=True)
    ]
