"""The whole trip, from records to an atlas, and questions to an atlas: knows all the wings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core.blocks import beside, elsewhere, map_blocks, row_blocks, threads
from graph.core.claims import claimed
from graph.core.collecting import uncollected
from graph.core.errors import OptionError, one_of
from graph.core.progress import stage, track
from graph.core.types import (
    DEFAULTS,
    EVERYTHING,
    Atlas,
    Audit,
    Corpus,
    Features,
    Graph,
    Names,
    Options,
    Record,
    Selection,
)
from graph.export.bridge import as_networkx
from graph.export.html import RENDERERS, Contents, contents, write_page
from graph.export.selecting import select
from graph.export.view import Tell, Told, View, show
from graph.export.whole import Whole, show_whole, write_whole
from graph.export.writers import format_of, write_files
from graph.find.communities import find_communities
from graph.find.labels import label_communities
from graph.find.layout import place
from graph.kinship import explainer
from graph.read.bounded import LONGEST
from graph.read.corpus import collect, collect_files
from graph.relate.brief import brief_reasons
from graph.relate.encoders import load_encoder, settled
from graph.relate.evidence import Explained
from graph.relate.layers import make_graph, measures
from graph.relate.names import find_names, learn_names
from graph.relate.semantic import extract_vectors
from graph.relate.terms import extract_terms
from graph.store import load, save

if TYPE_CHECKING:
    from graph.export.bridge import Network
    from graph.export.edge_lines import Kept
    from graph.store.writing import Saving

TOGETHER = 10_000
"""Papers from which on a process of its own does what need not wait, as placing them does not."""

PAGE_NODES = 1_500
"""Papers on a page unless told otherwise: what vis-network still draws in a moment."""

TOLD_EDGES = 20_000
"""Edges up to which each one's reason is worked out from the texts; of more a page tells less."""

TELLING = 2_000
"""Edges of which a worker of an engine tells the reasons at a time."""

QUOTES = 3
"""Sentences that bear an edge of a page out, at most."""

Rows = NDArray[np.int64]


class Relations(NamedTuple):
    """What relating a corpus gives."""

    features: Features
    names: Names
    graph: Graph


def build(
    papers: Iterable[Record] | Corpus, options: Options = DEFAULTS, *, merge: bool = True
) -> Atlas:
    """Make an atlas of papers: read them, relate them, find communities, label and place them.

    papers: what `read_papers` yields, papers of your own making, or a corpus already collected.
    merge: whether records that are the same paper become one, unless they are collected already.

    Raises
    ------
    InputError
        There is no paper.
    OptionError
        An option makes no sense.

    Examples
    --------
    >>> atlas = build([Paper("A study of kinship"), Paper("Kinship, studied again")])
    >>> len(atlas)
    2
    """
    _check(options)
    corpus = papers if isinstance(papers, Corpus) else collect(papers, merge=merge)
    features, names, graph = relate(corpus, options)
    stage("Finding communities")
    communities = find_communities(graph, resolution=options.resolution, seed=options.seed)
    placing = partial(place, Graph((), (), graph.adjacency), communities, seed=options.seed)
    with beside(placing, jobs=1 if len(corpus) < TOGETHER else None) as placed:
        stage("Labelling communities")
        labels = label_communities(corpus.papers, communities, graph)
        stage("Placing papers")
        positions = placed()
    return Atlas(
        corpus=corpus,
        features=features,
        names=names,
        graph=graph,
        communities=communities,
        labels=labels,
        positions=positions,
        options=options,
    )


def build_files(
    *inputs: str | PathLike[str],
    options: Options = DEFAULTS,
    merge: bool = True,
    format: str = "",  # noqa: A002
    strict: bool = False,
    max_record: int = LONGEST,
) -> Atlas:
    """Do as `build` of what files and folders hold, which are read by several at one time.

    format, strict, max_record: as `read_papers` has them.
    """
    _check(options)
    corpus = collect_files(
        *inputs, format=format, strict=strict, max_record=max_record, merge=merge
    )
    return build(corpus, options)


def relate(corpus: Corpus, options: Options = DEFAULTS) -> Relations:
    """Find what papers have in common, and link those that are kin."""
    # Two workers are best used by two tasks that have no need of each other, and take as long; more
    # by one at a time. Those of an engine have work of the one while the other is put together.
    apart = len(corpus) >= TOGETHER and threads() == 2
    both = apart or (len(corpus) >= TOGETHER and elsewhere())
    learning = partial(learn_names, corpus.papers)
    prefer: Literal["threads", "processes"] = "threads" if elsewhere() else "processes"
    with beside(learning, jobs=None if both else 1, prefer=prefer) as learnt:
        stage("Weighing terms")
        features, near = extract_terms(
            corpus.papers,
            language=options.language,
            neighbors=options.neighbors,
            exact=options.exact,
            jobs=1 if apart else None,
        )
        stage("Finding named models")
        known = learnt()
    names = find_names(corpus.papers, known)
    if options.semantic:
        vectors = extract_vectors(
            corpus.papers, options.semantic, allow_download=options.allow_download
        )
        features = replace(features, vectors=vectors)
    graph = make_graph(measures(corpus, features, names), options, near={"terms": near})
    return Relations(features, names, graph)


