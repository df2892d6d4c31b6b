"""A page of papers of which every text tries to run or to lead astray."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import graph
from graph import Paper

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ATTACKS = (
    "<script>window.broken = 1</script>",
    "</script></style></title><script>window.broken = 1</script>",
    '"><img src=x onerror=window.broken=1>',
    "'-window.broken=1-'",
    "javascript:window.broken=1",
    "<svg/onload=window.broken=1>",
    "<a href=javascript:window.broken=1>x</a>",
    "{{constructor.constructor('window.broken=1')()}}",
    "\u2028window.broken=1\u2029",
    "turned \u202eround\u202c \x1b[31m \ud800",
)


def paper(number: int, attack: str) -> Paper:
    return Paper(
        f"{attack}Net: a whale song {attack}",
        key=f"k{number}{attack}",
        abstract=f"We propose {attack}Net, whales {attack} singing. It builds on {ATTACKS[0]}Net.",
        authors=(attack, f"A {attack}"),
        venue=attack,
        year=2000 + number,
        identifiers={"doi": attack, "arxiv": f"2401.0000{number}{attack}", "url": attack},
        references=(attack,),
    )


def test_nothing_runs_and_no_link_leads_anywhere_but_to_papers(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    atlas = graph.build(paper(number, attack) for number, attack in enumerate(ATTACKS))
    path = graph.export(atlas, tmp_path / "graph.html")
    opened = visit(path)
    for number in range(len(ATTACKS)):
        opened.page.fill("#search", f"k{number}")
        opened.page.keyboard.press("Enter")
        opened.rest()
        links = opened.run("[...document.querySelectorAll('a')].map(a => a.href)")
        outward = [link for link in links if not link.startswith(path.resolve().as_uri())]
        assert all(link.startswith(("https://doi.org/", "https://arxiv.org/")) for link in outward)
        assert opened.page.locator("#details img, #details svg, #details script").count() == 0
        shown = opened.page.inner_text("body")
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b")
    assert opened.run("window.broken") is None
