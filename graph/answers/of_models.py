"""Which models are named, by whom, and what builds on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph.answers.parts import Document, models_of, paper_of
from graph.core.errors import NotFoundError
from graph.core.sparse import row
from graph.core.types import Atlas
from graph.find.descent import Direction, Kin, Tie, mention_sentences, trace_lineage
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


def lineage(atlas: Atlas, text: str, *, depth: int = 3) -> Document:
    """What the paper that introduces a model builds on, and what builds on it."""
    paper = find_paper(atlas.corpus, atlas.names, text)
    known = atlas.names.known_as()
    if not known[paper]:
        title = atlas.corpus.papers["title"][paper].as_py()
        raise NotFoundError(
            f"the paper {title!r} introduces no named model",
            hint="see which papers do: paperkin models",
        )

    def trace(direction: Direction) -> list[Document]:
        found = trace_lineage(
            atlas.corpus,
            atlas.names,
            paper=paper,
            direction=direction,
            depth=depth,
            infer=lambda one: _inferred(atlas, one, direction),
        )
        return tell(found)

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
            }
            for one in kin
        ]

    return {
        "name": known[paper],
        "paper": paper_of(atlas, paper),
        "ancestors": trace("ancestors"),
        "descendants": trace("descendants"),
    }


def _inferred(atlas: Atlas, paper: int, direction: Direction) -> Iterator[Tie]:
    """Ties of a paper by a concept that it shares with another one's model."""
    layers = (layer.adjacency for layer in atlas.graph.layers if layer.name == "concepts")
    for adjacency in layers:
        up = direction == "ancestors"
        for other in row(adjacency if up else adjacency.T.tocsr(), paper)[0].tolist():
            later, earlier = (paper, other) if up else (other, paper)
            found = spoken(atlas.corpus, atlas.names, later=later, earlier=earlier)
            if found:
                yield Tie(other, *found, inferred=True)
