"""View -> one HTML page, whose template and parts are those in `page/`.

Few papers are drawn by vis-network, which pyvis brings; many by a surface of our own upon a plain
canvas. What is not used of the two is not in the file.

Everything that the page needs stands in the file: a Content-Security-Policy forbids it to load
anything, and lets no script or style run but those whose hashes are named in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from graph.core.errors import one_of
from graph.core.files import replacing
from graph.export.packing import pack
from graph.export.view import View

PAGE = Path(__file__).parent / "page"
VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"  # in pyvis's own folder of templates
VIS_PAPERS = 2_000
"""Papers up to which vis-network draws a page; of more it takes seconds, and stutters."""

SURFACES = {"vis": ("surface.js",), "canvas": ("slices.js", "haze.js", "canvas.js")}
"""Parts of the page that draw discs and lines, by the name of what draws."""

RENDERERS = ("auto", *SURFACES)
"""What can be asked to draw a page; auto: vis for `VIS_PAPERS` papers at most, canvas for more."""

PARTS = (
    *("data.js", "papers.js", "edges.js", "shown.js", "search.js", "chains.js", "places.js"),
    *("colors.js", "islands.js", "names.js", "painting.js", "camera.js"),
    "{surface}",
    "drawing.js",
    *("elements.js", "telling.js", "panels.js", "legend.js", "table.js", "saving.js", "link.js"),
    "page.js",
)
"""Parts of one module, each standing upon those before it."""

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "dot", "borderWidth": 1},
    "edges": {"smooth": False, "arrows": {"to": {"scaleFactor": 0.4}}},
    "interaction": {
        "dragNodes": False,
        "dragView": False,
        "zoomView": False,
        "hover": False,
        "selectable": False,
    },
    "autoResize": False,
}
"""What vis-network is told: it draws, and the page moves it."""


class Contents(NamedTuple):
    """What a page shows: the line at its top, which part of all that is, and the packed view.

    renderer: what draws it, one of `SURFACES`.
    """

    heading: str
    part: str
    data: str
    renderer: str


def write_html(view: View, path: Path) -> None:
    """Write `view` to `path` as one HTML file that loads nothing from outside.

    The file is UTF-8 whatever the locale, the same bytes for the same view, and stands at `path`
    only when it is whole. Raises `ExportError` when it cannot be written, `OptionError` when
    nothing that draws has the name of `view.renderer`.
    """
    write_page(contents(view), path)


def write_page(contents: Contents, path: Path) -> None:
    """Write the page that shows them, as `write_html` does."""
    page = _page(contents)
    with replacing(path) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")


def contents(view: View) -> Contents:
    """What the page of a view is filled with; raises `OptionError` as `write_html` does."""
    part = f"{view.part}." if view.part else ""
    return Contents(_summary(view), part, pack(view), _renderer(view))


def _page(contents: Contents) -> str:
    """The whole text of the HTML file that shows them."""
    from jinja2 import Environment, FileSystemLoader

    loader = FileSystemLoader([PAGE, _brought_by_pyvis()])
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)

    def text(name: str) -> str:
        # A browser hashes what stands between the tags with the line ends of Unix.
        return loader.get_source(environment, name)[0].replace("\r\n", "\n")

    names = [
        name
        for part in PARTS
        for name in (SURFACES[contents.renderer] if part == "{surface}" else [part])
    ]
    module = '"use strict";\n\n' + "\n".join(map(text, names))
    library = text(VIS_NETWORK) if contents.renderer == "vis" else ""
    style = text("style.css")
    return environment.get_template("template.html.j2").render(
        heading=contents.heading,
        rest=contents.part,
        data=contents.data,
        library=library,
        options=json.dumps(OPTIONS),
        module=module,
        style=style,
        policy=_policy([script for script in (library, module) if script], style),
    )


def _brought_by_pyvis() -> Path:
    """The folder in which pyvis has its templates and vis-network.

    Its code is left alone: it writes a page of its own, and brings IPython and networkx along.
    """
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pyvis, which brings vis-network, is not installed", name="pyvis")
    return Path(spec.origin).parent / "templates"


def _renderer(view: View) -> str:
    if one_of("renderer", view.renderer, RENDERERS) != "auto":
        return view.renderer
    return "vis" if view.nodes.num_rows <= VIS_PAPERS else "canvas"


def _summary(view: View) -> str:
    """Say what is shown: "119 papers, 740 edges, 8 clusters", "1,500 of 9,000 papers, ..."."""
    shown, total = view.nodes.num_rows, _total(view)
    clusters = sum(number >= 0 for number in view.communities["id"].to_pylist())
    papers = _counted(total, "paper")
    if shown == total > 1 and not view.edges.num_rows:
        return f"{papers}; no two of them are kin: not enough to say"
    return ", ".join(
        [
            papers if total == shown else f"{shown:,} of {papers}",
            _counted(view.edges.num_rows, "edge"),
            _counted(clusters, "cluster"),
        ]
    )


def _total(view: View) -> int:
    return int(view.about.get("papers", view.nodes.num_rows))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _policy(scripts: Sequence[str], style: str) -> str:
    """Content-Security-Policy under which only these texts run, and nothing is fetched."""
    allowed = {
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "img-src": "data:",
    }
    rules = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"} | allowed
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
