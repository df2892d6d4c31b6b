"""Views made by hand, and a Chromium to look at pages with."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import graph
from graph.core.types import Evidence, Quote
from graph.export.html import write_html
from graph.export.view import EDGES, MARKS, NODES, View

COLORS = ("#4477aa", "#ee8866", "#228833", "#aa3377")
LAYERS = ("terms", "lineage")


def random_view(n: int = 60, *, titles: dict[int, str] | None = None, seed: int = 7) -> View:
    """Make a view of `n` papers in two parts with no edge between them; `titles` by row."""
    random = np.random.default_rng(seed)
    titles = titles or {}
    group = np.sort(random.integers(0, len(COLORS), n))
    points = random.normal(size=(n, 2)) * 300 + np.c_[group * 700, (group % 2) * 500]
    part = np.arange(n) < n // 4
    pairs = [
        (a, b)
        for a in range(n)
        for b in range(a + 1, n)
        if part[a] == part[b] and (b == a + 1 or random.random() < 3 / n)
    ]
    weights = random.uniform(0.05, 0.95, len(pairs)).astype(np.float32)
    strength = np.zeros(n)
    for pair, weight in zip(pairs, weights, strict=True):
        strength[list(pair)] += weight
    nodes = [
        {
            "id": f"paper-{row}",
            "label": f"Net{row}" if row % 3 == 0 else f"Study {row}",
            "title": titles.get(row, f"Study {row} of things of kind {group[row]}"),
            "year": None if row % 2 else 2000 + row % 25,
            "authors": "Ada Lovelace; Ōtomo Katsuhiro",
            "venue": "Venue",
            "doi": f"10.1000/{row}" if row % 3 == 0 else None,
            "arxiv": f"2401.{row:05}" if row % 3 == 1 else None,
            "abstract": f"We 𝔘se Net{row // 3 * 3} on GSM-8.K++ data, study {row}. " * 20,
            "community": group[row],
            "community_label": f"kind {group[row]} · things",
            "confidence": 0.5,
            "degree": sum(row in pair for pair in pairs),
            "strength": strength[row],
            "introduces": f"Net{row}" if row % 3 == 0 else "",
            "mentions": "GSM-8.K++" if row % 3 == 0 else f"GSM-8.K++; Net{row // 3 * 3}",
            "terms": "alpha; beta",
            "x": points[row, 0],
            "y": points[row, 1],
            "size": 4 + 96 * row / n,
            "color": COLORS[group[row]],
            "r": 1,
            "g": 2,
            "b": 3,
        }
        for row in range(n)
    ]
    edges = [
        {
            "id": f"e{row}",
            "source": a,
            "target": b,
            "weight": weight,
            "kind": LAYERS[row % 5 == 0],
            "directed": row % 5 == 0,
            "reason": f"both speak of topic {row}",
            "terms": weight * 0.75,
            "lineage": weight * 0.25 if row % 5 == 0 else 0,
        }
        for row, ((a, b), weight) in enumerate(zip(pairs, weights, strict=True))
    ]
    sizes = np.bincount(group, minlength=len(COLORS)).tolist()
    communities = {
        "id": pa.array(range(len(COLORS)), pa.int32()),
        "label": [f"kind {kind} · things" for kind in range(len(COLORS))],
        "size": pa.array(sizes, pa.int32()),
        "color": list(COLORS),
    }
    schema = pa.schema([*EDGES, *(pa.field(layer, pa.float32()) for layer in LAYERS)])
    return View(
        nodes=pa.Table.from_pylist(nodes, NODES),
        edges=pa.Table.from_pylist(edges, schema),
        communities=pa.table(communities),
        layers=dict(zip(LAYERS, (0.6, 0.9), strict=True)),
        about={"generator": "paperkin test"},
        evidence=tuple(random_evidence(edge, nodes) for edge in edges),
        marks=pa.Table.from_pylist(
            [
                {"paper": row, "name": found[0], "start": found.start(), "end": found.end()}
                for row, node in enumerate(nodes)
                for found in re.finditer(r"Net\d+|GSM-8\.K\+\+", str(node["abstract"]))
            ],
            MARKS,
        ),
    )


def random_evidence(edge: dict[str, Any], nodes: list[dict[str, Any]]) -> Evidence:
    """What could be known of an edge: a sentence of the source, and the title of the target."""
    source, target = edge["source"], edge["target"]
    abstract = nodes[source]["abstract"]
    return Evidence(
        score=float(edge["weight"]),
        terms=((f"topic {edge['id']}", 0.5), ("things", 0.25)),
        context=0.125,
        names=("GSM-8.K++",),
        concepts=("deep nets",) if edge["directed"] else (),
        citations=("A cites B",) if edge["directed"] else (),
        sentences=(
            Quote(source, abstract[: abstract.index(".", 40) + 1]),
            Quote(target, nodes[target]["title"]),
        ),
    )


@pytest.fixture(scope="session")
def make_view() -> Callable[..., View]:
    """Give `random_view`, for tests that want a view of their own."""
    return random_view


HOSTILE = {
    3: "</script><script>window.broken = 1</script>",
    4: '"><img src=x onerror="window.broken = 2">',
    5: '<!--<script> href="javascript:window.broken=3" {{ 7 * 7 }} {% raw %}',
    6: "line\u2028separator \u2029 and \u0007 bell, 🐍 emoji",
    7: "عنوان بالعربية: שלום",
    8: "long " * 2000,
    9: "' & &amp; \\u003c \\ <b>bold</b>",
    10: "=1+1, a formula",
}
"""Titles, by row, that would break a page that is not careful."""


@pytest.fixture(scope="session")
def hostile() -> dict[int, str]:
    """Give `HOSTILE`."""
    return HOSTILE


@pytest.fixture(scope="session")
def view() -> View:
    """Sixty papers in four clusters, some with `HOSTILE` titles."""
    return random_view(60, titles=HOSTILE)


@pytest.fixture(scope="session")
def page_file(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of these."""
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write_html(view, path)
    return path


