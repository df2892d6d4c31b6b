"""From an atlas to files for people: what is shown of it, with reasons, and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.blocks import map_blocks, row_blocks
from graph.core.claims import claimed
from graph.core.collecting import uncollected
from graph.core.errors import one_of
from graph.core.files import replacing, sweep
from graph.core.progress import stage, track
from graph.core.types import (
    EVERYTHING,
    Atlas,
    Audit,
    Selection,
)
from graph.core.workers import beside, elsewhere, many
from graph.export.bridge import as_networkx
from graph.export.graphml import write_graphml
from graph.export.html import RENDERERS, Contents, contents, write_page
from graph.export.selecting import select
from graph.export.view import Tell, Told, View, show
from graph.export.whole import Ready, write_whole
from graph.export.writers import format_of, write_files
from graph.kinship import explainer
from graph.relate.brief import brief_reasons
from graph.relate.evidence import Explained
from graph.relate.shared import Memory
from graph.store import load, save

if TYPE_CHECKING:
    from graph.export.bridge import Network
    from graph.store.writing import Saving

GRAPHML = "graph.graphml"
"""Name of the GraphML file that a build leaves, and an addition writes anew."""

TOLD = "told.bin"
"""Beside an atlas: what the texts of papers that a page shows share, for the page after it."""

PAGE_NODES = 1_500
"""Papers on a page unless told otherwise: what vis-network still draws in a moment."""

TOLD_EDGES = 20_000
"""Edges up to which each one's reason is worked out from the texts; of more a page tells less."""

TELLING = 2_000
"""Edges of which a worker of an engine tells the reasons at a time."""

QUOTES = 3
"""Sentences that bear an edge of a page out, at most."""

Rows = NDArray[np.int64]


class Drawn(NamedTuple):
    """A page's contents, and what `TOLD` is to hold then."""

    contents: Contents
    told: bytes


class Written(NamedTuple):
    """What an export wrote."""

    files: tuple[Path, ...]
    view: View


def export(
    atlas: Atlas,
    path: str | PathLike[str],
    *,
    format: str = "",  # noqa: A002
    selection: Selection = EVERYTHING,
    renderer: str = "auto",
) -> Path:
    """Write an atlas, or a part of it, to a file whose name says the format, and give its path.

    format: one of `graph.export.writers.WRITERS`, where the name does not say it. selection: what
    to show; without `max_nodes` a page (.html) shows `PAGE_NODES` papers, other formats all.
    renderer: what draws a page, one of `graph.export.html.RENDERERS`.

    Raises
    ------
    OptionError
        No writer knows the format, nothing that draws has such a name, or the selection makes no
        sense.
    NotFoundError
        There is no such cluster, or no paper is in all that was asked for.
    ExportError
        The file cannot be written.
    """
    return write(atlas, path, format=format, selection=selection, renderer=renderer).files[0]


def write(
    atlas: Atlas,
    path: str | PathLike[str],
    *,
    format: str = "",  # noqa: A002
    selection: Selection = EVERYTHING,
    renderer: str = "auto",
) -> Written:
    """Do as `export` and tell what was written."""
    out = Path(path)
    one_of("renderer", renderer, RENDERERS)
    name = format_of(out, format)
    page = name == "html"
    if page and selection.max_nodes is None:
        selection = replace(selection, max_nodes=PAGE_NODES)
    shown = replace(view(atlas, selection, evidence=page), renderer=renderer)
    stage("Writing")
    return Written(write_files(shown, out, format=name), shown)


def publish(
    atlas: Atlas,
    folder: str | PathLike[str],
    *,
    renderer: str = "auto",
    jobs: int | None = None,
    prefer: Literal["threads", "processes"] = "processes",
    place: Saving | None = None,
    ready: Ready | None = None,
) -> tuple[Path, ...]:
    """Write what `paperkin build` leaves (atlas, page, GraphML) and give the paths.

    renderer: what draws the page, as for `export`. jobs: 1 to have nobody beside draw it. prefer:
    who is to, a process, or a thread where none is at work already, which would take its time to
    begin. place: where the atlas is being saved, if parts of it are already. ready: what is told of
    it already.
    """
    one_of("renderer", renderer, RENDERERS)
    to = Path(folder)
    html, graphml, kept = to / "graph.html", to / GRAPHML, to / "atlas"
    ours = partial(_drawn, atlas, kept / TOLD, renderer=renderer)
    write_both = partial(_write_both, atlas, ready=ready, graphml=graphml, html=html, kept=kept)
    keep = place.finish if place else partial(save, folder=kept)
    with claimed(to), uncollected():
        if not many(len(atlas)):
            keep(atlas)
            page = write(atlas, html, renderer=renderer).view
            all_told = page.evidence and not page.part
            write_files(page if all_told else view(atlas), graphml, format="graphml")
        elif prefer == "threads":
            # Files are put in force by this thread alone: the one that Ctrl-C ends at once.
            with beside(ours, jobs=jobs, prefer=prefer) as shown:
                keep(atlas)
                write_both(shown)
        else:
            keep(atlas)
            # A process beside reads the atlas where it was just saved: nothing is handed over.
            saved = partial(_drawn_of, kept, renderer=renderer)
            with beside(ours if elsewhere() else saved, jobs=1 if elsewhere() else jobs) as shown:
                write_both(shown)
        for path in (html, graphml, kept / TOLD):
            sweep(path)
    return html, graphml, kept


