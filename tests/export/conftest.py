"""Views made by hand, and a Chromium to look at pages with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.export.view import EDGES, NODES, View

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
            "abstract": f"We study Net{row // 3 * 3} on GSM-8.K++ data. " * 20,
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
    )


@pytest.fixture(scope="session")
def make_view() -> Callable[..., View]:
    """Give `random_view`, for tests that want a view of their own."""
    return random_view


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

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(**{"reduced_motion": "reduce"} | context)
        self.context.set_offline(True)
        url = path.resolve().as_uri()

        def answer(route: Any) -> None:
            if route.request.url == url and not self.requests:
                route.continue_()
            else:
                route.abort()
            self.requests.append(route.request.url)

        self.context.route("**/*", answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url)
        self.rest()

    def rest(self) -> None:
        """Let two frames be drawn."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, script: str, argument: Any = None) -> Any:
        """Give the value of `script` in the page."""
        return self.page.evaluate(script, argument)


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """Open a page file; any request but the first, or any word on the console, fails the test."""
    visits: list[Visit] = []

    def start(path: Path, **context: Any) -> Visit:
        visits.append(Visit(chromium, path, **context))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()
    assert [one.complaints for one in visits if one.complaints] == []
    assert [one.requests[1:] for one in visits if one.requests[1:]] == []
