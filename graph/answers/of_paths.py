"""By what chain one paper leads to another, or how far one gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from graph.answers.parts import Document, evidence_of, paper_of
from graph.core.errors import NotFoundError
from graph.core.text import shorten
from graph.core.types import Atlas, Path
from graph.find.lookup import find_paper
from graph.find.paths import Gap, find_gap, find_paths
from graph.kinship import explainer, nearest_pair
from graph.relate.evidence import Explainer
from graph.relate.surveys import find_surveys


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
    return {"paths": [_path(atlas, one, teller) for one in found]}


def _path(atlas: Atlas, found: Path, teller: Explainer) -> Document:
    names = atlas.names.known_as(found.nodes)
    papers = [paper_of(atlas, paper) for paper in found.nodes]
    hops = zip(found.nodes, found.nodes[1:], found.hops, found.layers, strict=False)
    return {
        "strength": found.strength,
        "chain": [
            name or shorten(told["title"], length=60)
            for name, told in zip(names, papers, strict=True)
        ],
        "papers": papers,
        "hops": [
            {
                "strength": strength,
                "via": via,
                "evidence": evidence_of(atlas, teller.explain(one, other, quotes=2)),
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
