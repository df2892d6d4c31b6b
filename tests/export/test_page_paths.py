"""Chains in the page are those of the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graph
from graph.core.sparse import from_edges, symmetrise
from graph.core.types import Graph, Layer
from graph.export.html import write_html
from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]

CHAINS = "(pairs) => pairs.map(([a, b]) => paperkin.Chains.between(a, b))"


def same(shown: list[dict[str, Any]], paths: tuple[graph.Path, ...]) -> None:
    assert [tuple(chain["papers"]) for chain in shown] == [path.nodes for path in paths]
    for chain, path in zip(shown, paths, strict=True):
        assert chain["strength"] == pytest.approx(path.strength, rel=1e-6)


def test_a_hundred_pairs_of_the_seeds_have_the_same_three_chains(
    visit: Visitor, seeds_page: Path, seeds: graph.Atlas
) -> None:
    opened = visit(seeds_page)
    pairs = np.random.default_rng(0).choice(119, (100, 2)).tolist()
    pairs = [[a, b] for a, b in pairs if a != b]
    shown = opened.run(CHAINS, pairs)
    assert sum(map(len, shown)) > 250
    for (a, b), chains in zip(pairs, shown, strict=True):
        same(chains, graph.find_paths(seeds.graph, (a, b), count=3))


def as_graph(view: View) -> Graph:
    """The edges of a view as a graph of one layer."""
    ends = (view.edges[side].to_numpy() for side in ("source", "target"))
    weights = view.edges["weight"].to_numpy()
    blend = symmetrise(from_edges(*ends, weights, (view.nodes.num_rows,) * 2))
    return Graph((Layer("terms", blend),), (1.0,), blend)


def test_chains_of_a_graph_in_two_parts(visit: Visitor, page_file: Path, view: View) -> None:
    opened = visit(page_file)
    pairs = np.random.default_rng(1).integers(0, 60, (100, 2)).tolist()
    pairs = [[a, b] for a, b in pairs if a != b]
    known = as_graph(view)
    reached = 0
    for (a, b), chains in zip(pairs, opened.run(CHAINS, pairs), strict=True):
        same(chains, graph.find_paths(known, (a, b), count=3))
        reached += bool(chains)
    assert 0 < reached < len(pairs)
    assert opened.run(CHAINS, [[4, 4]]) == [[]]


@pytest.mark.slow
def test_chains_of_a_page_that_a_canvas_draws(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path
) -> None:
    view = make_view(3000)
    write_html(view, tmp_path / "large.html")
    opened = visit(tmp_path / "large.html", fresh=True)
    pairs = np.random.default_rng(2).choice(3000, (40, 2), replace=False).tolist()
    known = as_graph(view)
    for (a, b), chains in zip(pairs, opened.run(CHAINS, pairs), strict=True):
        same(chains, graph.find_paths(known, (a, b), count=3))


def test_paths_are_chosen_in_the_fields_and_told_hop_by_hop(
    visit: Visitor, page_file: Path, view: View
) -> None:
    page = visit(page_file).page
    page.click("#open-path")
    page.fill("#end-0", "paper-20")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "end-1"
    page.fill("#end-1", "paper-55")
    page.keyboard.press("Enter")
    paths = graph.find_paths(as_graph(view), (20, 55), count=3)
    titles = view.nodes["title"].to_pylist()
    choices = page.locator(".choices button")
    assert choices.count() == len(paths) == 3
    for number, path in enumerate(paths):
        choices.nth(number).click()
        assert choices.nth(number).get_attribute("aria-pressed") == "true"
        shown = page.locator(".hops .title").all_inner_texts()
        assert [text.rpartition(" · ")[2] for text in shown] == [titles[row] for row in path.nodes]
        assert page.locator(".hops .hop").count() == len(path.hops)
        assert f"{len(path.hops)} hops, strength" in page.inner_text("#details .lead")
        strengths = [text.split()[-1] for text in page.locator(".hops .why").all_inner_texts()]
        assert strengths == [f"{hop:.2f}" for hop in path.hops]
    assert "topic" in page.locator(".hops .hop").first.inner_text()
    assert page.evaluate("location.hash") == "#paper=paper-20&path=paper-55&chain=3"

    page.click(".swap")
    assert page.evaluate("location.hash") == "#paper=paper-55&path=paper-20"
    page.fill("#end-1", "paper-2")
    page.keyboard.press("Enter")
    assert "No chain" in page.inner_text("#details .lead")
    page.fill("#end-0", "paper-2")
    page.keyboard.press("Enter")
    assert "one and the same" in page.inner_text("#details .lead")


def test_paths_go_by_what_the_filters_leave(visit: Visitor, page_file: Path, view: View) -> None:
    opened = visit(page_file)
    [before] = opened.run(CHAINS, [[20, 55]])
    weights = view.edges["weight"].to_numpy()
    weakest = min(np.float32(hop) for hop in graph.find_paths(as_graph(view), (20, 55))[0].hops)
    opened.run("least => paperkin.Shown.choose({ strength: least })", float(weakest) + 1e-6)
    [after] = opened.run(CHAINS, [[20, 55]])
    assert [chain["papers"] for chain in after] != [chain["papers"] for chain in before]
    for chain in after:
        assert all(weights[edge] > weakest for edge in chain["edges"])
