"""The surface of our own: sharp, never blank for long, and a haze where lines are beyond number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph import Atlas, Selection, publishing
from graph.export.html import write_html
from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]

COPY = """
    const drawn = document.querySelector('.surface canvas');
    const copy = new OffscreenCanvas(drawn.width, drawn.height);
    const pen = copy.getContext('2d', { willReadFrequently: true });
    pen.drawImage(drawn, 0, 0);
"""

PAINTED = f"""() => {{ {COPY}
    const {{ data }} = pen.getImageData(0, 0, drawn.width, drawn.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
    return painted;
}}"""

# Colours that the surface shows where a pointer finds papers, and those of the papers.
UNDER = (
    "() => {"
    + COPY
    + """
    const map = document.querySelector('#map');
    const inside = map.getBoundingClientRect();
    const box = drawn.getBoundingClientRect();
    const found = [];
    for (let x = inside.left + 300; x < inside.right - 60; x += 14) {
        for (let y = inside.top; y < inside.bottom; y += 14) {
            const at = { clientX: x, clientY: y, pointerType: 'mouse', bubbles: true };
            map.dispatchEvent(new PointerEvent('pointermove', at));
            const told = document.querySelector('#tip:not([hidden]) strong');
            const paper = paperkin.Papers.papers.find(({ title }) => title === told?.textContent);
            if (!paper) continue;
            const [i, j] = [(x - box.left) / box.width, (y - box.top) / box.height];
            const { data } = pen.getImageData(i * drawn.width, j * drawn.height, 1, 1);
            const hex = [...data.slice(0, 3)].map((v) => v.toString(16).padStart(2, '0')).join('');
            found.push([paper.color, data[3] === 255 && `#${hex}`]);
        }
    }
    return found;
}"""
)


AFRESH = """() => new Promise((done) => {
    document.querySelector('#map').addEventListener('drawn', () => done(true), { once: true });
    setTimeout(() => done(false), 3000);
    document.querySelector('#zoom-out').click();
})"""


def canvas(view: View, path: Path) -> Path:
    """The page of a view, drawn on a canvas."""
    write_html(replace(view, renderer="canvas"), path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dense_screen_has_more_pixels(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path, scheme: str
) -> None:
    path = canvas(make_view(12), tmp_path / "a.html")
    opened = visit(path, device_scale_factor=2, color_scheme=scheme)
    ratio = """() => {
        const drawn = document.querySelector('.surface canvas');
        return drawn.width / drawn.clientWidth;
    }"""
    assert opened.run(ratio) == pytest.approx(2, abs=0.01)
    assert opened.run(PAINTED) > 2000


def test_what_a_drag_brings_into_view_is_drawn_where_it_is(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path
) -> None:
    path = canvas(make_view(200), tmp_path / "a.html")
    opened = visit(path)
    page = opened.page
    page.mouse.move(1200, 400)
    page.mouse.wheel(0, -700)
    opened.rest()
    for _ in range(2):  # beyond what is drawn about the window
        page.mouse.move(400, 400)
        page.mouse.down()
        page.mouse.move(1100, 420, steps=3)
        page.mouse.up()
    opened.rest()
    assert opened.run(AFRESH), "what stands in for the map is replaced by it"
    found = opened.run(UNDER)
    hits = [shown == color for color, shown in found]
    # A pointer finds a disc from a little beside it, too, and a larger one may lie upon it.
    assert len(found) > 10
    assert np.mean(hits) > 0.3


@pytest.fixture
def thicket(make_view: Callable[..., View], tmp_path: Path) -> Path:
    """A page of 250 papers, each tied to all others: more lines than are drawn one by one."""
    view = make_view(250)
    one, other = np.triu_indices(250, 1)
    first = view.edges.slice(0, 1)
    edges = pa.concat_tables([first]).take(np.zeros(len(one), int))
    for name, ends in (("source", one), ("target", other)):
        edges = edges.set_column(edges.column_names.index(name), name, pa.array(ends, pa.int32()))
    return canvas(replace(view, edges=edges, evidence=()), tmp_path / "a.html")


def test_lines_beyond_number_are_a_haze_that_nobody_can_pick(visit: Visitor, thicket: Path) -> None:
    opened = visit(thicket)
    page = opened.page
    whole = opened.run(PAINTED)
    assert whole > 100_000
    tips = """() => {
        const map = document.querySelector('#map');
        const told = new Set();
        for (let x = 300; x < 1200; x += 9) {
            const at = { clientX: x, clientY: 400, pointerType: 'mouse', bubbles: true };
            map.dispatchEvent(new PointerEvent('pointermove', at));
            told.add(document.querySelector('#tip:not([hidden]) p')?.textContent ?? '');
        }
        return [...told];
    }"""
    assert not any("topic" in text for text in opened.run(tips))
    page.click("#filters summary")
    page.uncheck("#legend li input >> nth=0")
    page.uncheck("#legend li input >> nth=1")
    opened.rest()
    assert 0 < opened.run(PAINTED) < whole
    assert any("topic" in text for text in opened.run(tips)), "fewer lines are drawn one by one"


def test_a_page_of_many_edges_tells_reasons_all_the_same(
    visit: Visitor, seeds: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "TOLD_EDGES", 10)
    view = publishing.view(seeds, Selection(max_nodes=60), evidence=True)
    assert not view.evidence
    assert set(publishing.view(seeds).edges["reason"].to_pylist()) == {""}
    page = visit(canvas(view, tmp_path / "a.html"), link="paper=S4&path=Hydra").page
    assert "shared terms: " in page.inner_text(".hops")
    page.click(".hops .why >> nth=0")
    assert "shared terms: " in page.inner_text("#details .lead")
    assert page.locator("#details .shares meter").count()
