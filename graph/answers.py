"""Questions to an atlas, answered as plain documents: what `--json` prints, and the text shows.

A paper in an answer is always {"id": key, "title": ...}.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from graph.core.errors import NotFoundError
from graph.core.sparse import lookup, row
from graph.core.text import shorten
from graph.core.types import Atlas, Evidence, Path
from graph.find.descent import Direction, Kin, Tie, mention_sentences, trace_lineage
from graph.find.lookup import find_name, find_paper
from graph.find.paths import find_paths
from graph.pipeline import explain, explainer, find_related, rank
from graph.relate.concepts import spoken
from graph.relate.evidence import Explainer

Document = dict[str, Any]


def related(atlas: Atlas, text: str, *, count: int = 10) -> Document:
    """The nearest papers of one paper, with the evidence for each."""
    paper = find_paper(atlas.corpus, atlas.names, text)
    teller = explainer(atlas)
    return {
        "paper": _paper(atlas, paper),
        "related": [
            {
                **_paper(atlas, other),
                "score": score,
                "evidence": _evidence(atlas, teller.explain(paper, other)),
            }
            for other, score in find_related(atlas, paper, count=count)
        ],
    }


def path(
    atlas: Atlas, start: str, end: str, *, count: int = 1, layer: str | None = None
) -> Document:
    """The strongest chains from one paper to another."""
    ends = tuple(find_paper(atlas.corpus, atlas.names, text) for text in (start, end))
    found = find_paths(atlas.graph, (ends[0], ends[1]), count=count, layer=layer)
    if not found:
        where = f" in layer {layer}" if layer else ""
        raise NotFoundError(
            f"no chain of related papers leads from {start!r} to {end!r}{where}",
            hint="see what each is near to: paperkin related PAPER",
        )
    teller = explainer(atlas)
    known = atlas.names.known_as()
    return {"paths": [_path(atlas, one, teller, known) for one in found]}


def why(atlas: Atlas, a: str, b: str) -> Document:
    """Why two papers are kin, or what speaks against an edge between them."""
    one, other = (find_paper(atlas.corpus, atlas.names, text) for text in (a, b))
    found = explain(atlas, one, other)
    linked = bool(lookup(atlas.graph.adjacency, [one], [other])[0] > 0)
    ranks = [rank(atlas, other, of=one), rank(atlas, one, of=other)]
    answer = {
        "a": _paper(atlas, one),
        "b": _paper(atlas, other),
        "score": found.score,
        "linked": linked,
        "rank": ranks,
        "evidence": _evidence(atlas, found),
    }
    return answer if linked else answer | {"reason": _refusal(atlas, found.score, ranks)}


def models(atlas: Atlas, text: str | None = None) -> Document:
    """Named models by how many papers build on them; with a name, that one and its mentions."""
    if text is not None:
        name = find_name(atlas.names, text)
        [model] = _models(atlas, [name])
        told = row(atlas.names.mentions.T.tocsr(), name)[0].tolist()
        quotes = [
            {**_paper(atlas, paper), "text": text}
            for paper in told
            for text in mention_sentences(atlas.corpus, atlas.names, paper=paper, name=name)
        ]
        return {"models": [model | {"sentences": quotes}]}
    found = _models(atlas, range(atlas.names.table.num_rows))
    found.sort(
        key=lambda m: (not m["introduced_by"], -len(m["mentioned_by"]), m["name"].casefold())
    )
    return {"models": found}


def lineage(atlas: Atlas, text: str, *, depth: int = 3) -> Document:
    """What the paper that introduces a model builds on, and what builds on it."""
    paper = find_paper(atlas.corpus, atlas.names, text)
    known = atlas.names.known_as()
    if not known[paper]:
        title = atlas.corpus.papers["title"][paper].as_py()
        raise NotFoundError(
            f"the paper {title!r} introduces no named model",
            hint="see which papers do: paperkin models",
        )

    def trace(direction: Direction) -> list[Document]:
        found = trace_lineage(
            atlas.corpus,
            atlas.names,
            paper=paper,
            direction=direction,
            depth=depth,
            infer=lambda one: _inferred(atlas, one, direction),
        )
        return tell(found)

    def tell(kin: Sequence[Kin]) -> list[Document]:
        return [
            {
                "name": known[one.tie.paper],
                "paper": _paper(atlas, one.tie.paper),
                "by": one.tie.by,
                "sentence": one.tie.sentence,
                "inferred": one.tie.inferred,
                "again": one.again,
                "kin": tell(one.kin),
            }
            for one in kin
        ]

    return {
        "name": known[paper],
        "paper": _paper(atlas, paper),
        "ancestors": trace("ancestors"),
        "descendants": trace("descendants"),
    }


def clusters(atlas: Atlas, cluster: int | None = None) -> Document:
    """All communities, or one, with their labels, terms, exemplars and papers."""
    count = len(atlas.communities)
    if cluster is not None and not 0 <= cluster < count:
        raise NotFoundError(f"there is no cluster {cluster}", hint=f"they go from 0 to {count - 1}")
    shown = range(count) if cluster is None else [cluster]
    return {
        "modularity": atlas.communities.modularity,
        "clusters": [
            {
                "id": one,
                "label": atlas.labels.names[one],
                "terms": list(atlas.labels.terms[one]),
                "size": len(members),
                "exemplars": [_paper(atlas, paper) for paper in atlas.labels.exemplars[one]],
                "papers": [_paper(atlas, int(paper)) for paper in members],
            }
            for one in shown
            for members in [np.flatnonzero(atlas.communities.labels == one)]
        ],
    }


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
        "isolated": int((atlas.communities.labels < 0).sum()),
        "audit": {"records": audit.records, "merged": audit.merged, **asdict(audit)},
        "options": asdict(atlas.options),
        "version": __version__,
    }


def _inferred(atlas: Atlas, paper: int, direction: Direction) -> Iterator[Tie]:
    """Ties of a paper by a concept that it shares with another one's model."""
    layers = (layer.adjacency for layer in atlas.graph.layers if layer.name == "concepts")
    for adjacency in layers:
        up = direction == "ancestors"
        for other in row(adjacency if up else adjacency.T.tocsr(), paper)[0].tolist():
            later, earlier = (paper, other) if up else (other, paper)
            found = spoken(atlas.corpus, atlas.names, later=later, earlier=earlier)
            if found:
                yield Tie(other, *found, inferred=True)


