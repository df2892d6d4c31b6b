"""What is near to a paper, why two are kin, and what an atlas holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

import numpy as np

from graph.answers.parts import Document, evidence_of, models_of, paper_of
from graph.core.sparse import lookup, row
from graph.core.types import Atlas, Paper
from graph.draft import likely_community, place_draft
from graph.find.lookup import find_paper
from graph.kinship import explain, explainer, find_related, rank


def related(atlas: Atlas, text: str, *, count: int = 10) -> Document:
    """The nearest papers of one paper, with the evidence for each."""
    paper = find_paper(atlas.corpus, atlas.names, text)
    teller = explainer(atlas)
    return {
        "paper": paper_of(atlas, paper),
        "related": [
            {
                **paper_of(atlas, other),
                "score": score,
                "evidence": evidence_of(atlas, teller.explain(paper, other)),
            }
            for other, score in find_related(atlas, paper, count=count)
        ],
    }


def why(atlas: Atlas, a: str, b: str) -> Document:
    """Why two papers are kin, or what speaks against an edge between them."""
    one, other = (find_paper(atlas.corpus, atlas.names, text) for text in (a, b))
    found = explain(atlas, one, other)
    linked = bool(lookup(atlas.graph.adjacency, [one], [other])[0] > 0)
    ranks = [rank(atlas, other, of=one), rank(atlas, one, of=other)]
    answer = {
        "a": paper_of(atlas, one),
        "b": paper_of(atlas, other),
        "score": found.score,
        "linked": linked,
        "rank": ranks,
        "evidence": evidence_of(atlas, found),
    }
    return answer if linked else answer | {"reason": _refusal(atlas, found.score, ranks)}


def draft(atlas: Atlas, papers: Iterable[Paper], *, count: int = 10) -> Document:
    """What is near to papers that are not in the atlas: their kin, cluster and models here."""
    return {"drafts": [_draft(atlas, paper, count) for paper in papers]}


def info(atlas: Atlas) -> Document:
    """What an atlas holds: papers, edges by layer, what was read, the options of the build."""
    from graph import __version__

    audit = atlas.corpus.audit
    return {
        "papers": len(atlas),
        "edges": atlas.graph.adjacency.nnz // 2,
        "layers": {
            layer.name: layer.adjacency.nnz // (1 if layer.directed else 2)
            for layer in atlas.graph.layers
        },
        "clusters": len(atlas.communities),
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "isolated": int((atlas.communities.labels < 0).sum()),
        "audit": {"records": audit.records, "merged": audit.merged, **asdict(audit)},
        "options": asdict(atlas.options),
        "version": __version__,
    }


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


def _refusal(atlas: Atlas, score: float, ranks: Sequence[int]) -> str:
    """What kept a pair from being linked."""
    if score == 0:
        return "they have nothing in common that any layer sees"
    neighbors, floor = atlas.options.neighbors, atlas.options.min_weight
    return (
        f"no layer proposes it: each paper proposes its {neighbors} nearest by each layer, "
        f"if they score {floor:g} or more there; here the ranks are {ranks[0]} and {ranks[1]}. "
        f"The edge would weigh {score:.3f}"
    )
