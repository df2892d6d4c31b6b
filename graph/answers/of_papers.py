"""What is near to a paper, why two are kin, and what an atlas holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import inf

from graph import __version__
from graph.answers.parts import Document, evidence_of, paper_of
from graph.core.entries import lookup
from graph.core.types import Atlas
from graph.find.lookup import find_paper
from graph.kinship import explain, explainer, find_related, rank


def related(
    atlas: Atlas,
    text: str,
    *,
    count: int = 10,
    since: int | None = None,
    until: int | None = None,
) -> Document:
    """The nearest papers of one paper, of years from and to the given ones, with the evidence."""
    paper = find_paper(atlas.corpus, atlas.names, text)
    teller = explainer(atlas)
    first, last = (-inf if since is None else since, inf if until is None else until)
    return {
        "paper": paper_of(atlas, paper),
        "related": [
            {
                **paper_of(atlas, other),
                "year": atlas.corpus.papers["year"][other].as_py(),
                "score": score,
                "evidence": evidence_of(atlas, teller.explain(paper, other)),
            }
            for other, score in find_related(atlas, paper, count=count, since=first, until=last)
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


def info(atlas: Atlas) -> Document:
    """What an atlas holds: papers, edges by layer, what was read, the options of the build."""
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
