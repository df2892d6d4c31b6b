"""How soon a page stands, and how smoothly it moves.

    python benchmarks/page.py exports/graph.html ...

opens each page in headless Chromium without a GPU (1400 x 900) and prints a row a page, by what the
browser itself traces:

    MB        of the file
    paint     ms from the start of the load to the first paint
    map       ms to the first map: from then on the page answers
    pan       frames drawn a second while a finger drags the map to and fro
    late      ms between two of these frames, which 1 in 20 exceeds
    zoom      ms from a click on the zoom until the map is drawn afresh
    filter    ms from moving the slider of strength until the map is drawn afresh
    path      ms for three chains between two papers: the median of 20 pairs
    search    ms for one search: the median of 20

Each figure is the median of several loads. Wants Chromium on the PATH, and playwright.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"]
TRACED += ["blink.user_timing", "loading"]
ZOOM = "document.querySelector('#zoom-in').click()"
FILTER = """
    const slider = document.querySelector('#strength');
    slider.value = 0.3;
    slider.dispatchEvent(new Event('input'));
"""
# Time from an act until the map is drawn; then it may come to rest.
UNTIL_DRAWN = """() => new Promise((done) => {
    const start = performance.now();
    document.querySelector('#map').addEventListener('drawn', () => requestAnimationFrame(() => {
        const taken = performance.now() - start;
        setTimeout(() => done(taken), 800);
    }), { once: true });
    %s
})"""
ASK = """() => {
    const { Papers: { papers }, Chains, Search } = paperkin;
    const some = [...Array(20).keys()].map((i) => (i * 7919) % papers.length);
    function median(act) {
        const times = some.map((id) => {
            const start = performance.now();
            act(id);
            return performance.now() - start;
        });
        return times.sort((a, b) => a - b)[10];
    }
    Search.find('a'); // which makes the index
    return {
        papers: papers.length,
        edges: paperkin.Edges.count,
        path: median((id) => Chains.between(id, (id + 4409) % papers.length)),
        search: median((id) => Search.find(papers[id].title.slice(0, 6))),
    };
}"""
FIGURES = ("papers", "edges", "MB", "paint", "map", "pan")
FIGURES += ("late", "zoom", "filter", "path", "search")


def main() -> None:
    """Measure each page and print the table."""
    parser = argparse.ArgumentParser(description="Measure pages in a browser.")
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        parser.exit(1, f"no Chromium: none of {', '.join(names)} is on the PATH\n")
    table = Table("page", *FIGURES)
    with sync_playwright() as playwright:
        for path in options.pages:
            runs = []
            for _ in range(options.runs):
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                runs.append(measure(browser, path))
                browser.close()
            medians = [statistics.median(run[name] for run in runs) for name in FIGURES]
            table.add_row(str(path), *(told(value) for value in medians))
    Console(width=150).print(table)


def measure(browser: Browser, path: Path) -> dict[str, float]:
    """Open a page once and take all its figures."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    browser.start_tracing(page=page, categories=TRACED)
    page.goto(path.resolve().as_uri())
    while not page.evaluate("performance.getEntriesByName('map').length"):
        page.wait_for_timeout(20)
    page.wait_for_timeout(500)
    drag(page)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    figures = page.evaluate(ASK)
    figures["zoom"] = page.evaluate(UNTIL_DRAWN % ZOOM)
    figures["filter"] = page.evaluate(UNTIL_DRAWN % FILTER)
    return figures | {"MB": path.stat().st_size / 1e6} | loading(events) | panning(events)


def drag(page: Page) -> None:
    """Have the browser drag the map with a finger, to and fro, as fast as it draws."""
    client = page.context.new_cdp_session(page)
    page.evaluate("performance.mark('drag')")
    for across, down in ((-400, -250), (400, 250), (350, -200), (-350, 200)):
        gesture = {"x": 800, "y": 480, "xDistance": across, "yDistance": down, "speed": 500}
        gesture |= {"gestureSourceType": "touch", "preventFling": True}
        client.send("Input.synthesizeScrollGesture", gesture)
    page.evaluate("performance.mark('drop')")


def loading(events: list[dict[str, Any]]) -> dict[str, float]:
    """Milliseconds to the first paint, and to the first map."""
    mark = moment(events, "map")
    loads = [event for event in events if event["name"] == "navigationStart"]
    start = max(e["ts"] for e in loads if e["args"]["data"].get("documentLoaderURL"))
    paint = min(at for at in moments(events, "firstPaint") if at > start)
    return {"paint": (paint - start) / 1e3, "map": (mark - start) / 1e3}


def panning(events: list[dict[str, Any]]) -> dict[str, float]:
    """Frames a second between the marks, and the time between two that 1 in 20 exceeds."""
    start, end = moment(events, "drag"), moment(events, "drop")
    frames = [at for at in moments(events, "DrawFrame") if start < at < end]
    gaps = sorted(b - a for a, b in pairwise(frames))
    return {
        "pan": 1e6 * len(frames) / (end - start),
        "late": gaps[int(0.95 * len(gaps))] / 1e3,
    }


def moments(events: list[dict[str, Any]], name: str) -> list[float]:
    """Times of all events of a name, in microseconds, ascending."""
    return sorted(event["ts"] for event in events if event["name"] == name)


def moment(events: list[dict[str, Any]], name: str) -> float:
    """Time of the one event of a name."""
    return moments(events, name)[0]


def told(value: float) -> str:
    """Three digits, or the whole number."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


if __name__ == "__main__":
    main()
