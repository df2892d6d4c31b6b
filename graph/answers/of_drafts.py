"""What is near to a paper that is not in the atlas."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.answers.parts import Document, evidence_of, models_of, paper_of
from graph.core.entries import row
from graph.core.types import Atlas, Paper
from graph.draft import likely_community, place_draft


def draft(atlas: Atlas, papers: Iterable[Paper], *, count: int = 10) -> Document:
    """What is near to papers that are not in the atlas: their kin, cluster and models here."""
    return {"drafts": [_draft(atlas, paper, count) for paper in papers]}


def _draft(atlas: Atlas, paper: Paper, count: int) -> Document:
    draft = place_draft(atlas, paper)
    cited = set(row(draft.corpus.citations, draft.row)[0].tolist())
    order = np.argsort(-draft.scores, kind="stable")
    near = [int(other) for other in order if draft.scores[other] > 0]
    community = likely_community(atlas, draft)
    return {
        "paper": {"title": paper.title},
        "related": [
            {
                **paper_of(atlas, other),
                "score": float(draft.scores[other]),
                "cited": other in cited,
                "evidence": evidence_of(draft, draft.explainer.explain(draft.row, other)),
            }
            for other in near[:count]
        ],
        "cluster": None
        if community < 0
        else {"id": community, "label": atlas.labels.names[community]},
        "models": [
            {name: model[name] for name in ("name", "kind", "introduced_by")}
            for model in models_of(atlas, row(draft.names.mentions, draft.row)[0].tolist())
        ],
        "cited": [paper_of(atlas, other) for other in sorted(cited)],
        "uncited": [paper_of(atlas, other) for other in near if other not in cited][:count]
        if paper.references
        else [],
    }
