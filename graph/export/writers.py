"""Which writer takes which file: by the format's name, or by how the file's name ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from graph.core.errors import OptionError, one_of
from graph.export.cytoscape import write_cytoscape
from graph.export.gexf import write_gexf
from graph.export.graphml import write_graphml
from graph.export.html import write_html
from graph.export.node_link import write_node_link
from graph.export.opening import PACKED
from graph.export.tables import edges_beside, write_tables
from graph.export.view import View
from graph.export.vosviewer import write_vosviewer

Writer = Callable[[View, Path], None]


class Format(NamedTuple):
    """A writer, how names of its files end, and where it writes more than one file: the other."""

    write: Writer
    endings: tuple[str, ...]
    beside: Callable[[Path], Path] | None = None


WRITERS: Mapping[str, Format] = {
    "html": Format(write_html, (".html",)),
    "graphml": Format(write_graphml, (".graphml",)),
    "gexf": Format(write_gexf, (".gexf",)),
    "json": Format(write_node_link, (".json",)),
    "cytoscape": Format(write_cytoscape, (".cyjs", "cytoscape.json")),
    "vosviewer": Format(write_vosviewer, ("vosviewer.json",)),
    "csv": Format(write_tables, (".csv",), edges_beside),
}


def format_of(path: Path, name: str = "") -> str:
    """Name of the format that a file is to have: `name`, or by the longest ending that fits.

    Raises
    ------
    OptionError
        No format is called so, none has such an ending, or it is a page that cannot be packed.
    """
    whole = path.name.lower()
    packed = whole.endswith(PACKED)
    bare = whole.removesuffix(PACKED)
    if not name:
        fitting = [
            (len(ending), known)
            for known, writer in WRITERS.items()
            for ending in writer.endings
            if bare.endswith(ending)
        ]
        if not fitting:
            raise OptionError(
                f"no writer makes {path.suffix or 'a file without suffix'}",
                hint=f"one of: {', '.join(e for f in WRITERS.values() for e in f.endings)}; "
                f"or say --format: {', '.join(WRITERS)}",
            )
        name = max(fitting)[1]
    if one_of("format", name, WRITERS) == "html" and packed:
        raise OptionError("no browser opens a packed page", hint=f"leave {PACKED} away")
    return name


def write_files(view: View, path: Path, *, format: str) -> tuple[Path, ...]:  # noqa: A002
    """Write a view in one of `WRITERS` and give the files written."""
    writer = WRITERS[format]
    writer.write(view, path)
    return (path, writer.beside(path)) if writer.beside else (path,)
