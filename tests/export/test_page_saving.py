"""What the page lets one keep: a picture, tables, a graph, a link."""

from __future__ import annotations

import csv
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]


@pytest.fixture
def save(visit: Visitor, page_file: Path, tmp_path: Path) -> Callable[..., Path]:
    def take(button: str, *, link: str = "hide=1") -> Path:
        opened = visit(page_file, link=link)
        opened.rest()
        opened.page.click("#open-saving")
        with opened.page.expect_download() as waiting:
            opened.page.click(button)
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    return take


def left(view: View) -> list[int]:
    """Rows of the papers that the link of `save` leaves."""
    return [row for row, c in enumerate(view.nodes["community"].to_pylist()) if c != 1]


def test_the_graph_is_read_by_networkx_as_it_is_shown(
    save: Callable[..., Path], view: View
) -> None:
    path = save("#save-graph")
    assert path.name == "graph.graphml"
    network = nx.read_graphml(path)
    rows = left(view)
    keys = view.nodes["id"].to_pylist()
    assert list(network) == [keys[row] for row in rows]
    edges = [
        edge for edge in view.edges.to_pylist() if {edge["source"], edge["target"]} <= set(rows)
    ]
    assert network.number_of_edges() == len(edges)
    for edge in edges:
        told = network.edges[keys[edge["source"]], keys[edge["target"]]]
        assert told["weight"] == pytest.approx(edge["weight"], rel=1e-5)
        assert told["reason"] == edge["reason"]
        assert told["directed"] is edge["directed"]
    for row in rows:
        told, node = network.nodes[keys[row]], view.nodes.slice(row, 1).to_pylist()[0]
        title = node["title"].replace("\a", " ")  # a bell that XML cannot hold
        assert told["title"] == title
        for name in ("label", "year", "community_label", "introduces", "color", "doi"):
            assert told.get(name) == (node[name] or None)
    heights = [network.nodes[keys[row]]["y"] for row in rows]
    assert sorted(range(len(rows)), key=heights.__getitem__) == sorted(
        range(len(rows)), key=lambda place: view.nodes["y"][rows[place]].as_py()
    ), "y points up"


def test_the_tables_hold_what_is_shown(save: Callable[..., Path], view: View) -> None:
    rows = left(view)
    with save("#save-papers").open(encoding="utf-8", newline="") as file:
        papers = list(csv.DictReader(file))
    keys = view.nodes["id"].to_pylist()
    assert [paper["id"] for paper in papers] == [keys[row] for row in rows]
    for row, paper in zip(rows, papers, strict=True):
        title = " ".join(view.nodes["title"][row].as_py().split())
        formula = title[0] in "=+-@"  # which a spreadsheet would work out
        assert " ".join(paper["title"].split()) == ("'" * formula + title)
        assert paper["year"] == str(view.nodes["year"][row].as_py() or "")
    assert any(paper["title"].startswith("'=") for paper in papers)
    with save("#save-edges").open(encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))
    kept = {(paper["id"]) for paper in papers}
    assert {edge["source"] for edge in edges} | {edge["target"] for edge in edges} <= kept
    assert all(edge["reason"].startswith("both speak of topic") for edge in edges)


@pytest.mark.parametrize("link", ["", "paper=paper-20&path=paper-55"])
def test_the_picture_is_the_map_at_twice_the_size(save: Callable[..., Path], link: str) -> None:
    path = save("#save-picture", link=link)
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (2 * 1280, 2 * (720 - 60))
    assert len(data) > 60_000


def test_after_the_picture_the_map_stands_as_before(visit: Visitor, drawn_file: Path) -> None:
    opened = visit(drawn_file)
    opened.rest()
    drawn = "[...document.querySelectorAll('#map canvas')].map((one) => one.toDataURL())"
    before = opened.run(drawn)
    opened.page.click("#open-saving")
    with opened.page.expect_download():
        opened.page.click("#save-picture")
    opened.rest()
    assert opened.run(drawn) == before


def test_a_link_is_copied(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file, link="paper=paper-30")
    opened.page.click("#open-saving")
    opened.page.click("#save-link")
    opened.until("document.querySelector('#status').textContent.toLowerCase().includes('link')")
