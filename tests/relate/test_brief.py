"""Brief reasons of many pairs: as the full ones say, and one for every pair."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from graph import Atlas, publishing
from graph.core.sparse import upper_edges
from graph.relate import brief
from graph.relate.brief import brief_reasons


def told(atlas: Atlas, one: np.ndarray, other: np.ndarray) -> list[str]:
    found = brief_reasons(
        one, other, features=atlas.features, names=atlas.names, layers=atlas.graph.layers
    )
    return list(found.to_pylist())


def part(reason: str, start: str) -> list[str]:
    """What a reason lists after some words."""
    pieces = [piece for piece in reason.split("; ") if piece.startswith(start)]
    return pieces[0].removeprefix(start + " ").split(", ") if pieces else []


def test_names_and_terms_are_those_of_the_full_reasons(seeds: Atlas) -> None:
    one, other, _ = upper_edges(seeds.graph.adjacency)
    explainer = publishing.explainer(seeds)
    features = seeds.features
    context, own = (matrix.toarray() for matrix in (features.context.whole, features.weights))
    built = 0
    spelt = seeds.names.table["name"].to_pylist()
    ties = explainer._ties.between(one, other)
    for tie, reason in zip(ties, told(seeds, one, other), strict=True):
        a, b = tie.one, tie.other
        inherited = {spelt[name] for _, _, names, _ in tie.ways() for name in names}
        assert set(part(reason, "one builds on the other's")) <= inherited
        assert bool(part(reason, "one builds on the other's")) == bool(inherited)
        built += bool(inherited)
        names = explainer.explain(a, b, quotes=0).names
        assert part(reason, "both name") == ([] if inherited else list(names[: brief.NAMES]))
        worth = context[a] * context[b] * (own[a] > 0) * (own[b] > 0)
        best = np.lexsort((np.arange(len(worth)), -worth))[: min(brief.TERMS, np.sum(worth > 0))]
        assert (
            part(reason, "shared terms:") == seeds.features.terms.take(pa.array(best)).to_pylist()
        )
    assert built


def test_each_pair_has_a_reason_even_if_there_is_none(
    toy_atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = np.triu_indices(len(toy_atlas), 1)
    reasons = told(toy_atlas, one, other)
    assert len(reasons) == len(one)
    assert "" in reasons
    keys = toy_atlas.corpus.papers["key"].to_pylist()
    cited = reasons[[(keys[a], keys[b]) for a, b in zip(one, other, strict=True)].index(("D", "E"))]
    assert "one cites the other" in cited
    monkeypatch.setattr(brief, "SIZE", 2)
    assert told(toy_atlas, one, other) == reasons
    assert told(toy_atlas, one[:0], other[:0]) == []
