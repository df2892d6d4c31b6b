"""Filters, the table, and the link that brings back a selection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]

CHOOSE = """(choice) => {
    const { Papers, Edges, Shown } = paperkin;
    Shown.choose({ ...Shown.ALL, ...choice });
    const edges = Shown.edges();
    return { papers: Shown.papers(), edges, weights: edges.map(Shown.weight) };
}"""


def columns(view: View, *names: str) -> list[np.ndarray]:
    return [np.array(view.edges[name].to_pylist()) for name in names]


def test_filters_leave_what_they_say(visit: Visitor, page_file: Path, view: View) -> None:
    opened = visit(page_file)
    source, target, weight, lineage = columns(view, "source", "target", "weight", "lineage")
    community = np.array(view.nodes["community"].to_pylist())
    years = [year or 0 for year in view.nodes["year"].to_pylist()]

    left = opened.run(CHOOSE, {"clusters": [1, 3]})
    assert left["papers"] == np.flatnonzero(np.isin(community, [0, 2])).tolist()
    inside = np.isin(source, left["papers"]) & np.isin(target, left["papers"])
    assert left["edges"] == np.flatnonzero(inside).tolist()

    left = opened.run(CHOOSE, {"strength": 0.5})
    assert len(left["papers"]) == 60
    assert left["edges"] == np.flatnonzero(weight >= 0.5).tolist()

    left = opened.run(CHOOSE, {"years": [2004, 2010]})
    assert left["papers"] == [row for row, year in enumerate(years) if 2004 <= year <= 2010]

    left = opened.run(CHOOSE, {"lineage": True})
    built = np.flatnonzero(lineage > 0)
    assert left["edges"] == built.tolist()
    assert left["papers"] == sorted({*source[built].tolist(), *target[built].tolist()})

    left = opened.run(CHOOSE, {"lineage": True, "layers": ["lineage"]})
    assert left["papers"] == left["edges"] == []
    left = opened.run(CHOOSE, {})
    assert (len(left["papers"]), len(left["edges"])) == (60, len(weight))
    assert left["weights"] == weight.tolist(), "to the bit, when nothing is left out"


def test_without_a_layer_the_rest_is_blended_anew(
    visit: Visitor, seeds_page: Path, seeds: Any
) -> None:
    opened = visit(seeds_page)
    layers, shares = seeds.graph.layers, seeds.graph.shares
    for off in ({"terms"}, {"names", "concepts"}):
        doubt = 1.0
        for layer, share in zip(layers, shares, strict=True):
            if layer.name not in off:
                dense = layer.adjacency.toarray()
                doubt = doubt * (1 - share * np.maximum(dense, dense.T))
        told = opened.run(CHOOSE, {"layers": sorted(off)})
        ends = opened.run(
            "(edges) => edges.map((e) => [paperkin.Edges.from[e], paperkin.Edges.to[e]])",
            told["edges"],
        )
        blend = (1 - doubt)[tuple(np.array(ends).T)]
        np.testing.assert_allclose(told["weights"], blend, atol=3e-3)
        linked = seeds.graph.adjacency.toarray() > 0
        assert len(ends) == pytest.approx(np.sum(np.triu(linked & (1 - doubt > 0), 1)), abs=1)


def test_filters_are_worked_on_the_page(visit: Visitor, page_file: Path, view: View) -> None:
    opened = visit(page_file)
    page = opened.page
    total = view.edges.num_rows
    assert page.locator("#left").is_hidden()
    page.uncheck("#legend li input >> nth=1")
    left = len(opened.run("paperkin.Shown.papers()"))
    assert left == np.sum(np.array(view.nodes["community"].to_pylist()) != 1)
    assert page.inner_text("#left span").startswith(f"Showing {left} of 60 papers, ")
    assert page.evaluate("location.hash") == "#hide=1"

    page.click("#filters summary")
    page.uncheck("#layers input >> nth=0")
    page.locator("#strength").press("ArrowRight")
    assert page.inner_text("#least") == "0.05"
    page.locator("#last-year").press("PageDown")
    years = page.inner_text("#span").split(" – ")
    assert int(years[1]) < 2024
    assert page.inner_text("#undated") == "30 papers without a year left out"
    assert page.evaluate("location.hash") == (
        f"#hide=1&without=terms&strength=0.05&years={years[0]}-{years[1]}"
    )
    page.click("#everything")
    assert opened.run("paperkin.Shown.total") == {"papers": 60, "edges": total}
    assert page.locator("#left").is_hidden()
    assert page.is_checked("#layers input >> nth=0")
    assert page.evaluate("location.hash") == ""

    page.check("#lineage")
    assert opened.run("paperkin.Shown.total.edges") == sum(view.edges["directed"].to_pylist())


def test_what_is_filtered_out_is_not_drawn_and_not_found(
    visit: Visitor, drawn_file: Path, view: View
) -> None:
    opened = visit(drawn_file, link="hide=0")
    page = opened.page
    left, *others = view.communities["color"].to_pylist()
    assert opened.colours() & {left, *others} == set(others)
    page.fill("#search", "paper-0")
    assert page.inner_text("#search-options") == "1 paper hidden by the filters"


def test_the_table_holds_the_papers_shown_and_sorts(
    visit: Visitor, page_file: Path, view: View
) -> None:
    page = visit(page_file).page
    page.click("#open-table")
    rows = page.locator("#table tbody tr")
    assert rows.count() == 60
    strength = page.locator("#table tbody tr td:last-child").all_inner_texts()
    expected = sorted(view.nodes["strength"].to_pylist(), reverse=True)
    assert list(map(float, strength)) == pytest.approx(expected, abs=0.006)
    assert page.locator("th[aria-sort]").inner_text() == "Strength"

    page.focus("#table thead th:nth-child(2) button")
    page.keyboard.press("Enter")
    years = page.locator("#table tbody td:nth-child(2)").all_inner_texts()
    known = [int(year) for year in years if year]
    assert known == sorted(known, reverse=True)
    assert years[len(known) :] == [""] * 30, "those without a year come last"
    page.keyboard.press("Enter")
    years = page.locator("#table tbody td:nth-child(2)").all_inner_texts()
    assert [int(year) for year in years if year] == sorted(known)
    assert years[len(known) :] == [""] * 30, "those without a year come last, either way"
    assert page.get_attribute("#table thead th:nth-child(2)", "aria-sort") == "ascending"

    page.uncheck("#legend li input >> nth=2")
    kept = [c != 2 for c in view.nodes["community"].to_pylist()]
    assert rows.count() == sum(kept)
    first = rows.first.locator("th").inner_text()
    rows.first.locator("th button").click()
    assert page.inner_text("#details h2") in first
    assert page.evaluate("location.hash").endswith("&hide=2&view=table")


def test_the_table_turns_pages(visit: Visitor, seeds_page: Path) -> None:
    page = visit(seeds_page, link="view=table").page
    assert page.locator("#table tbody tr").count() == 100
    assert page.inner_text(".pager [role=status]") == "1 – 100 of 119"
    page.click(".pager >> text=Next")
    assert page.locator("#table tbody tr").count() == 19
    assert page.is_disabled(".pager >> text=Next")
    page.click(".pager >> text=Previous")
    assert page.inner_text(".pager [role=status]") == "1 – 100 of 119"


LINKS = [
    "paper=paper-30",
    "paper=paper-20&path=paper-55&chain=2",
    "paper=paper-20&path=",
    "path=paper-20",
    "cluster=2",
    "paper=paper-30&hide=1%2C3&without=terms&strength=0.25&years=2003-2015&lineage=only&view=table",
]


@pytest.mark.parametrize("fresh", [True, False], ids=["opened", "followed"])
def test_a_link_brings_back_the_selection(visit: Visitor, page_file: Path, fresh: bool) -> None:
    for link in LINKS[-1:] if fresh else LINKS:
        opened = visit(page_file, link=link, fresh=fresh)
        opened.rest()
        assert opened.run("location.hash") == f"#{link}"
        told = opened.page.inner_text("#details")
        if "chain=2" in link:
            chosen = opened.page.locator(".choices [aria-pressed=true]").inner_text()
            assert chosen.startswith("Second")
        elif link.startswith("paper=paper-30"):
            assert "Study 30 " in told
        elif link == "cluster=2":
            pressed = opened.page.locator("#legend [aria-pressed=true]")
            assert pressed.get_attribute("data-cluster") == "2"
        assert opened.page.locator("#table table").is_visible() == ("view=table" in link)
        if "hide" in link:
            assert opened.run("paperkin.Shown.choice") == {
                "clusters": [1, 3],
                "layers": ["terms"],
                "strength": 0.25,
                "years": [2003, 2015],
                "lineage": True,
            }


def test_the_way_back_leads_through_what_was_open(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file, fresh=True)
    page = opened.page
    for row in (30, 33):
        page.fill("#search", f"paper-{row}")
        page.keyboard.press("Enter")
    page.go_back()
    opened.until("document.querySelector('#details h2').textContent.includes('30')")
    page.go_back()
    page.wait_for_selector("#panel", state="hidden")
    page.go_forward()
    opened.until("document.querySelector('#details h2').textContent.includes('30')")


LOST = ["paper=nobody", "paper=paper-1&edge=nobody", "cluster=99", "hide=77&strength=x", "%"]


def test_a_link_to_nothing_opens_the_map(visit: Visitor, page_file: Path) -> None:
    for link in LOST:
        opened = visit(page_file, link=link)
        assert opened.page.locator("#panel").is_hidden()
        assert opened.run("paperkin.Shown.partly") is False
