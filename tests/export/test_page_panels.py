"""What the page tells: search, papers, edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.export import packing
from graph.export.html import write_html
from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]


def neighbours(view: View) -> list[list[tuple[int, float, int]]]:
    """Per paper its neighbours (paper, weight, edge), the strongest first."""
    near: list[list[tuple[int, float, int]]] = [[] for _ in range(view.nodes.num_rows)]
    columns = (view.edges[name].to_pylist() for name in ("source", "target", "weight"))
    for edge, (a, b, weight) in enumerate(zip(*columns, strict=True)):
        near[a].append((b, weight, edge))
        near[b].append((a, weight, edge))
    return [sorted(row, key=lambda item: (-item[1], item[0])) for row in near]


def test_search_finds_by_title_name_and_key(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file)
    found = opened.run(
        "['net30', 'NET30', 'paper-31', 'study 32 of', 'gsm-8.k'].map(paperkin.Search.find)"
    )
    assert [rows[0] for rows in found[:4]] == [30, 30, 31, 32]
    assert set(found[0]) == {30, 31, 32}, "those that mention it come behind"
    assert len(found[4]) == 60
    assert opened.run("paperkin.Search.find('no such words')") == []


def test_search_is_worked_by_keys_and_centres_what_it_found(
    visit: Visitor, page_file: Path
) -> None:
    opened = visit(page_file)
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("study 2")
    options = page.locator("#search-options [aria-selected]")
    assert options.count() == 8
    assert page.locator("#search-options .note").inner_text().endswith("type on to narrow down")
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    pointed = page.get_attribute("#search", "aria-activedescendant")
    assert pointed == options.nth(1).get_attribute("id")
    chosen = options.nth(1).locator(".title").inner_text()
    page.keyboard.press("Enter")
    assert page.inner_text("#details h2") == chosen
    assert page.locator("#search-options").is_hidden()

    opened.rest()
    middle = page.evaluate("""() => {
        const [map, panel, legend] = ['#map', '#panel', '#legend']
            .map(name => document.querySelector(name).getBoundingClientRect());
        return { x: (legend.right + panel.left) / 2, y: (map.top + map.bottom) / 2 };
    }""")
    page.mouse.move(middle["x"], middle["y"])
    assert page.inner_text("#tip strong") == chosen


def test_a_paper_tells_of_itself_and_of_its_kin(
    visit: Visitor, page_file: Path, view: View
) -> None:
    page = visit(page_file, link="paper=Net30").page
    told = page.inner_text("#details")
    node = view.nodes.slice(30, 1).to_pylist()[0]
    for text in (node["community_label"].split(" · ")[0], "Ada Lovelace", "Venue", "2005", "Net30"):
        assert text in told
    near = neighbours(view)[30]
    scores = page.locator("ol.kin .why").all_inner_texts()
    assert scores == [f"{weight:.2f}" for _, weight, _ in near[:12]]
    reasons = page.locator("ol.kin .reason").all_inner_texts()
    assert reasons == [view.edges["reason"][edge].as_py() for _, _, edge in near[:12]]
    page.click("ol.kin .paper >> nth=0")
    assert page.locator("#details h2").inner_text() == view.nodes["title"][near[0][0]].as_py()


def test_more_kin_are_shown_when_asked_for(visit: Visitor, seeds_page: Path) -> None:
    page = visit(seeds_page, link="paper=Mamba").page
    all_of_it = page.evaluate("paperkin.Shown.kin(paperkin.Search.named('Mamba')).length")
    assert page.locator("ol.kin li").count() == 12 < all_of_it
    page.click("#details > .more >> nth=-1")
    assert page.locator("ol.kin li").count() == all_of_it
    assert page.evaluate("document.activeElement.closest('ol.kin') !== null")


def test_names_are_marked_in_the_abstract_and_lead_to_their_paper(
    visit: Visitor, page_file: Path, view: View
) -> None:
    page = visit(page_file, link="paper=paper-31").page
    abstract = view.nodes["abstract"][31].as_py()
    assert page.locator("#abstract").evaluate("p => p.textContent") == abstract
    marks = page.locator("#abstract mark").all_inner_texts()
    expected = view.marks.filter(pa.compute.equal(view.marks["paper"], 31))["name"].to_pylist()
    assert marks == expected
    page.click("#abstract mark button >> nth=0")  # mentioned here, introduced by another
    assert page.inner_text("#details h2") == view.nodes["title"][30].as_py()
    assert page.locator("#abstract mark.own").first.inner_text() == "Net30"


def test_links_lead_out_only_when_clicked(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file, link="paper=paper-30")
    page = opened.page
    doi = page.locator(".links a")
    assert doi.get_attribute("href") == "https://doi.org/10.1000/30"
    assert doi.get_attribute("rel") == "noopener noreferrer"
    page.evaluate("location.hash = 'paper=paper-31'")
    assert page.locator(".links a").get_attribute("href") == "https://arxiv.org/abs/2401.00031"
    page.evaluate("location.hash = 'paper=paper-32'")
    opened.until("document.querySelector('#details h2').textContent.includes('32')")
    assert page.locator(".links").count() == 0


def test_an_identifier_that_is_none_makes_no_link(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path
) -> None:
    view = make_view(3)
    bad = pa.array(["javascript:alert(1)", "10.1/<b>", "https://evil.example/10.1/x"])
    nodes = view.nodes.set_column(view.nodes.column_names.index("doi"), "doi", bad)
    nodes = nodes.set_column(nodes.column_names.index("arxiv"), "arxiv", bad)
    write_html(replace(view, nodes=nodes), tmp_path / "a.html")
    opened = visit(tmp_path / "a.html", link="paper=paper-0")
    for row in range(3):
        opened.run(f"location.hash = 'paper=paper-{row}'")
        opened.rest()
        assert opened.page.locator(".links a").count() == 0


def test_an_edge_tells_all_that_is_known(visit: Visitor, page_file: Path, view: View) -> None:
    page = visit(page_file, link="paper=paper-0").page
    number, edge = next(
        (number, edge) for number, edge in enumerate(view.edges.to_pylist()) if edge["lineage"]
    )
    page.evaluate(f"location.hash = 'paper=paper-{edge['target']}&edge=paper-{edge['source']}'")
    page.wait_for_selector("#details .lead")
    assert page.inner_text("#details .lead") == edge["reason"]
    assert page.inner_text("#details .hop") == f"↓ builds on, strength {edge['weight']:.2f}"
    titles = page.locator("#details .stop .title").all_inner_texts()
    ends = [view.nodes["title"][edge[end]].as_py() for end in ("source", "target")]
    assert [title.rpartition(" · ")[2] for title in titles] == ends
    shares = page.locator("#details .shares dt, #details .shares dd").all_inner_texts()
    parts = {"terms": -np.log1p(-0.6 * 0.75 * edge["weight"])}
    parts["lineage"] = -np.log1p(-0.9 * 0.25 * edge["weight"])
    told = {name: f"{part / sum(parts.values()):.0%}" for name, part in parts.items()}
    spaceless = ["".join(text.split()) for text in shares]
    assert dict(zip(spaceless[::2], spaceless[1::2], strict=True)) == told

    evidence = view.evidence[number]
    chips = page.locator("#details ul.row li").all_inner_texts()
    assert chips == [f"{text} {share * 100:.0f} %" for text, share in evidence.terms]
    text = page.inner_text("#details")
    assert "Besides: other shared words 13 %; words of the papers nearest to each 13 %" in text
    for part in ("GSM-8.K++", "“deep nets”", "A cites B"):
        assert part in text
    quotes = page.locator("#details blockquote").all_inner_texts()
    assert quotes == [quote.text for quote in evidence.sentences]


def test_a_page_without_abstracts_says_so_and_tells_the_rest(
    visit: Visitor, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "ABSTRACTS", 10)
    write_html(view, tmp_path / "large.html")
    page = visit(tmp_path / "large.html", link="paper=paper-30").page
    assert page.locator("#abstract").count() == 0
    page.click("#about summary")
    assert "leaves out their abstracts" in page.inner_text("#about")
    page.click("ol.kin .why >> nth=0")
    assert "topic" in page.inner_text("#details .row")
    assert page.locator("blockquote").count() == 0


def test_a_page_without_evidence_keeps_to_the_reason(
    visit: Visitor, view: View, tmp_path: Path
) -> None:
    write_html(replace(view, evidence=()), tmp_path / "plain.html")
    page = visit(tmp_path / "plain.html", link="paper=paper-30").page
    page.click("ol.kin .why >> nth=0")
    assert "both speak of topic" in page.inner_text("#details .lead")
    assert page.locator("#details ul.row").count() == 0
