"""All of an atlas as GraphML, with the edges of the file before where these are what they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from graph.core.sparse import Ints
from graph.core.types import Atlas
from graph.export.edge_lines import EdgeLines, edges_kept, seal_of
from graph.export.graphml import regrow_graphml, write_graphml
from graph.export.selecting import Part
from graph.export.view import View, show


class Whole(NamedTuple):
    """view: all papers, and the edges to be told. lines, kept: see `regrow_graphml`; None where the
    view holds all edges.
    """

    view: View
    lines: EdgeLines | None = None
    kept: Ints | None = None


def show_whole(atlas: Atlas, part: Part, *, before: Atlas | None, file: Path) -> Whole:
    """Show all edges of an atlas without reasons, or those alone that a file does not tell of.

    part: the whole of the atlas. before: the atlas from which it grew, and file: the GraphML that
    was written of this one; if it is there, and as it was written.
    """
    seal = seal_of(atlas)
    lines = None if before is None else EdgeLines.read(file, seal=seal_of(before))
    if before is None or lines is None:
        return Whole(replace(show(atlas, part), seal=seal))
    kept = edges_kept(before, atlas)
    new = kept < 0
    fresh = replace(part, one=part.one[new], other=part.other[new], weight=part.weight[new])
    return Whole(replace(show(atlas, fresh), seal=seal), lines, kept)


def write_whole(whole: Whole, path: Path) -> None:
    """Write what was shown; raises `ExportError` when the file cannot be written."""
    if whole.lines is None or whole.kept is None:
        write_graphml(whole.view, path)
    else:
        regrow_graphml(whole.view, path, lines=whole.lines, kept=whole.kept)