def _paper(atlas: Atlas, paper: int) -> Document:
    papers = atlas.corpus.papers
    return {"id": papers["key"][paper].as_py(), "title": papers["title"][paper].as_py()}


def _evidence(atlas: Atlas, found: Evidence) -> Document:
    return {
        "layers": dict(found.layers),
        "terms": [[term, share] for term, share in found.terms],
        "context": found.context,
        "names": list(found.names),
        "concepts": list(found.concepts),
        "citations": list(found.citations),
        "sentences": [
            {**_paper(atlas, quote.paper), "text": quote.text} for quote in found.sentences
        ],
    }


def _path(atlas: Atlas, found: Path, teller: Explainer, known: Sequence[str]) -> Document:
    papers = [_paper(atlas, paper) for paper in found.nodes]
    hops = zip(found.nodes, found.nodes[1:], found.hops, found.layers, strict=False)
    return {
        "strength": found.strength,
        "chain": [
            known[paper] or shorten(told["title"], length=60)
            for paper, told in zip(found.nodes, papers, strict=True)
        ],
        "papers": papers,
        "hops": [
            {
                "strength": strength,
                "via": via,
                "evidence": _evidence(atlas, teller.explain(one, other, quotes=2)),
            }
            for one, other, strength, via in hops
        ],
    }


def _models(atlas: Atlas, wanted: Iterable[int]) -> list[Document]:
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
                "introduced_by": [_paper(atlas, paper) for paper in introducing],
                "mentioned_by": [_paper(atlas, p) for p in mentioning if p not in introducing],
            }
        )
    return found


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
