"""How the page looks and reads: colour schemes, a phone's width, accessibility, sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.export.html import write_html
from graph.export.view import View

pytestmark = pytest.mark.browser

Visitor = Callable[..., Any]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(251, 250, 247)", "rgb(20, 22, 27)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_follows_the_colour_scheme_and_the_button(
    visit: Visitor, page_file: Path, scheme: str
) -> None:
    page = visit(page_file, color_scheme=scheme).page
    first, second = (LIGHT, DARK) if scheme == "light" else (DARK, LIGHT)
    assert page.evaluate(GROUND) == first
    page.click("#theme")
    assert page.evaluate(GROUND) == second


OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(element => {
    const box = element.getBoundingClientRect();
    const seen = box.width > 1 && getComputedStyle(element).visibility === 'visible';
    const drawn = element.closest('svg, #map');
    return seen && !drawn && (box.left < -1 || box.right > innerWidth + 1);
}).map(element => element.outerHTML.slice(0, 80))"""


def test_fits_a_phone(visit: Visitor, page_file: Path) -> None:
    opened = visit(page_file, **PHONE)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(OUTSIDE) == []
    page.tap("#show-legend")
    assert page.locator("#legend .show").first.is_visible()
    page.tap("#filters summary")
    assert page.evaluate(OUTSIDE) == []
    page.tap("#show-legend")
    for row in (8, 30):
        page.fill("#search", f"paper-{row}")
        page.keyboard.press("Enter")
        assert page.evaluate(OUTSIDE) == []
    page.tap("#open-path")
    assert page.evaluate(OUTSIDE) == []
    page.tap("#close")
    page.tap("#open-table")
    assert page.evaluate(OUTSIDE) == []
    page.tap("#table tbody th button >> nth=0")
    assert page.locator("#table").is_hidden(), "on a phone the map comes back with the panel"
    page.tap("#open-saving")
    assert page.evaluate(OUTSIDE) == []


def test_a_tap_opens_a_paper_and_two_fingers_zoom(visit: Visitor, drawn_file: Path) -> None:
    opened = visit(drawn_file, **PHONE)
    page = opened.page
    opened.rest()
    page.fill("#search", "paper-30")
    page.keyboard.press("Enter")
    opened.rest()
    where = page.evaluate("""() => {
        const [map, panel] = ['#map', '#panel']
            .map(name => document.querySelector(name).getBoundingClientRect());
        return [(map.left + map.right) / 2, (map.top + panel.top) / 2];
    }""")
    title = page.inner_text("#details h2")
    page.tap("#close")
    page.touchscreen.tap(*where)
    assert page.inner_text("#details h2") == title
    client = page.context.new_cdp_session(page)
    gesture = {"x": where[0], "y": where[1], "scaleFactor": 1.5}
    client.send("Input.synthesizePinchGesture", gesture)
    opened.rest()
    page.tap("#close")
    page.touchscreen.tap(*where)
    assert page.inner_text("#details h2") == title, "what is between the fingers stays there"


STATES = ("", "paper=Mamba", "paper=S4&path=Hydra", "paper=Hydra&edge=Mamba", "view=table")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        ("desk", "light"),
        ("phone", "dark"),
        pytest.param("desk", "dark", marks=pytest.mark.slow),
        pytest.param("phone", "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_serious(
    visit: Visitor, seeds_page: Path, size: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = PHONE if size == "phone" else {"viewport": {"width": 1400, "height": 900}}
    opened = visit(seeds_page, color_scheme=scheme, **context)
    page = opened.page
    if size == "phone":
        page.tap("#show-legend")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    axe = Axe()
    for link in STATES:
        page.evaluate("link => { location.hash = link; }", link)
        opened.until(
            "link => document.querySelector('#panel').hidden === !link.includes('paper')", link
        )
        if not link:
            page.fill("#search", "model")
        found = axe.run(page).response
        assert len(found["passes"]) > 15
        grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == []


def try_all(opened: Any, papers: int) -> None:
    """Do what a person would: find, read, choose a path, filter, tabulate, move about."""
    page = opened.page
    assert opened.run("paperkin.Papers.papers.length") == papers
    page.fill("#search", f"paper-{papers // 2}")
    page.keyboard.press("Enter")
    assert f"Study {papers // 2} " in page.inner_text("#details h2")
    page.click("#details .deeds button >> nth=0")
    page.fill("#end-1", f"paper-{papers - 2}")
    page.keyboard.press("Enter")
    assert page.locator(".hops .stop").count() > 1
    page.click("#close")
    page.uncheck("#legend li input >> nth=0")
    opened.rest()
    page.click("#open-table")
    assert page.locator("#table tbody tr").count() == 100
    page.click("#open-table")
    page.mouse.move(800, 400)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(800 + 60 * step, 400 - 30 * step)
    page.mouse.up()
    page.mouse.wheel(0, -400)
    opened.rest()
    page.click("#zoom-fit")
    opened.rest()


@pytest.mark.parametrize(
    ("papers", "scheme"),
    [
        (1000, "light"),
        pytest.param(1000, "dark", marks=pytest.mark.slow),
        pytest.param(3000, "light", marks=pytest.mark.slow),
        pytest.param(3000, "dark", marks=pytest.mark.slow),
    ],
)
def test_large_pages_do_all_that_small_ones_do(
    visit: Visitor, make_view: Callable[..., View], tmp_path: Path, papers: int, scheme: str
) -> None:
    write_html(make_view(papers), tmp_path / "large.html")
    desk = {"width": 1400, "height": 900}
    try_all(visit(tmp_path / "large.html", viewport=desk, color_scheme=scheme), papers)


def test_119_papers_stay_within_the_budget(seeds_page: Path) -> None:
    assert seeds_page.stat().st_size < 1.5e6


@pytest.mark.slow
def test_2000_papers_stay_within_the_budget(make_view: Callable[..., View], tmp_path: Path) -> None:
    write_html(make_view(2000), tmp_path / "large.html")
    assert (tmp_path / "large.html").stat().st_size < 4e6
