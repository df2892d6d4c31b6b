"""An atlas that grows: more papers among those that are there, without building all of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.core.blocks import beside
from graph.core.collecting import uncollected
from graph.core.growth import Growth
from graph.core.progress import stage
from graph.core.sparse import Matrix
from graph.core.types import Atlas, Communities, Corpus, Features, Graph, Labels, Names, Record
from graph.find.growing import grow_communities, staying
from graph.find.labels import grow_labels
from graph.find.seating import grow_positions
from graph.pipeline import publish
from graph.read.corpus import add_records
from graph.relate.growing import found_by_search, grow_features, grow_graph
from graph.relate.layers import measures
from graph.relate.lineage import steady_rarity
from graph.relate.names.growing import grow_names
from graph.store import save

if TYPE_CHECKING:
    from graph.store.writing import Saving


@uncollected()
def extend(
    atlas: Atlas,
    papers: Iterable[Record],
    *,
    merge: bool = True,
    settled: Callable[[Corpus, Features, Names], None] | None = None,
) -> Atlas:
    """Give an atlas that holds more papers; the one given stays as it is.

    papers: what `read_papers` yields, or papers of your own making. merge: whether records that are
    the same paper become one; one that is in the atlas keeps its key, its place and its cluster.
    settled: is handed what most of an atlas is as soon as that is known, as to write it ahead.

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
    known = _describe(atlas, papers, merge=merge)
    relating = partial(_relate, atlas, known)
    with beside(relating, prefer="threads", leads=True) as related:
        if settled:
            settled(known.corpus, known.features, known.names)
        graph = related()
    communities, labels, positions = _arrange(atlas, known, graph)
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


class _Described(NamedTuple):
    """What is known of papers by themselves.

    near: (n, n), the nearest of fresh papers by their terms. searched: edges before, see
    `found_by_search`.
    """

    corpus: Corpus
    growth: Growth
    features: Features
    names: Names
    near: Matrix
    searched: Matrix


def _describe(atlas: Atlas, papers: Iterable[Record], *, merge: bool) -> _Described:
    options = atlas.options
    searching = partial(found_by_search, atlas.graph, options)
    with beside(searching, prefer="threads") as found:
        stage("Merging papers")
        corpus, growth = add_records(atlas.corpus, papers, merge=merge)
        searched = found()
    stage("Weighing terms")
    weighing = partial(grow_features, atlas.features, corpus.papers, growth, options=options)
    with beside(weighing, prefer="threads") as weighed:
        stage("Finding named models")
        grown = grow_names(atlas.names, corpus.papers, growth, features=atlas.features)
        names = steady_rarity(atlas.names, grown)
        features, near = weighed()
    return _Described(corpus, growth, features, names, near, searched)


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
        near={"terms": known.near},
        searched=known.searched,
    )


def _arrange(
    atlas: Atlas, known: _Described, graph: Graph
) -> tuple[Communities, Labels, NDArray[np.float32]]:
    """Communities, their labels, and the places of papers."""
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
        return communities, labels, placed()


def republish(
    atlas: Atlas,
    folder: str | PathLike[str],
    *,
    before: Atlas | None = None,
    place: Saving | None = None,
    renderer: str = "auto",
) -> tuple[Path, ...]:
    """Write an atlas that has grown to the folder that it was loaded from, and give the paths.

    folder: what `publish` wrote to, of which all is written anew, or what `save` wrote to. before:
    the atlas as it was loaded. place: where it is being saved: in `atlas_in` the folder.
    """
    top = Path(folder)
    to = atlas_in(top)
    if to != top:
        return publish(atlas, top, renderer=renderer, prefer="threads", before=before, place=place)
    if place:
        place.finish(atlas)
    else:
        save(atlas, top)
    return (top / "manifest.json",)


def atlas_in(folder: Path) -> Path:
    """Where in a folder its atlas is: that of one that `publish` wrote to, or that `save` did."""
    return folder if (folder / "manifest.json").exists() else folder / "atlas"