@pytest.fixture(scope="session", params=["vis", "canvas"])
def drawn_file(request: Any, view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of these, as either surface draws it."""
    path = tmp_path_factory.mktemp(request.param) / "graph.html"
    write_html(replace(view, renderer=request.param), path)
    return path


@pytest.fixture(scope="session")
def seeds_page(seeds: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the seeds, whole."""
    return graph.export(seeds, tmp_path_factory.mktemp("seeds") / "graph.html")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start one browser for all tests; skip where there is none, unless one is required."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        complaint = f"no Chromium here: none of {', '.join(names)} is on the PATH"
        if os.environ.get("PAPERKIN_REQUIRE_BROWSER") == "1":
            pytest.fail(complaint)
        pytest.skip(complaint)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Visit:
    """A page opened with the network refused; keeps what it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, *, link: str = "", **context: Any) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(**{"reduced_motion": "reduce"} | context)
        self.context.set_offline(True)
        url = path.resolve().as_uri()

        def answer(route: Any) -> None:
            if route.request.url.partition("#")[0] == url and not self.requests:
                route.continue_()
            else:
                route.abort()
            self.requests.append(route.request.url)

        self.context.route("**/*", answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{url}#{link}" if link else url)
        self.until("performance.getEntriesByName('map').length")

    def until(self, script: str, argument: Any = None) -> None:
        """Wait until a script of the page gives something true.

        The page's policy keeps `Page.wait_for_function` from asking twice.
        """
        for _ in range(1500):
            if self.run(script, argument):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never came true: {script}")

    def clear(self, link: str = "") -> None:
        """Bring an open page back to where it was when it opened, or would have by a link."""
        self.page.mouse.move(0, 0)
        self.run(
            """async (link) => {
                const find = (selector) => document.querySelector(selector);
                delete document.documentElement.dataset.theme;
                for (const one of document.querySelectorAll('details')) one.open = false;
                find('#search').value = '';
                document.activeElement.blur();
                for (const next of ['', link]) {
                    if (location.hash.replace('#', '') === next) continue;
                    const followed = new Promise((done) => {
                        addEventListener('hashchange', done, { once: true });
                    });
                    if (!next) find('#zoom-fit').click();
                    location.hash = next;
                    await followed;
                }
                if (!link) find('#zoom-fit').click();
            }""",
            link,
        )
        self.rest()

    def rest(self) -> None:
        """Let the map come to rest and be drawn."""
        self.run("""async () => {
            const frame = () => new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done, 160));
            for (let i = 0; i < 5; i++) await frame();
        }""")

    def colours(self) -> set[str]:
        """Opaque colours on the surface, as "#rrggbb"."""
        found = self.run("""() => {
            const drawn = document.querySelector('.surface canvas');
            const copy = new OffscreenCanvas(drawn.width, drawn.height);
            const pen = copy.getContext('2d', { willReadFrequently: true });
            pen.drawImage(drawn, 0, 0);
            const { data } = pen.getImageData(0, 0, drawn.width, drawn.height);
            const found = new Set();
            for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] === 255) found.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
            }
            return [...found];
        }""")
        return {f"#{color:06x}" for color in found}

    def run(self, script: str, argument: Any = None) -> Any:
        """Give the value of `script` in the page."""
        return self.page.evaluate(script, argument)


@pytest.fixture(scope="session")
def kept() -> Iterator[dict[Path, Visit]]:
    """Pages that stay open from test to test."""
    visits: dict[Path, Visit] = {}
    yield visits
    for one in visits.values():
        one.context.close()


@pytest.fixture
def visit(chromium: Any, kept: dict[Path, Visit]) -> Iterator[Callable[..., Visit]]:
    """Open a page file; any request but the first, or any word on the console, fails the test.

    A page without wishes of its own about its context is opened once and then cleared, unless
    it is to be `fresh`.
    """
    visits: list[Visit] = []

    def start(path: Path, *, link: str = "", fresh: bool = False, **context: Any) -> Visit:
        if fresh or context:
            visits.append(Visit(chromium, path, link=link, **context))
        else:
            if path not in kept:
                kept[path] = Visit(chromium, path)
            visits.append(kept[path])
            kept[path].clear(link)
        return visits[-1]

    yield start
    for one in visits:
        if one not in kept.values():
            one.context.close()
    complaints = [one.complaints for one in visits if one.complaints]
    requests = [one.requests[1:] for one in visits if one.requests[1:]]
    for one in visits:
        one.complaints.clear()
        del one.requests[1:]
    assert complaints == []
    assert requests == []
