"""The map in a browser: what is drawn, and what a pointer or the keys do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph.export.html import write_html
from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]


def test_opens_offline_and_shows_the_whole_view(
    visit: Visitor, page_file: Path, view: View
) -> None:
    page = visit(page_file, fresh=True).page
    counts = page.evaluate("[paperkin.Papers.papers.length, paperkin.Edges.count]")
    assert counts == [view.nodes.num_rows, view.edges.num_rows]
    assert page.inner_text("#summary") == f"60 papers, {view.edges.num_rows} edges, 4 clusters"
    names = page.locator("#legend li .name").all_inner_texts()
    assert [" · ".join(name.split("\n")) for name in names] == view.communities["label"].to_pylist()
    sizes = page.locator("#legend .count").all_inner_texts()
    assert list(map(int, sizes)) == view.communities["size"].to_pylist()
    assert page.locator("#rest").count() == 0


@pytest.mark.parametrize("n", [0, 1])
def test_opens_with_hardly_a_paper(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path, n: int
) -> None:
    write_html(make_view(n), tmp_path / "few.html")
    page = visit(tmp_path / "few.html").page
    page.click("#zoom-fit")
    page.click("#theme")
    page.click("#open-table")
    assert page.locator("#table tbody tr").count() == n
    page.fill("#search", "study")
    assert page.locator("#search-options [aria-selected]").count() == n


def test_papers_without_a_cluster_stand_in_the_legend(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path
) -> None:
    view = make_view(5)
    alone = pa.array([0, 0, 0, 0, -1], pa.int32())
    place = view.nodes.column_names.index("community")
    nodes = view.nodes.set_column(place, view.nodes.schema.field(place), alone)
    lonely = replace(view, nodes=nodes, edges=view.edges.slice(0, 0), evidence=())
    write_html(lonely, tmp_path / "a.html")
    page = visit(tmp_path / "a.html").page
    last = page.locator("#legend li").last
    assert last.inner_text().split() == ["On", "their", "own", "1"]
    last.locator(".show").click()
    page.fill("#search", "paper-4")
    page.keyboard.press("Enter")
    assert "No other paper on this map" in page.inner_text("#details")


def test_every_cluster_is_drawn_in_its_colour(visit: Visitor, drawn_file: Path, view: View) -> None:
    assert set(view.communities["color"].to_pylist()) <= visit(drawn_file).colours()


def test_hostile_titles_run_nothing_and_read_as_they_are(
    visit: Visitor, page_file: Path, hostile: dict[int, str]
) -> None:
    page = visit(page_file).page
    for row, title in hostile.items():
        page.fill("#search", f"paper-{row}")
        page.keyboard.press("Enter")
        assert page.locator("#details h2").evaluate("h => h.textContent") == title
    assert page.evaluate("window.broken") is None
    assert page.locator("#details img, #details b, .options img").count() == 0


def test_the_policy_stops_a_script_from_elsewhere(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file)
    opened.run("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = 4';
        document.body.append(script);
    }""")
    assert opened.run("window.broken") is None
    assert any("Content Security Policy" in text for text in opened.complaints)
    opened.complaints.clear()


SWEEP = """() => {
    const map = document.querySelector('#map');
    const { left, top, width, height } = map.getBoundingClientRect();
    const found = {};
    for (let x = left + 290; x < left + width - 60; x += 7) {
        for (let y = top; y < top + height; y += 7) {
            const at = { clientX: x, clientY: y, pointerType: 'mouse', bubbles: true };
            map.dispatchEvent(new PointerEvent('pointermove', at));
            const told = document.querySelector('#tip:not([hidden]) strong');
            if (told) found[told.textContent] = [x, y];
        }
    }
    return found;
}"""


@pytest.mark.parametrize("renderer", ["vis", "canvas"])
def test_hovers_and_clicks_on_the_map(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path, renderer: str
) -> None:
    view = make_view(8)
    write_html(replace(view, renderer=renderer), tmp_path / "small.html")
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


def middle(page: Any) -> tuple[float, float]:
    """The middle of the room that panel and legend leave."""
    at = page.evaluate("""() => {
        const [map, panel, legend] = ['#map', '#panel', '#legend']
            .map(name => document.querySelector(name).getBoundingClientRect());
        return [(legend.right + panel.left) / 2, (map.top + map.bottom) / 2];
    }""")
    return at[0], at[1]


def test_the_map_is_moved_by_keys_wheel_and_drag(visit: Visitor, drawn_file: Path) -> None:
    opened = visit(drawn_file, link="paper=paper-30")
    page = opened.page
    opened.rest()
    x, y = middle(page)

    def found_at(dx: float, dy: float) -> bool:
        opened.rest()
        page.mouse.move(x + dx, y + dy)
        return page.locator("#tip:not([hidden]) strong").all_inner_texts() == [title]

    title = page.inner_text("#details h2")
    assert found_at(0, 0)
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    assert not found_at(0, 0)
    assert found_at(-70, 0)
    page.keyboard.press("ArrowLeft")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)  # nearer, about the pointer
    assert found_at(0, 0)
    page.mouse.move(x, y + 120)
    page.mouse.down()
    page.mouse.move(x + 40, y + 100, steps=4)
    page.mouse.move(x + 90, y + 60)
    page.mouse.up()
    assert found_at(90, -60)
    assert page.inner_text("#details h2") == title, "a drag is not a click"
    page.focus("#map")
    page.keyboard.press("0")
    opened.rest()
    assert not found_at(90, -60)


def test_names_never_lie_over_each_other_and_grow_denser(visit: Visitor, seeds_page: Path) -> None:
    opened = visit(seeds_page)
    counts = []
    for near in (1, 1.6, 2.5, 4):
        names = opened.run(
            """(near) => {
                const all = { left: -9e9, right: 9e9, top: -9e9, bottom: 9e9 };
                const view = { scale: 0.8 * near, near, slack: { x: 0, y: 0 }, width: 1400,
                    font: 'sans-serif', lit: null };
                return paperkin.Names.place(view, all);
            }""",
            near,
        )
        assert len(names["clusters"]) >= 5
        boxes = [*names["papers"], *names["clusters"]]
        clashes = [
            (one, other)
            for place, one in enumerate(boxes)
            for other in boxes[:place]
            if one["left"] < other["right"]
            and other["left"] < one["right"]
            and one["top"] < other["bottom"]
            and other["top"] < one["bottom"]
        ]
        assert clashes == []
        counts.append(len(names["papers"]))
    assert counts == sorted(counts)
    assert counts[0] > 15
    assert counts[-1] > 85


def test_the_page_works_within_a_frame_that_has_no_address_of_its_own(
    visit: Visitor, page_file: Path, tmp_path: Path
) -> None:
    import html

    shell = tmp_path / "notebook.html"
    inner = html.escape(page_file.read_text("utf-8"), quote=True)
    shell.write_text(
        f'<iframe style="width: 1100px; height: 600px" srcdoc="{inner}"></iframe>'
        "<script>performance.mark('map')</script>",
        "utf-8",
    )
    opened = visit(shell, fresh=True)
    frame = opened.page.frames[1]
    opened.until("frames[0].performance.getEntriesByName('map').length")
    frame.fill("#search", "net30")
    frame.press("#search", "Enter")
    assert "Net30" in frame.inner_text("#details")
    assert frame.evaluate("location.hash") == "#paper=paper-30"
