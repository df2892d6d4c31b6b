"""A paper that is not in the corpus, seen as if it were: for drafts, ideas, papers just found.

The atlas is not changed and nothing is rebuilt: the draft is put behind the last row of the corpus,
of its features and of its names, and every measure then takes it for a paper.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from graph.core.growth import one_more
from graph.core.placing import with_node, with_row
from graph.core.sparse import Floats
from graph.core.types import PLACES, Atlas, Corpus, Names, Paper
from graph.read.corpus import collect
from graph.read.references import resolve, with_citing
from graph.relate.evidence import Explainer
from graph.relate.growing import grow_features
from graph.relate.layers import measures, scores_of
from graph.relate.names.recognise import recognise


class Draft(NamedTuple):
    """A draft in its place behind the corpus: it is paper number `row` of corpus and names.

    scores: float32 (row,), with every paper of the atlas. explainer: of the draft and any of them.
    """

    row: int
    corpus: Corpus
    names: Names
    scores: Floats
    explainer: Explainer


def place_draft(atlas: Atlas, paper: Paper) -> Draft:
    """Relate a paper that is not in the atlas to all that are.

    Raises
    ------
    OptionError
        The atlas has vectors of a model that cannot be had here.
    """
    row = len(atlas)
    corpus = _corpus(atlas, paper)
    growth = one_more(row)
    features, _ = grow_features(atlas.features, corpus.papers, growth, options=atlas.options)
    names = _names(atlas, corpus)
    used = {layer.name for layer in atlas.graph.layers}
    every = measures(corpus, features, names, before=atlas.graph.measures, growth=growth)
    found = [measure for measure in every if measure.name in used]
    shares = atlas.graph.shares
    return Draft(
        row=row,
        corpus=corpus,
        names=names,
        scores=scores_of(found, shares, row)[:row],
        explainer=Explainer(
            corpus,
            features=features,
            names=names,
            measures=found,
            shares=shares,
            language=atlas.options.language,
        ),
    )


def _corpus(atlas: Atlas, paper: Paper) -> Corpus:
    """The corpus with the draft behind it, and what it cites of the corpus."""
    alone = collect([paper]).papers
    references = alone["references"][0].as_py()
    found = resolve(references, atlas.corpus.papers)
    cited = np.unique(found[found >= 0])
    outside = atlas.corpus.outside
    if outside is not None:
        away = zip(references, found, strict=True)
        outside = with_citing(outside, [reference for reference, row in away if row < 0])
    return replace(
        atlas.corpus,
        papers=pa.concat_tables([atlas.corpus.papers, alone]),
        citations=with_node(atlas.corpus.citations, cited, np.ones(len(cited))),
        outside=outside,
    )


def _names(atlas: Atlas, corpus: Corpus) -> Names:
    """The names with those that the draft mentions; it introduces none that anyone here knows."""
    names, row = atlas.names, len(atlas)
    title, abstract = (corpus.papers[field][row].as_py() for field in ("title", "abstract"))
    places = recognise(names.table, title, abstract=abstract, paper=row)
    used, counts = np.unique(places["name"].to_numpy(), return_counts=True)
    return replace(
        names,
        mentions=with_row(names.mentions, used, counts),
        introduced=with_row(names.introduced, [], []),
        places=pa.concat_tables([names.places, places]).cast(PLACES),
    )


def likely_community(atlas: Atlas, draft: Draft) -> int:
    """The community with which the draft would share most weight; -1 where it has no kin.

    Counted over the edges that it would propose: its nearest, as many as each paper has.
    """
    nearest = np.argsort(-draft.scores, kind="stable")[: atlas.options.neighbors]
    labels = atlas.communities.labels[nearest]
    kept = (labels >= 0) & (draft.scores[nearest] >= atlas.options.min_weight)
    if not kept.any():
        return -1
    return int(np.argmax(np.bincount(labels[kept], draft.scores[nearest][kept])))
