"""The whole trip, from records to an atlas: knows all that reads, relates and finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from os import PathLike
from typing import Literal, NamedTuple

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
from graph.core.workers import beside, elsewhere, many, threads
from graph.find.communities import find_communities
from graph.find.labels import label_communities
from graph.find.layout import place
from graph.read.bounded import LONGEST
from graph.read.corpus import collect, collect_files
from graph.relate.encoders import load_encoder, settled
from graph.relate.layers import make_graph, measures
from graph.relate.names import find_names, learn_names
from graph.relate.semantic import extract_vectors
from graph.relate.terms import extract_terms


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
    with beside(placing, jobs=None if many(len(corpus)) else 1) as placed:
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
    apart = many(len(corpus)) and threads() == 2
    both = apart or (many(len(corpus)) and elsewhere())
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
