"""Questions to an atlas, answered as plain documents: what `--json` prints, and the text shows.

A paper in an answer is always {"id": key, "title": ...}.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from graph.core.errors import NotFoundError
from graph.core.sparse import lookup, row
from graph.core.text import shorten
from graph.core.types import Atlas, Bridge, Evidence, Paper, Path
from graph.draft import Draft, likely_community, place_draft
from graph.find.border import find_bridges
from graph.find.descent import Direction, Kin, Tie, mention_sentences, trace_lineage
from graph.find.lookup import find_name, find_paper
from graph.find.paths import Gap, find_gap, find_paths
from graph.pipeline import explain, explainer, find_related, nearest_pair, rank
from graph.relate.concepts import spoken
from graph.relate.evidence import Explainer
from graph.relate.surveys import find_surveys

Document = dict[str, Any]

PAIR_BRIDGES = 3
"""Papers told of each pair of clusters that they bridge."""

BORDER = 5
"""Papers told of each cluster that stand on its border."""


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
    atlas: Atlas,
    ends: tuple[Sequence[str], Sequence[str]],
    *,
    count: int = 1,
    layer: str | None = None,
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    max_hops: int | None = None,
    surveys: bool = True,
) -> Document:
    """The strongest chains from any of some papers to any of others.

    Without `surveys` none stands on a chain but those that the question names.
    """
    starts, to, passed, avoided = (
        [find_paper(atlas.corpus, atlas.names, text) for text in texts]
        for texts in (*ends, via, avoid)
    )
    if not surveys:
        surveying = np.flatnonzero(find_surveys(atlas.corpus.papers))
        avoided += np.setdiff1d(surveying, [*starts, *to, *passed]).tolist()
    find = partial(find_paths, atlas.graph, (starts, to), layer=layer, via=passed, avoid=avoided)
    found = find(count=count, max_hops=max_hops)
    if not found:
        stops = [_any_of(ends[0]), *map(repr, via), _any_of(ends[1])]
        past = [*map(repr, avoid), *(() if surveys else ("a survey",))]
        gap = find_gap(atlas.graph, (starts, to), layer=layer, via=passed, avoid=avoided)
        reason = _detour(find, max_hops) if gap is None else _gap(atlas, gap, stops)
        raise NotFoundError(
            f"no chain of related papers leads {_way(stops, layer=layer, past=past)}: {reason}",
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
    """All communities, or one, with labels, terms, exemplars, border and papers; and bridges.

    A bridge is told with its own cluster first. A cluster's border are those of its own papers.
    """
    count = len(atlas.communities)
    if cluster is not None and not 0 <= cluster < count:
        raise NotFoundError(f"there is no cluster {cluster}", hint=f"they go from 0 to {count - 1}")
    bridges = find_bridges(atlas.graph, atlas.communities)
    shown = range(count) if cluster is None else [cluster]
    return {
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "clusters": [
            _cluster(atlas, one, [bridge for bridge in bridges if bridge.between[0] == one])
            for one in shown
        ],
        "bridges": [
            _bridge(atlas, bridge)
            for bridge in _strongest(bridges)
            if cluster is None or cluster in bridge.between
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
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "isolated": int((atlas.communities.labels < 0).sum()),
        "audit": {"records": audit.records, "merged": audit.merged, **asdict(audit)},
        "options": asdict(atlas.options),
        "version": __version__,
    }


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
                **_paper(atlas, other),
                "score": float(draft.scores[other]),
                "cited": other in cited,
                "evidence": _evidence(draft, draft.explainer.explain(draft.row, other)),
            }
            for other in near[:count]
        ],
        "cluster": None
        if community < 0
        else {"id": community, "label": atlas.labels.names[community]},
        "models": [
            {name: model[name] for name in ("name", "kind", "introduced_by")}
            for model in _models(atlas, row(draft.names.mentions, draft.row)[0].tolist())
        ],
        "cited": [_paper(atlas, other) for other in sorted(cited)],
        "uncited": [_paper(atlas, other) for other in near if other not in cited][:count]
        if paper.references
        else [],
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


def _cluster(atlas: Atlas, cluster: int, border: Sequence[Bridge]) -> Document:
    members = np.flatnonzero(atlas.communities.labels == cluster)
    confidence = atlas.communities.confidence
    return {
        "id": cluster,
        "label": atlas.labels.names[cluster],
        "terms": list(atlas.labels.terms[cluster]),
        "size": len(members),
        "confidence": float(confidence[members].mean()),
        "exemplars": [_paper(atlas, paper) for paper in atlas.labels.exemplars[cluster]],
        "border": [_bridge(atlas, bridge) for bridge in border[:BORDER]],
        "papers": [
            {**_paper(atlas, paper), "confidence": float(confidence[paper])}
            for paper in members.tolist()
        ],
    }


def _bridge(atlas: Atlas, bridge: Bridge) -> Document:
    between, shares = list(bridge.between), list(bridge.shares)
    return {**_paper(atlas, bridge.paper), "between": between, "shares": shares}


def _strongest(bridges: Iterable[Bridge]) -> Iterator[Bridge]:
    """The first few bridges of each pair of clusters."""
    told: Counter[tuple[int, ...]] = Counter()
    for bridge in bridges:
        pair = tuple(sorted(bridge.between))
        told[pair] += 1
        if told[pair] <= PAIR_BRIDGES:
            yield bridge


def _paper(atlas: Atlas | Draft, paper: int) -> Document:
    papers = atlas.corpus.papers
    return {"id": papers["key"][paper].as_py(), "title": papers["title"][paper].as_py()}


def _evidence(atlas: Atlas | Draft, found: Evidence) -> Document:
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


def _any_of(texts: Sequence[str]) -> str:
    return " or ".join(map(repr, texts))


def _way(stops: Sequence[str], *, layer: str | None, past: Sequence[str]) -> str:
    """What chain was asked for, in words."""
    via = "".join(f" via {stop}" for stop in stops[1:-1])
    along = f" in layer {layer}" if layer else ""
    without = f" without {' or '.join(past)}" if past else ""
    return f"from {stops[0]} to {stops[-1]}{via}{along}{without}"


def _gap(atlas: Atlas, gap: Gap, stops: Sequence[str]) -> str:
    """How far one gets where no way leads on: what hangs together, and where it comes nearest."""
    papers = atlas.corpus.papers
    one, other, score = nearest_pair(atlas, (gap.here, gap.there))
    titles = [shorten(papers["title"][row].as_py(), length=60) for row in (one, other)]
    here = "1 paper" if len(gap.here) == 1 else f"{len(gap.here)} papers"
    sizes = (
        f"the component of {stops[gap.leg]} has {here}, that of {stops[gap.leg + 1]} "
        f"{len(gap.there)}"
    )
    if score == 0:
        return f"{sizes}; the two have nothing in common"
    return (
        f"{sizes}; the nearest pair between them is “{titles[0]}” and “{titles[1]}” "
        f"({score:.2f} by all layers)"
    )


def _detour(find: Callable[..., tuple[Path, ...]], max_hops: int | None) -> str:
    """What stands against a chain where each stop hangs together with the next."""
    longer = find() if max_hops else ()
    if not longer or max_hops is None:
        return "every way passes some paper twice"
    bounds = range(max_hops + 1, len(longer[0].hops) + 1)
    fewest = next(bound for bound in bounds if find(max_hops=bound))
    return f"it would take {fewest} hops"


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
