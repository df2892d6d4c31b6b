"""An atlas that grows: more papers among those that are there, without building all of it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path

from graph.core.blocks import beside
from graph.core.collecting import uncollected
from graph.core.progress import stage
from graph.core.types import Atlas, Record
from graph.find.growing import grow_communities, staying
from graph.find.labels import grow_labels
from graph.find.seating import grow_positions
from graph.pipeline import publish
from graph.read.corpus import add_records
from graph.relate.growing import grow_features, grow_graph
from graph.relate.layers import measures
from graph.relate.names.growing import grow_names
from graph.store import save


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
    options = atlas.options
    stage("Merging papers")
    corpus, growth = add_records(atlas.corpus, papers, merge=merge)
    stage("Weighing terms")
    weighing = partial(grow_features, atlas.features, corpus.papers, growth, options=options)
    with beside(weighing, prefer="threads") as weighed:
        stage("Finding named models")
        names = grow_names(atlas.names, corpus.papers, growth, features=atlas.features)
        features, near = weighed()
    found = measures(corpus, features, names, before=atlas.graph.measures, growth=growth)
    graph = grow_graph(atlas.graph, found, options, growth=growth, near={"terms": near})
    stage("Finding communities")
    communities = grow_communities(
        graph, atlas.communities, growth, resolution=options.resolution, seed=options.seed
    )
    stage("Labelling communities")
    placing = partial(grow_positions, graph, atlas.positions, growth)
    with beside(placing, prefer="threads") as placed:
        labels = grow_labels(
            corpus.papers,
            communities,
            graph,
            before=atlas.labels,
            stay=staying(atlas.communities, communities, growth),
        )
        stage("Placing papers")
        positions = placed()
    return replace(
        atlas,
        corpus=corpus,
        features=features,
        names=names,
        graph=graph,
        communities=communities,
        labels=labels,
        positions=positions,
    )


def republish(
    atlas: Atlas, folder: str | PathLike[str], *, renderer: str = "auto"
) -> tuple[Path, ...]:
    """Write an atlas to the folder that it was loaded from, and give the paths.

    folder: what `publish` wrote to, of which all is written anew, or what `save` wrote to.
    """
    top = Path(folder)
    if (top / "manifest.json").exists():
        save(atlas, top)
        return (top / "manifest.json",)
    return publish(atlas, top, renderer=renderer, prefer="threads")
