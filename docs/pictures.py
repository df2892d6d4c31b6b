"""Take the pictures of the page that README and docs show.

    python docs/pictures.py exports/graph.html docs

writes, of the seeds' page or another,

    page.png         the whole map, light
    page-dark.png    the strongest chains between two papers, dark
    page-edge.png    why two papers are kin, light
    page-table.png   the table beside the filters, dark
    page-phone.png   the map, a paper and the table on a phone, light

all but the last 1400 x 900. Wants Chromium on the PATH, and playwright.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

SETTLED = 500  # milliseconds until the map has faded to what is highlighted


class Screen(NamedTuple):
    """Pixels across and down."""

    width: int
    height: int


DESK = Screen(1400, 900)
PHONE = Screen(390, 780)
Scheme = Literal["light", "dark"]


def main() -> None:
    """Read the command line and take all pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of a page.")
    parser.add_argument("page", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--path", nargs=2, default=("S4", "Hydra"), metavar=("FROM", "TO"))
    parser.add_argument("--edge", nargs=2, default=("Hydra", "Mamba"), metavar=("A", "B"))
    options = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        parser.exit(1, f"no Chromium: none of {', '.join(names)} is on the PATH\n")
    start, goal = options.path
    one, other = options.edge
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        url = options.page.resolve().as_uri()
        with opened(browser, url, scheme="light") as page:
            save(page, options.folder / "page.png")
        with opened(browser, f"{url}#paper={start}&path={goal}", scheme="dark") as page:
            save(page, options.folder / "page-dark.png")
        with opened(browser, f"{url}#paper={one}&edge={other}", scheme="light") as page:
            save(page, options.folder / "page-edge.png")
        with opened(browser, f"{url}#view=table", scheme="dark") as page:
            page.click("#filters summary")
            save(page, options.folder / "page-table.png")
        take_phones(browser, url, options.folder / "page-phone.png", paper=other)
        browser.close()


@contextmanager
def opened(
    browser: Browser, url: str, *, scheme: Scheme, screen: Screen = DESK, phone: bool = False
) -> Iterator[Page]:
    """A page in one colour scheme, without moving animations."""
    page = browser.new_page(
        viewport={"width": screen.width, "height": screen.height},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=phone,
        is_mobile=phone,
    )
    page.goto(url)
    page.wait_for_timeout(2 * SETTLED)
    yield page
    page.close()


def take_phones(browser: Browser, url: str, path: Path, *, paper: str) -> None:
    """Three phones side by side, laid out by the browser as well."""
    links = ("", f"paper={paper}", "view=table")
    shots = [path.with_suffix(f".{number}.png") for number, _ in enumerate(links)]
    for link, shot in zip(links, shots, strict=True):
        with opened(browser, f"{url}#{link}", scheme="light", screen=PHONE, phone=True) as page:
            page.screenshot(path=shot)
    images = "".join(f"<img src='{shot.resolve().as_uri()}'>" for shot in shots)
    sheet = path.with_suffix(".html")
    sheet.write_text(
        "<style>body { margin: 0; padding: 24px; display: flex; gap: 24px; background: #d9d7d0 }"
        f"img {{ width: {PHONE.width}px; border-radius: 24px }}</style>{images}",
        encoding="utf-8",
    )
    whole = Screen(3 * PHONE.width + 4 * 24, PHONE.height + 48)
    with opened(browser, sheet.resolve().as_uri(), scheme="light", screen=whole) as page:
        save(page, path)
    for file in (sheet, *shots):
        file.unlink()


def save(page: Page, path: Path) -> None:
    """Write what is shown to `path`, and say so."""
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main()
