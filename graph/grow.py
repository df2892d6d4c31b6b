"""An atlas that grows: more papers among those that are there, without building all of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.changes import Comparison, compare
from graph.core.claims import claimed
from graph.core.collecting import uncollected
from graph.core.growth import Growth
from graph.core.progress import stage
from graph.core.sparse import Matrix
from graph.core.types import Atlas, Corpus, Features, Graph, Names, Record
from graph.core.workers import beside
from graph.export.ahead import Ahead, begun
from graph.export.edge_lines import lines_of
from graph.export.nodes import described
from graph.export.whole import Ready
from graph.find.growing import grow_communities, staying
from graph.find.labels import grow_labels
from graph.find.seating import grow_positions
from graph.publishing import GRAPHML, publish
from graph.read.corpus import add_records
from graph.relate.growing import (
    Proposed,
    grow_features,
    grow_graph,
    newer_pairs,
    proposed_before,
)
from graph.relate.layers import measures
from graph.relate.lineage import steady_rarity
from graph.relate.names.growing import grow_names
from graph.relate.names.known import Spellings
from graph.relate.terms import term_measure
from graph.store import saving

if TYPE_CHECKING:
    import pyarrow as pa

    from graph.store.writing import Saving


@uncollected()
def extend(atlas: Atlas, papers: Iterable[Record], *, merge: bool = True) -> Atlas:
    """Give an atlas that holds more papers; the one given stays as it is.

    papers: what `read_papers` yields, or papers of your own making. merge: whether records that are
    the same paper become one; one that is in the atlas keeps its key, its place and its cluster.

    New papers are related to all, with the options of the atlas; old ones keep their weights, so
    that their kinship is what it was but for names and citations. Clusters keep their numbers and
    names where they are much what they were. After a tenth as many more it is time to build anew.

    Raises
    ------
    InputError
        There is no paper among them.
    OptionError
        The atlas has vectors of a model that cannot be had here.

    Examples
    --------
    >>> more = extend(atlas, [Paper("A study of kinship")])
    """
    known = _describe(atlas, papers, merge=merge, kept=_together)
    return _arrange(atlas, known, _relate(atlas, known))


class Addition(NamedTuple):
    """An atlas that has grown, what changed if that was asked for, and where it was written to."""

    atlas: Atlas
    changes: Comparison | None
    paths: tuple[Path, ...]


@uncollected()
def add(
    atlas: Atlas,
    papers: Iterable[Record],
    folder: str | PathLike[str],
    *,
    merge: bool = True,
    renderer: str = "auto",
    compared: bool = True,
) -> Addition:
    """Do as `extend`, and write the atlas to the folder that it was loaded from.

    folder: what `publish` wrote to, of which all is written anew, or what `save` wrote to. What is
    settled is written and told while the rest is being worked out. renderer: as for `publish`.
    compared: whether to work out what changed.
    """
    top = Path(folder)
    alone = (top / "manifest.json").exists()
    with saving(top if alone else top / "atlas") as place:
        known = _describe(atlas, papers, merge=merge, kept=place.papers)
        with beside(partial(_relate, atlas, known), prefer="threads", leads=True) as related:
            place.ahead(known.corpus, known.features, known.names)
            if alone:
                graph = related()
                return _save(atlas, known, graph, place=place, top=top, compared=compared)
            told = described(known.corpus, known.features, known.names)
            lines = lines_of(atlas, top / GRAPHML)
            graph = related()
        with claimed(top), begun(top / GRAPHML) as file:
            ahead = Ahead.of(lines, file, before=len(atlas), now=len(known.growth))
            writing = partial(_write_edges, ahead, atlas, known, graph, ids=told["id"])
            with beside(writing, prefer="threads") as written:
                after = _arrange(atlas, known, graph)
                ready = Ready(told, ahead, written)
                with _changes(atlas, after, compared=compared) as changes:
                    paths = publish(
                        after, top, renderer=renderer, prefer="threads", place=place, ready=ready
                    )
                    return Addition(after, changes(), paths)


def _save(
    atlas: Atlas, known: _Described, graph: Graph, *, place: Saving, top: Path, compared: bool
) -> Addition:
    """Write no more than the atlas."""
    after = _arrange(atlas, known, graph)
    with _changes(atlas, after, compared=compared) as changes:
        place.finish(after)
        return Addition(after, changes(), (top / "manifest.json",))


def _changes(
    before: Atlas, after: Atlas, *, compared: bool
) -> AbstractContextManager[Callable[[], Comparison | None]]:
    """Work out beside what changed, if that is asked for."""
    if not compared:
        return nullcontext(lambda: None)
    return beside(partial(compare, before, after), prefer="threads")


def _write_edges(
    ahead: Ahead | None, atlas: Atlas, known: _Described, graph: Graph, *, ids: pa.ChunkedArray
) -> None:
    if ahead:
        papers, places = known.corpus.papers, known.growth.places
        ahead.write_edges(atlas.graph, graph, places=places, papers=papers, ids=ids)


class _Described(NamedTuple):
    """What is known of papers by themselves, and of which they may come to be linked.

    newer: see `newer_pairs`, for terms. proposed: see `proposed_before`.
    """

    corpus: Corpus
    growth: Growth
    features: Features
    names: Names
    newer: Mapping[str, Matrix]
    proposed: Proposed


def _together(corpus: Corpus) -> Corpus:
    """The same, each column of its papers in one piece of memory."""
    return replace(corpus, papers=corpus.papers.combine_chunks())


def _describe(
    atlas: Atlas, papers: Iterable[Record], *, merge: bool, kept: Callable[[Corpus], Corpus]
) -> _Described:
    """kept: puts papers where they are to stay."""
    options = atlas.options
    with beside(partial(_known, atlas), prefer="threads") as known:
        stage("Merging papers")
        found, growth = add_records(atlas.corpus, papers, merge=merge)
        corpus = kept(found)
        proposed, spellings = known()
    naming = partial(
        grow_names,
        atlas.names,
        corpus.papers,
        growth,
        features=atlas.features,
        spellings=spellings,
    )
    with beside(naming, prefer="threads") as named:
        stage("Weighing terms")
        features, near = grow_features(atlas.features, corpus.papers, growth, options=options)
        terms = term_measure(features)
        newer = newer_pairs(atlas.graph, terms, options, growth=growth, near=near)
        stage("Finding named models")
        names = steady_rarity(atlas.names, named())
    return _Described(corpus, growth, features, names, newer, proposed)


def _known(atlas: Atlas) -> tuple[Proposed, Spellings]:
    """What is asked of an atlas that is to grow, whatever comes to it."""
    return proposed_before(atlas.graph, atlas.options), Spellings.of(atlas.names.table)


def _relate(atlas: Atlas, known: _Described) -> Graph:
    found = measures(
        known.corpus,
        known.features,
        known.names,
        before=atlas.graph.measures,
        growth=known.growth,
    )
    return grow_graph(
        atlas.graph,
        found,
        atlas.options,
        growth=known.growth,
        newer=known.newer,
        proposed=known.proposed,
    )


def _arrange(atlas: Atlas, known: _Described, graph: Graph) -> Atlas:
    """The atlas of a graph that has grown, with communities, their labels and places of papers."""
    options, growth = atlas.options, known.growth
    stage("Finding communities")
    communities = grow_communities(
        graph, atlas.communities, growth, resolution=options.resolution, seed=options.seed
    )
    stage("Labelling communities")
    placing = partial(grow_positions, graph, atlas.positions, growth)
    with beside(placing, prefer="threads") as placed:
        stay = staying(atlas.communities, communities, growth)
        labels = grow_labels(
            known.corpus.papers, communities, graph, before=atlas.labels, stay=stay
        )
        stage("Placing papers")
        positions = placed()
    return replace(
        atlas,
        corpus=known.corpus,
        features=known.features,
        names=known.names,
        graph=graph,
        communities=communities,
        labels=labels,
        positions=positions,
    )
