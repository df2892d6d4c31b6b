"""All of an atlas as GraphML, with the edges of the file before where these are what they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from graph.core.types import Atlas
from graph.export.edge_lines import Kept, seal_of
from graph.export.graphml import regrow_graphml, write_graphml
from graph.export.selecting import Part
from graph.export.view import View, show


class Ready(NamedTuple):
    """What of an atlas that has grown is told already. papers: see `described`, of all. kept: lines
    of the file before, where it can be gone by.
    """

    papers: pa.Table
    kept: Kept | None


class Whole(NamedTuple):
    """view: all papers, and the edges to be told. kept: the lines that tell of the others; None
    where the view holds all edges.
    """

    view: View
    kept: Kept | None = None


def show_whole(atlas: Atlas, part: Part, *, ready: Ready | None) -> Whole:
    """Show all edges of an atlas without reasons, or those alone that no line tells of.

    part: the whole of the atlas.
    """
    known, kept = ready or (None, None)
    if kept:
        new = kept.numbers < 0
        part = replace(part, one=part.one[new], other=part.other[new], weight=part.weight[new])
    return Whole(replace(show(atlas, part, known=known), seal=seal_of(atlas)), kept)


def write_whole(whole: Whole, path: Path) -> None:
    """Write what was shown; raises `ExportError` when the file cannot be written.

    The lines that were kept are let go.
    """
    if whole.kept:
        regrow_graphml(whole.view, path, kept=whole.kept)
        whole.kept.lines.let_go()
    else:
        write_graphml(whole.view, path)
