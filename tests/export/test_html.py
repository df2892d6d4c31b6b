"""The page: what stands in the file, and what a reader can do with it in a browser."""

from __future__ import annotations

import base64
import hashlib
import heapq
import html
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import graph
from graph.core.errors import ExportError
from graph.core.files import replacing
from graph.export.html import write_html
from graph.export.view import View

browser = pytest.mark.browser

HOSTILE = {
    3: "</script><script>window.broken = 1</script>",
    4: '"><img src=x onerror="window.broken = 2">',
    5: '<!--<script> href="javascript:window.broken=3" {{ 7 * 7 }} {% raw %}',
    6: "line\u2028separator \u2029 and \u0007 bell, 🐍 emoji",
    7: "عنوان بالعربية: שלום",
    8: "long " * 2000,
    9: "' & &amp; \\u003c \\ <b>bold</b>",
}


@pytest.fixture(scope="module")
def view(make_view: Callable[..., View]) -> View:
    return make_view(60, titles=HOSTILE)


@pytest.fixture(scope="module")
def page_file(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write_html(view, path)
    return path


def data_of(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return dict(json.loads(block.group(1)))


def squeezed(text: str) -> str:
    """Text without blanks."""
    return "".join(text.split())


# ---- the file ----------------------------------------------------------------------------


def test_the_data_block_holds_every_paper_and_edge_as_it_is(view: View, page_file: Path) -> None:
    data = data_of(page_file.read_text("utf-8"))
    assert [node["title"] for node in data["nodes"]] == view.nodes["title"].to_pylist()
    assert [edge["reason"] for edge in data["edges"]] == view.edges["reason"].to_pylist()
    ends = [(edge["from"], edge["to"]) for edge in data["edges"]]
    assert ends == list(
        zip(view.edges["source"].to_pylist(), view.edges["target"].to_pylist(), strict=True)
    )
    weights = np.array([edge["weight"] for edge in data["edges"]], np.float32)
    np.testing.assert_array_equal(weights, view.edges["weight"].to_numpy())
    assert "lineage" not in data["edges"][1]["layers"]


def test_y_points_down_in_the_page(view: View, page_file: Path) -> None:
    nodes = data_of(page_file.read_text("utf-8"))["nodes"]
    for axis, sign in (("x", 1), ("y", -1)):
        drawn = np.array([node[axis] for node in nodes])
        given = sign * view.nodes[axis].to_numpy()
        assert np.corrcoef(drawn, given)[0, 1] > 0.9999
    widths = [np.ptp([node[axis] for node in nodes]) for axis in "xy"]
    assert widths[0] / widths[1] == pytest.approx(
        np.ptp(view.nodes["x"].to_numpy()) / np.ptp(view.nodes["y"].to_numpy()), rel=1e-3
    )


def test_same_view_same_bytes(view: View, page_file: Path, tmp_path: Path) -> None:
    write_html(view, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page_file.read_bytes()


def test_writes_that_one_file_and_nothing_else(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_html(view, Path("folder") / "graph.html")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "graph.html"]


def test_the_policy_names_exactly_the_scripts_that_stand_there(page_file: Path) -> None:
    page = page_file.read_text("utf-8")
    policy = html.unescape(re.search(r'Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        texts = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in texts]
        assert rules[kind] == [f"'sha256-{value.decode()}'" for value in hashes]
    assert re.findall(r"<(?:script|link|img|iframe)[^>]* (?:src|href)=\"(?!data:)", page) == []


def test_says_what_is_shown(make_view: Callable[..., View], tmp_path: Path) -> None:
    view = make_view(1)
    path = tmp_path / "one.html"
    write_html(view, path)
    assert "<title>paperkin: 1 paper, 0 edges, 4 clusters<" in path.read_text("utf-8")
    write_html(replace(view, about={"papers": "1500"}), path)
    assert "<title>paperkin: 1 of 1,500 papers, 0 edges" in path.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="locales are set by the environment here")
def test_any_locale_will_do(page_file: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from conftest import random_view\n"
        "from graph.export.html import write_html\n"
        "write_html(random_view(12, titles={3: '\\u014ctomo'}), Path(sys.argv[2]))"
    )
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = tmp_path / "c.html"
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(path)]
    subprocess.run(command, env=plain, check=True)
    titles = [node["title"] for node in data_of(path.read_text("utf-8"))["nodes"]]
    assert titles[3] == "Ōtomo"


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_an_export_error(view: View, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot write"):
        write_html(view, tmp_path / "file" / "graph.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ExportError, match="cannot write"):
        write_html(view, tmp_path / "folder.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.html"]


# ---- in a browser -------------------------------------------------------------------------


@browser
def test_opens_offline_and_shows_the_whole_view(
    visit: Callable[..., Any], page_file: Path, view: View
) -> None:
    page = visit(page_file).page
    counts = page.evaluate("[Papers.papers.length, Papers.edges.length]")
    assert counts == [view.nodes.num_rows, view.edges.num_rows]
    assert page.inner_text("#summary") == (f"60 papers, {view.edges.num_rows} edges, 4 clusters")
    names = page.locator("#legend li .name").all_inner_texts()
    assert [" · ".join(name.split("\n")) for name in names] == view.communities["label"].to_pylist()
    sizes = page.locator("#legend .count").all_inner_texts()
    assert list(map(int, sizes)) == view.communities["size"].to_pylist()


@browser
@pytest.mark.parametrize("n", [0, 1])
def test_opens_with_hardly_a_paper(
    visit: Callable[..., Any], make_view: Callable[..., View], tmp_path: Path, n: int
) -> None:
    write_html(make_view(n), tmp_path / "few.html")
    page = visit(tmp_path / "few.html").page
    page.click("#zoom-fit")
    page.click("#theme")
    page.fill("#search", "study")
    assert page.locator("#search-options [role=option]").count() == n


@browser
def test_papers_without_a_cluster_stand_in_the_legend(
    visit: Callable[..., Any], make_view: Callable[..., View], tmp_path: Path
) -> None:
    view = make_view(5)
    alone = pa.array([0, 0, 0, 0, -1], pa.int32())
    place = view.nodes.column_names.index("community")
    nodes = view.nodes.set_column(place, view.nodes.schema.field(place), alone)
    write_html(replace(view, nodes=nodes, edges=view.edges.slice(0, 0)), tmp_path / "a.html")
    page = visit(tmp_path / "a.html").page
    last = page.locator("#legend li").last
    assert last.inner_text().split() == ["On", "their", "own", "1"]
    last.locator("button").click()
    page.fill("#search", "paper-4")
    page.keyboard.press("Enter")
    assert "No other paper on this map" in page.inner_text("#details")


@browser
def test_every_cluster_is_drawn_in_its_colour(
    visit: Callable[..., Any], page_file: Path, view: View
) -> None:
    opened = visit(page_file)
    painted = opened.run("""() => {
        const canvas = document.querySelector('.surface canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const found = new Set();
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255) found.add([data[i], data[i + 1], data[i + 2]].join());
        }
        return [...found];
    }""")
    for color in view.communities["color"].to_pylist():
        assert ",".join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5)) in painted


@browser
def test_hostile_titles_run_nothing_and_read_as_they_are(
    visit: Callable[..., Any], page_file: Path
) -> None:
    page = visit(page_file).page
    for row, title in HOSTILE.items():
        page.fill("#search", f"paper-{row}")
        page.keyboard.press("Enter")
        assert page.locator("#details h2").evaluate("h => h.textContent") == title
    assert page.evaluate("window.broken") is None
    assert page.locator("#details img, #details b, .options img").count() == 0


@browser
def test_the_policy_stops_a_script_from_elsewhere(
    visit: Callable[..., Any], page_file: Path
) -> None:
    opened = visit(page_file)
    opened.run("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = 4';
        document.body.append(script);
    }""")
    assert opened.run("window.broken") is None
    assert any("Content Security Policy" in text for text in opened.complaints)
    opened.complaints.clear()


@browser
def test_search_finds_by_title_name_and_key_and_centres(
    visit: Callable[..., Any], page_file: Path
) -> None:
    opened = visit(page_file)
    page = opened.page
    found = opened.run("['net30', 'NET30', 'paper-31', 'study 32 of'].map(Papers.search)")
    assert [rows[0] for rows in found] == [30, 30, 31, 32]
    assert opened.run("Papers.search('no such words')") == []

    page.fill("#search", "study 2")
    options = page.locator("#search-options [role=option]")
    assert options.count() > 3
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
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


@browser
def test_a_paper_tells_of_itself_and_of_its_kin(
    visit: Callable[..., Any], page_file: Path, view: View
) -> None:
    opened = visit(page_file)
    page = opened.page
    page.fill("#search", "net30")
    page.keyboard.press("Enter")
    told = page.inner_text("#details")
    node = view.nodes.slice(30, 1).to_pylist()[0]
    for text in (node["community_label"].split(" · ")[0], "Ada Lovelace", "Venue", "2005", "Net30"):
        assert text in told
    assert page.locator("#details mark").all_inner_texts()[:3] == ["Net30", "GSM-8.K++", "Net30"]
    near = neighbours(view)[30]
    scores = page.locator(".kin .why").all_inner_texts()
    assert scores == [f"{weight:.2f}" for _, weight, _ in near[:12]]
    reasons = page.locator(".kin .reason").all_inner_texts()
    assert reasons == [view.edges["reason"][edge].as_py() for _, _, edge in near[:12]]
    page.click(".kin .paper >> nth=0")
    assert page.locator("#details h2").inner_text() == view.nodes["title"][near[0][0]].as_py()


@browser
def test_an_edge_tells_why(visit: Callable[..., Any], page_file: Path, view: View) -> None:
    opened = visit(page_file)
    page = opened.page
    number, edge = next(
        (number, edge) for number, edge in enumerate(view.edges.to_pylist()) if edge["lineage"]
    )
    page.fill("#search", f"paper-{edge['source']}")
    page.keyboard.press("Enter")
    place = [found for _, _, found in neighbours(view)[edge["source"]]].index(number)
    page.click(f".kin .why >> nth={place}")
    assert page.inner_text("#details .lead") == edge["reason"]
    assert page.inner_text("#details .hop") == f"↓ builds on, strength {edge['weight']:.2f}"
    titles = page.locator("#details .stop .title").all_inner_texts()
    ends = [view.nodes["title"][edge[end]].as_py() for end in ("source", "target")]
    assert [title.rpartition(" · ")[2] for title in titles] == ends
    shares = page.locator("#details .shares dt, #details .shares dd").all_inner_texts()
    parts = {"terms": -np.log1p(-0.6 * 0.75 * edge["weight"])}
    parts["lineage"] = -np.log1p(-0.9 * 0.25 * edge["weight"])
    told = {name: f"{part / sum(parts.values()):.0%}" for name, part in parts.items()}
    assert dict(zip(shares[::2], map(squeezed, shares[1::2]), strict=True)) == told


SWEEP = """() => {
    const map = document.querySelector('#map');
    const { left, top, width, height } = map.getBoundingClientRect();
    const found = {};
    for (let x = left + 270; x < left + width; x += 5) {
        for (let y = top; y < top + height; y += 5) {
            const at = { clientX: x, clientY: y, pointerType: 'mouse', bubbles: true };
            map.dispatchEvent(new PointerEvent('pointermove', at));
            const told = document.querySelector('#tip:not([hidden]) strong');
            if (told) found[told.textContent] = [x, y];
        }
    }
    return found;
}"""


@browser
def test_hovers_and_clicks_on_the_map(
    visit: Callable[..., Any], make_view: Callable[..., View], tmp_path: Path
) -> None:
    view = make_view(8)
    write_html(view, tmp_path / "small.html")
    opened = visit(tmp_path / "small.html")
    page = opened.page
    places = opened.run(SWEEP)
    titles = view.nodes["title"].to_pylist()
    assert set(titles) <= set(places), "a paper that no pointer finds"
    edges = [text for text in places if "–" in text]
    assert edges, "no edge that a pointer finds"

    page.mouse.move(*places[titles[3]])
    tip = page.inner_text("#tip")
    for text in (titles[3], view.nodes["community_label"][3].as_py(), "Introduces Net3", "alpha"):
        assert text in tip
    page.mouse.click(*places[titles[3]])
    assert page.inner_text("#details h2") == titles[3]
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()

    # The map may have moved, to show what the panel would have covered.
    opened.rest()
    page.mouse.move(*opened.run(SWEEP)[edges[0]])
    tip = page.inner_text("#tip")
    assert "both speak of topic" in tip
    assert "Strength 0." in tip
    page.mouse.down()
    page.mouse.up()
    assert page.inner_text("#details .lead") in tip

    page.click("#open-path")
    page.click("#zoom-fit")
    opened.rest()
    places = opened.run(SWEEP)
    for title in (titles[4], titles[7]):
        page.mouse.click(*places[title])
    ends = [page.input_value("#end-0"), page.input_value("#end-1")]
    assert [end.rpartition(" · ")[2] for end in ends] == [titles[4], titles[7]]


@browser
def test_a_path_is_the_strongest_chain(
    visit: Callable[..., Any], page_file: Path, view: View
) -> None:
    opened = visit(page_file)
    random = np.random.default_rng(1)
    pairs = random.integers(0, 60, (100, 2)).tolist()
    found = opened.run("pairs => pairs.map(([a, b]) => Papers.path(a, b))", pairs)
    reached = 0
    for (start, goal), chain in zip(pairs, found, strict=True):
        nodes, cost = shortest(view, start, goal)
        if nodes is None:
            assert chain is None
            continue
        reached += 1
        assert chain["papers"] == nodes
        assert chain["strength"] == pytest.approx(math.exp(-cost), rel=1e-9)
    assert 0 < reached < len(pairs)


@browser
def test_a_path_is_chosen_in_the_fields_and_told_hop_by_hop(
    visit: Callable[..., Any], page_file: Path, view: View
) -> None:
    page = visit(page_file).page
    page.click("#open-path")
    page.fill("#end-0", "paper-20")
    page.keyboard.press("Enter")
    page.fill("#end-1", "paper-55")
    page.keyboard.press("Enter")
    nodes, _ = shortest(view, 20, 55)
    assert nodes is not None
    titles = view.nodes["title"].to_pylist()
    shown = page.locator(".hops .title").all_inner_texts()
    assert [text.rpartition(" · ")[2] for text in shown] == [titles[row] for row in nodes]
    assert page.locator(".hops .hop").count() == len(nodes) - 1
    assert f"{len(nodes) - 1} hops" in page.inner_text("#details .lead")
    assert "topic" in page.locator(".hops .hop").first.inner_text()
    page.fill("#end-1", "paper-2")
    page.keyboard.press("Enter")
    assert "No chain" in page.inner_text("#details .lead")


@browser
def test_a_cluster_can_be_shown_by_itself(visit: Callable[..., Any], page_file: Path) -> None:
    page = visit(page_file).page
    button = page.locator("#legend li button").nth(1)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator(".surface canvas.faded").count() == 1
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator(".faded").count() == 0


@browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_follows_the_colour_scheme_and_the_button(
    visit: Callable[..., Any], page_file: Path, scheme: str
) -> None:
    page = visit(page_file, color_scheme=scheme).page
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(251, 250, 247)", "rgb(20, 22, 27)"
    first, second = (light, dark) if scheme == "light" else (dark, light)
    assert page.evaluate(ground) == first
    page.click("#theme")
    assert page.evaluate(ground) == second


@browser
def test_fits_a_phone(visit: Callable[..., Any], page_file: Path) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = visit(page_file, **phone).page
    outside = """() => [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        const seen = box.width > 1 && getComputedStyle(element).visibility === 'visible';
        return seen && !element.closest('svg') && (box.left < -1 || box.right > innerWidth + 1);
    }).map(element => element.outerHTML.slice(0, 80))"""
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(outside) == []
    page.tap("#show-clusters")
    assert page.locator("#legend li button").first.is_visible()
    page.tap("#show-clusters")
    for row in (8, 30):
        page.fill("#search", f"paper-{row}")
        page.keyboard.press("Enter")
        assert page.evaluate(outside) == []
    page.tap("#open-path")
    assert page.evaluate(outside) == []


# ---- the same answers, told in Python --------------------------------------------------------


def neighbours(view: View) -> list[list[tuple[int, float, int]]]:
    """Per paper its neighbours (paper, weight, edge), the strongest first."""
    near: list[list[tuple[int, float, int]]] = [[] for _ in range(view.nodes.num_rows)]
    columns = (view.edges[name].to_pylist() for name in ("source", "target", "weight"))
    for edge, (a, b, weight) in enumerate(zip(*columns, strict=True)):
        near[a].append((b, weight, edge))
        near[b].append((a, weight, edge))
    return [sorted(row, key=lambda item: (-item[1], item[0])) for row in near]


def shortest(view: View, start: int, goal: int) -> tuple[list[int] | None, float]:
    """Dijkstra's algorithm over -log(weight)."""
    near = neighbours(view)
    queue: list[tuple[float, int, list[int]]] = [(0.0, start, [start])]
    done: set[int] = set()
    while queue:
        cost, paper, chain = heapq.heappop(queue)
        if paper == goal:
            return chain, cost
        if paper in done:
            continue
        done.add(paper)
        for other, weight, _ in near[paper]:
            heapq.heappush(queue, (cost - math.log(weight), other, [*chain, other]))
    return None, math.inf


# ---- the seeds, whole --------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds_page(seeds: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graph.export(seeds, tmp_path_factory.mktemp("seeds") / "graph.html")


@browser
def test_the_seeds_open_offline_with_119_papers(
    visit: Callable[..., Any], seeds_page: Path, seeds: Any
) -> None:
    page = visit(seeds_page).page
    assert page.evaluate("Papers.papers.length") == 119
    edges, clusters = seeds.graph.adjacency.nnz // 2, len(seeds.communities)
    assert page.inner_text("#summary") == f"119 papers, {edges} edges, {clusters} clusters"


@browser
def test_a_hundred_paths_in_the_page_are_those_of_the_library(
    visit: Callable[..., Any], seeds_page: Path, seeds: Any
) -> None:
    page = visit(seeds_page).page
    pairs = np.random.default_rng(0).choice(119, (100, 2)).tolist()
    pairs = [[a, b] for a, b in pairs if a != b]
    shown = page.evaluate("(pairs) => pairs.map(([a, b]) => Papers.path(a, b))", pairs)
    for (a, b), chain in zip(pairs, shown, strict=True):
        [path] = graph.find_paths(seeds.graph, (a, b))
        assert chain["strength"] == pytest.approx(path.strength, rel=1e-6)
        assert tuple(chain["papers"]) == path.nodes
