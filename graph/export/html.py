"""View -> one HTML page: pyvis and its vis-network draw, the template in `page/` is our own.

Everything that the page needs stands in the file: a Content-Security-Policy forbids it to load
anything, and lets no script or style run but those whose hashes are named in it.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.files import replacing
from graph.export.view import View

PAGE = Path(__file__).parent / "page"
VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"  # in pyvis's own folder of templates
PARTS = (
    "papers.js",
    "surface.js",
    "islands.js",
    "names.js",
    "drawing.js",
    "elements.js",
    "telling.js",
    "script.js",
)
SCRIPTS = (VIS_NETWORK, *PARTS)
STYLES = ("style.css",)

DRAWN = frozenset({"x", "y", "size", "color", "r", "g", "b"})
ROOM = 82.0  # pixels of map, across and down, that there are for each paper at a scale of 1
RADII = (3.5, 15.0)  # pixels at a scale of 1, of the least and the most connected paper
STILL_EDGES = 3000  # more edges than this are hidden while the map is dragged

Record = dict[str, Any]


def write_html(view: View, path: Path) -> None:
    """Write `view` to `path` as one HTML file that loads nothing from outside.

    The file is UTF-8 whatever the locale, the same bytes for the same view, and stands at `path`
    only when it is whole. Raises `ExportError` when it cannot be written.
    """
    page = _render(view)
    with replacing(path) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")


def _render(view: View) -> str:
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader
    from pyvis.network import Network

    network = Network(cdn_resources="in_line", heading=_summary(view))
    folders = (PAGE, network.template_dir)  # ours first: the template shadows pyvis's
    loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}

    def texts(names: tuple[str, ...]) -> list[str]:
        return [loader.get_source(environment, name)[0] for name in names]

    scripts, styles = texts(SCRIPTS), texts(STYLES)
    environment.globals.update(
        scripts=scripts,
        styles=styles,
        policy=_policy(scripts, styles),
        communities=view.communities.to_pylist(),
        layers=list(view.layers),
        about=dict(view.about),
    )
    network.templateEnv = environment
    network.path = "template.html.j2"
    network.nodes = _nodes(view.nodes)
    network.edges = _edges(view)
    network.options = _options(len(network.edges))
    return str(network.generate_html())


def _nodes(table: pa.Table) -> list[Record]:
    """Nodes as vis-network takes them, with what the panels tell of each paper."""
    told = table.select([name for name in table.column_names if name not in DRAWN])
    columns = (_places(table), _radii(table), table.column("color").to_pylist())
    return [
        record | {"id": row, "key": record["id"], "x": x, "y": y, "size": size, "color": color}
        for row, (record, (x, y), size, color) in enumerate(
            zip(_records(told), *columns, strict=True)
        )
    ]


def _edges(view: View) -> list[Record]:
    """Edges as vis-network takes them, each with the shares of its layers (zeros left out).

    Shares as in `graph.relate.evidence`: parts of -log(1 - weight), in which a noisy-or is a sum.
    """
    columns = ["source", "target", "weight", "kind", "directed", "reason"]
    edges = _records(view.edges.select(columns))
    doubt = [-np.log1p(-share * _array(view.edges, name)) for name, share in view.layers.items()]
    parts = np.array(doubt).T.reshape(len(edges), len(view.layers))
    for edge, row in zip(edges, parts, strict=True):
        edge["from"], edge["to"] = edge.pop("source"), edge.pop("target")
        edge["layers"] = {
            name: round(float(part), 4)
            for name, part in zip(view.layers, row / row.sum(), strict=True)
            if part
        }
    return edges


def _records(table: pa.Table) -> list[Record]:
    """Rows as plain Python values; a float32 as the shortest number that rounds to it."""
    columns = {
        name: [None if value is None else float(str(np.float32(value))) for value in values]
        if pa.types.is_float32(table.schema.field(name).type)
        else values
        for name, values in table.to_pydict().items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _places(table: pa.Table) -> list[list[float]]:
    """Centre the positions and give every paper the same room; y points down in a browser."""
    points = np.c_[_array(table, "x"), -_array(table, "y")]
    if not len(points):
        return []
    low, high = points.min(axis=0), points.max(axis=0)
    reach = max(float((high - low).max()), 1e-6)
    scaled = (points - (low + high) / 2) * (ROOM * np.sqrt(len(points)) / reach)
    return [[round(value, 1) for value in point] for point in scaled.tolist()]


def _radii(table: pa.Table) -> list[float]:
    """Sizes (diameters from 4 to 100) as radii in pixels at a scale of 1."""
    least, most = RADII
    radii = least + (most - least) * np.clip((_array(table, "size") - 4) / 96, 0, 1)
    return [round(value, 2) for value in radii.tolist()]


def _array(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.asarray(table.column(name).to_numpy(), np.float64)


def _options(edges: int) -> Record:
    """What vis-network is told: nothing moves unless the reader moves it."""
    hidden = edges > STILL_EDGES
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "nodes": {"shape": "dot", "borderWidth": 1},
        "edges": {"smooth": False},
        "interaction": {
            "dragNodes": False,
            "hideEdgesOnDrag": hidden,
            "hideEdgesOnZoom": hidden,
            "hover": False,
            "selectable": False,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
    }


def _summary(view: View) -> str:
    """Say what is shown: "119 papers, 740 edges, 8 clusters", "1,500 of 9,000 papers, ..."."""
    shown = view.nodes.num_rows
    total = int(view.about.get("papers", shown))
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


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Content-Security-Policy under which only these texts run, and nothing is fetched."""
    allowed = {
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, styles)),
        "img-src": "data:",
    }
    rules = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"} | allowed
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