def _check(options: Options) -> None:
    if options.neighbors < 1:
        raise OptionError("a paper needs at least one neighbour", hint="neighbors is 1 or more")
    if not 0 <= options.min_weight < 1:
        raise OptionError("the smallest weight lies from 0 to below 1", hint="0.05 is usual")
    if not options.resolution > 0:
        raise OptionError("the resolution is above 0", hint="1 is usual; 2 gives smaller clusters")
    if options.seed < 0:
        raise OptionError("the seed is a number from 0", hint="any does; each gives its own map")
    if options.layers and ("semantic" in options.layers) != bool(options.semantic):
        raise OptionError(
            "the layer semantic and a semantic model are asked for together or not at all",
            hint="for instance: --layer semantic --semantic wordllama",
        )
    if options.semantic:  # before hours of work, not after
        load_encoder(settled(options.semantic), allow_download=options.allow_download)


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
    kept: Kept | None = None,
) -> tuple[Path, ...]:
    """Write what `paperkin build` leaves (atlas, page, GraphML) and give the paths.

    renderer: what draws the page, as for `export`. jobs: 1 to have nobody beside draw it. prefer:
    who is to, a process, or a thread where none is at work already, which would take its time to
    begin. place: where the atlas is being saved, if parts of it are already. kept: lines of the
    GraphML before, of a graph that has grown.
    """
    one_of("renderer", renderer, RENDERERS)
    to = Path(folder)
    html, graphml = to / "graph.html", to / "graph.graphml"
    ours = partial(_contents, atlas, renderer=renderer)
    whole = partial(_whole, atlas, kept=kept)
    keep = place.finish if place else partial(save, folder=to / "atlas")
    with claimed(to), uncollected():
        if len(atlas) < TOGETHER:
            keep(atlas)
            page = write(atlas, html, renderer=renderer).view
            all_told = page.evidence and not page.part
            write_files(page if all_told else view(atlas), graphml, format="graphml")
        elif prefer == "threads":
            # Files are written by this thread alone: the one that Ctrl-C ends at once.
            with beside(ours, jobs=jobs, prefer=prefer) as shown:
                keep(atlas)
                _write_both(whole(), shown, graphml=graphml, html=html)
        else:
            keep(atlas)
            # A process beside reads the atlas where it was just saved: nothing is handed over.
            saved = partial(_contents_of, to / "atlas", renderer=renderer)
            with beside(ours if elsewhere() else saved, jobs=1 if elsewhere() else jobs) as shown:
                _write_both(whole(), shown, graphml=graphml, html=html)
    return html, graphml, to / "atlas"


def _whole(atlas: Atlas, *, kept: Kept | None) -> Whole:
    """What GraphML tells of an atlas."""
    part = select(atlas)
    if len(part.weight) <= TOLD_EDGES:
        return Whole(view(atlas))
    return show_whole(atlas, part, kept=kept)


def _write_both(told: Whole, shown: Callable[[], Contents], *, graphml: Path, html: Path) -> None:
    """Write GraphML of all papers, and then the page, whose contents come from beside."""
    write_whole(told, graphml)
    write_page(shown(), html)


@uncollected()
def _contents_of(folder: Path, *, renderer: str) -> Contents:
    """What the page of a saved atlas shows."""
    return _contents(load(folder), renderer=renderer)


def _contents(atlas: Atlas, *, renderer: str) -> Contents:
    selection = replace(EVERYTHING, max_nodes=PAGE_NODES)
    shown = view(atlas, selection, evidence=True)
    return contents(replace(shown, renderer=renderer))


def view(atlas: Atlas, selection: Selection = EVERYTHING, *, evidence: bool = False) -> View:
    """What is shown of an atlas; edges carry their reasons where there are few enough to read.

    evidence: all that is known of each of these edges, too; where there are many, brief reasons.
    """
    part = select(atlas, selection)
    tell: Tell | None = None
    if len(part.weight) <= TOLD_EDGES:
        tell = partial(_tell, atlas=atlas, evidence=evidence)
    elif evidence:
        tell = partial(_tell_briefly, atlas=atlas)
    return show(atlas, part, selection=selection, tell=tell)


def _tell(one: Rows, other: Rows, *, atlas: Atlas, evidence: bool) -> Told:
    bare = replace(atlas, corpus=replace(atlas.corpus, audit=Audit())) if elsewhere() else atlas
    tell = partial(_tell_block, atlas=bare, one=one, other=other, quotes=QUOTES if evidence else 0)
    # Where one process tells all, it reads the text of each paper once.
    blocks = row_blocks(len(one), TELLING if elsewhere() else TOLD_EDGES)
    told = map_blocks(tell, blocks, label="Giving reasons" if elsewhere() else "")
    each = list(chain.from_iterable(told))
    reasons = pa.array([found.reason for found in each], pa.string())
    return Told(reasons, [found.evidence for found in each] if evidence else ())


def _tell_block(
    block: range, *, atlas: Atlas, one: Rows, other: Rows, quotes: int
) -> list[Explained]:
    ends = (side[block.start : block.stop] for side in (one, other))
    told = explainer(atlas).tell(*ends, quotes=quotes)
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
