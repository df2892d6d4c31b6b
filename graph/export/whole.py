"""All of an atlas as GraphML, where it is too large for reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from graph.core.types import Atlas
from graph.export.ahead import Ahead
from graph.export.edge_lines import seal_of
from graph.export.graphml import write_graphml
from graph.export.selecting import Part
from graph.export.view import show


class Ready(NamedTuple):
    """What of an atlas that has grown is told already.

    papers: see `described`, of all. ahead: the file in which edges are being written, if there is
    one. edges: waits until they are.
    """

    papers: pa.Table
    ahead: Ahead | None
    edges: Callable[[], None]


def write_whole(atlas: Atlas, part: Part, path: Path, *, ready: Ready | None) -> None:
    """Write all papers and edges without reasons; raises `ExportError` or OSError.

    part: the whole of the atlas.
    """
    if ready and ready.ahead:
        no_edge = replace(part, one=part.one[:0], other=part.other[:0], weight=part.weight[:0])
        papers = show(atlas, no_edge, known=ready.papers)
        if ready.ahead.finish(papers, ready.edges):
            return
    known = ready.papers if ready else None
    seal = seal_of(atlas.corpus.papers, atlas.graph)
    write_graphml(replace(show(atlas, part, known=known), seal=seal), path)
