"""The whole trip, from records to an atlas, and questions to an atlas: knows all the wings."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import OptionError
from graph.core.progress import stage
from graph.core.types import (
    DEFAULTS,
    Atlas,
    Corpus,
    Features,
    Graph,
    Names,
    Options,
    Record,
)
from graph.export.bridge import as_networkx
from graph.export.view import View, make_view
from graph.export.writers import writer
from graph.find.communities import find_communities
from graph.find.labels import label_communities
from graph.find.layout import place
from graph.kinship import explainer
from graph.read.corpus import collect
from graph.relate.layers import make_graph, measures
from graph.relate.names import extract_names
from graph.relate.terms import extract_terms
from graph.store import save

if TYPE_CHECKING:
    from graph.export.bridge import Network

PAGE_NODES = 1_500
"""Papers on a page unless told otherwise: what vis-network still draws in a moment."""

TOLD_EDGES = 20_000
"""Edges up to which each one's reason is worked out in words."""


class Relations(NamedTuple):
    """What relating a corpus gives."""

    features: Features
    names: Names
    graph: Graph


def build(papers: Iterable[Record] | Corpus, options: Options = DEFAULTS) -> Atlas:
    """Make an atlas of papers: read them, relate them, find communities, label and place them.

    papers: what `read_papers` yields, papers of your own making, or a corpus already collected.

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
    corpus = papers if isinstance(papers, Corpus) else collect(papers)
    features, names, graph = relate(corpus, options)
    stage("Finding communities")
    communities = find_communities(graph, resolution=options.resolution, seed=options.seed)
    stage("Labelling communities")
    labels = label_communities(corpus.papers, communities, graph)
    stage("Placing papers")
    return Atlas(
        corpus=corpus,
        features=features,
        names=names,
        graph=graph,
        communities=communities,
        labels=labels,
        positions=place(graph, communities, seed=options.seed),
        options=options,
    )


def relate(corpus: Corpus, options: Options = DEFAULTS) -> Relations:
    """Find what papers have in common, and link those that are kin."""
    stage("Weighing terms")
    features = extract_terms(corpus.papers, language=options.language)
    stage("Finding named models")
    names = extract_names(corpus.papers)
    graph = make_graph(measures(corpus, features, names), options)
    return Relations(features, names, graph)


def _check(options: Options) -> None:
    if options.neighbors < 1:
        raise OptionError("a paper needs at least one neighbour", hint="neighbors is 1 or more")
    if not 0 <= options.min_weight < 1:
        raise OptionError("the smallest weight lies from 0 to below 1", hint="0.05 is usual")
    if not options.resolution > 0:
        raise OptionError("the resolution is above 0", hint="1 is usual; 2 gives smaller clusters")


def export(atlas: Atlas, path: str | PathLike[str], *, max_nodes: int | None = None) -> Path:
    """Write an atlas, or its best-connected papers, to a file whose suffix says the format.

    max_nodes: papers shown at most; None shows all, but for a page (.html) `PAGE_NODES`.

    Raises
    ------
    OptionError
        No writer knows the suffix.
    ExportError
        The file cannot be written.
    """
    out = Path(path)
    write = writer(out)
    if max_nodes is None and out.suffix.lower() == ".html":
        max_nodes = PAGE_NODES
    write(view(atlas, max_nodes=max_nodes), out)
    return out


def publish(atlas: Atlas, folder: str | PathLike[str]) -> tuple[Path, ...]:
    """Write what `paperkin build` leaves (atlas, page, GraphML) and give the paths."""
    to = Path(folder)
    save(atlas, to / "atlas")
    return (export(atlas, to / "graph.html"), export(atlas, to / "graph.graphml"), to / "atlas")


def view(atlas: Atlas, *, max_nodes: int | None = None) -> View:
    """What is shown of an atlas; edges carry their reasons where there are few enough to read."""
    told = atlas.graph.adjacency.nnz // 2 <= TOLD_EDGES or (max_nodes or len(atlas)) <= PAGE_NODES
    return make_view(atlas, reason=explainer(atlas).reason if told else None, max_nodes=max_nodes)


def to_networkx(atlas: Atlas) -> Network:
    """The atlas as an undirected networkx graph, attributes in plain Python values."""
    return as_networkx(view(atlas))
