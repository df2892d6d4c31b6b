"""Take the pictures of the page that README and docs show.

    python docs/pictures.py exports/graph.html docs

writes page.png (the whole map, light) and page-dark.png (a chain between two papers, dark), each
1400 x 900. Wants Chromium on the PATH, and playwright.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

SIZE: ViewportSize = {"width": 1400, "height": 900}
SETTLED = 400  # milliseconds until the map has faded to what is highlighted


def main() -> None:
    """Read the command line and take both pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of a page.")
    parser.add_argument("page", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--path", nargs=2, default=("S4", "Hydra"), metavar=("FROM", "TO"))
    options = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        parser.exit(1, f"no Chromium: none of {', '.join(names)} is on the PATH\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        light = open_page(browser, options.page, scheme="light")
        save(light, options.folder / "page.png")
        dark = open_page(browser, options.page, scheme="dark")
        show_path(dark, *options.path)
        save(dark, options.folder / "page-dark.png")
        browser.close()


def open_page(browser: Browser, path: Path, *, scheme: Literal["light", "dark"]) -> Page:
    """Open the page in one colour scheme, without moving animations."""
    page = browser.new_page(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
    page.goto(path.resolve().as_uri())
    return page


def show_path(page: Page, start: str, goal: str) -> None:
    """Have the page find the chain from `start` to `goal`."""
    page.click("#open-path")
    for place, paper in enumerate((start, goal)):
        page.fill(f"#end-{place}", paper)
        page.keyboard.press("Enter")
    page.wait_for_selector(".hops")


def save(page: Page, path: Path) -> None:
    """Write what is shown to `path`, and say so."""
    page.wait_for_timeout(SETTLED)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main()
