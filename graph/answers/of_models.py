"""Which models are named, by whom, and what builds on what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from graph.answers.parts import Document, models_of, paper_of
from graph.core.entries import row
from graph.core.errors import NotFoundError
from graph.core.types import Atlas
from graph.find.descent import Direction, Kin, Tie, Trace, mention_sentences, trace_lineage
from graph.find.lookup import find_name, find_paper
from graph.relate.concepts import spoken


def models(atlas: Atlas, text: str | None = None, *, count: int | None = None) -> Document:
    """Named models by how many papers build on them; with a name, that one and its mentions.

    count: of models that a paper here introduces, and of others, so many at most; of one model's
    mentions those of so many papers, the ones that use the name most.
    """
    if text is not None:
        return {"models": [_model(atlas, find_name(atlas.names, text), count)]}
    names = atlas.names
    owners, users = (
        np.bincount(matrix.indices, minlength=names.table.num_rows)
        for matrix in (names.introduced, names.mentions)
    )
    spelt = [name.casefold() for name in names.table["name"].to_pylist()]
    order = sorted(range(len(spelt)), key=lambda name: (owners[name] - users[name], spelt[name]))
    here = [name for name in order if owners[name]]
    others = [name for name in order if not owners[name]]
    return {
        "models": models_of(atlas, here[:count] + others[:count]),
        "introduced": len(here),
        "others": len(others),
    }


def _model(atlas: Atlas, name: int, count: int | None) -> Document:
    """A model with the sentences that name it."""
    [model] = models_of(atlas, [name])
    papers, uses = row(atlas.names.mentions.T.tocsr(), name)
    told = np.sort(papers[np.lexsort((papers, -uses))][:count])
    quotes = [
        {**paper_of(atlas, paper), "text": text}
        for paper in told.tolist()
        for text in mention_sentences(atlas.corpus, atlas.names, paper=paper, name=name)
    ]
    return model | {"sentences": quotes}


def lineage(atlas: Atlas, text: str, *, depth: int = 3, count: int | None = None) -> Document:
    """What the paper that introduces a model builds on, and what builds on it.

    count: of the kin of each paper so many, and so many inferred, at most; `more` says how many
    are left out.
    """
    paper = find_paper(atlas.corpus, atlas.names, text)
    known = atlas.names.known_as()
    if not known[paper]:
        title = atlas.corpus.papers["title"][paper].as_py()
        raise NotFoundError(
            f"the paper {title!r} introduces no named model",
            hint="see which papers do: paperkin models",
        )

    def trace(direction: Direction) -> Trace:
        return trace_lineage(
            atlas.corpus,
            atlas.names,
            paper=paper,
            direction=direction,
            depth=depth,
            breadth=count,
            infer=_inferring(atlas, direction),
        )

    def tell(kin: Sequence[Kin]) -> list[Document]:
        return [
            {
                "name": known[one.tie.paper],
                "paper": paper_of(atlas, one.tie.paper),
                "by": one.tie.by,
                "sentence": one.tie.sentence,
                "inferred": one.tie.inferred,
                "again": one.again,
                "kin": tell(one.kin),
                "more": one.more,
            }
            for one in kin
        ]

    ancestors, descendants = trace("ancestors"), trace("descendants")
    return {
        "name": known[paper],
        "paper": paper_of(atlas, paper),
        "ancestors": tell(ancestors.kin),
        "descendants": tell(descendants.kin),
        "more": {"ancestors": ancestors.more, "descendants": descendants.more},
    }


def _inferring(atlas: Atlas, direction: Direction) -> Callable[[int], Iterator[Tie]]:
    """What gives the ties of a paper by a concept that it shares with another one's model."""
    up = direction == "ancestors"
    layers = (layer.adjacency for layer in atlas.graph.layers if layer.name == "concepts")
    spoken_by = [adjacency if up else adjacency.T.tocsr() for adjacency in layers]

    def infer(paper: int) -> Iterator[Tie]:
        for adjacency in spoken_by:
            for other in row(adjacency, paper)[0].tolist():
                later, earlier = (paper, other) if up else (other, paper)
                found = spoken(atlas.corpus, atlas.names, later=later, earlier=earlier)
                if found:
                    yield Tie(other, *found, inferred=True)

    return infer