def _write_both(
    atlas: Atlas,
    drawn: Callable[[], Drawn],
    *,
    ready: Ready | None,
    graphml: Path,
    html: Path,
    kept: Path,
) -> None:
    """Write GraphML of all papers, and then the page, whose contents come from beside."""
    part = select(atlas)
    if len(part.weight) <= TOLD_EDGES:
        write_graphml(view(atlas), graphml)
    else:
        write_whole(atlas, part, graphml, ready=ready)
    contents, told = drawn()
    write_page(contents, html)
    with replacing(kept / TOLD) as path:
        path.write_bytes(told)


@uncollected()
def _drawn_of(folder: Path, *, renderer: str) -> Drawn:
    """What the page of a saved atlas shows."""
    return _drawn(load(folder), folder / TOLD, renderer=renderer)


def _drawn(atlas: Atlas, told: Path, *, renderer: str) -> Drawn:
    """told: what was told in the page before is not worked out again."""
    selection = replace(EVERYTHING, max_nodes=PAGE_NODES)
    memory = Memory.read(told)
    shown = view(atlas, selection, evidence=True, memory=memory)
    return Drawn(contents(replace(shown, renderer=renderer)), memory.content())


def view(
    atlas: Atlas,
    selection: Selection = EVERYTHING,
    *,
    evidence: bool = False,
    memory: Memory | None = None,
) -> View:
    """What is shown of an atlas; edges carry their reasons where there are few enough to read.

    evidence: all that is known of each of these edges, too; where there are many, brief reasons.
    memory: of what texts share, if this process tells that.
    """
    part = select(atlas, selection)
    tell: Tell | None = None
    if len(part.weight) <= TOLD_EDGES:
        tell = partial(_tell, atlas=atlas, evidence=evidence, memory=memory)
    elif evidence:
        tell = partial(_tell_briefly, atlas=atlas)
    return show(atlas, part, selection=selection, tell=tell)


def _tell(one: Rows, other: Rows, *, atlas: Atlas, evidence: bool, memory: Memory | None) -> Told:
    tell = partial(_tell_block, one=one, other=other, quotes=QUOTES if evidence else 0)
    if elsewhere():
        tell = partial(tell, atlas=replace(atlas, corpus=replace(atlas.corpus, audit=Audit())))
    else:
        tell = partial(tell, atlas=atlas, memory=memory)
    # Where one process tells all, it reads the text of each paper once.
    blocks = row_blocks(len(one), TELLING if elsewhere() else TOLD_EDGES)
    told = map_blocks(tell, blocks, label="Giving reasons" if elsewhere() else "")
    each = list(chain.from_iterable(told))
    reasons = pa.array([found.reason for found in each], pa.string())
    return Told(reasons, [found.evidence for found in each] if evidence else ())


def _tell_block(
    block: range,
    *,
    atlas: Atlas,
    one: Rows,
    other: Rows,
    quotes: int,
    memory: Memory | None = None,
) -> list[Explained]:
    ends = (side[block.start : block.stop] for side in (one, other))
    told = explainer(atlas, memory=memory).tell(*ends, quotes=quotes)
    return list(track(told, "Giving reasons", total=len(block)))


def _tell_briefly(one: Rows, other: Rows, *, atlas: Atlas) -> Told:
    return Told(
        brief_reasons(
            one, other, features=atlas.features, names=atlas.names, layers=atlas.graph.layers
        )
    )


def to_networkx(atlas: Atlas, selection: Selection = EVERYTHING) -> Network:
    """The atlas, or a part of it, as an undirected networkx graph.

    Nodes are keys, edges have a `weight`, attributes are plain Python values: every algorithm and
    every writer of networkx takes them.
    """
    return as_networkx(view(atlas, selection))
