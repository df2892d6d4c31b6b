"""Which models are named, by whom, and what builds on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.answers.parts import Document, models_of, paper_of
from graph.core.errors import NotFoundError
from graph.core.sparse import row
from graph.core.types import Atlas
from graph.find.descent import Direction, Kin, Tie, mention_sentences, trace_lineage
from graph.find.lookup import find_name, find_paper
from graph.relate.concepts import spoken


def models(atlas: Atlas, text: str | None = None) -> Document:
    """Named models by how many papers build on them; with a name, that one and its mentions."""
    if text is not None:
        name = find_name(atlas.names, text)
        [model] = models_of(atlas, [name])
        told = row(atlas.names.mentions.T.tocsr(), name)[0].tolist()
        quotes = [
            {**paper_of(atlas, paper), "text": text}
            for paper in told
            for text in mention_sentences(atlas.corpus, atlas.names, paper=paper, name=name)
        ]
        return {"models": [model | {"sentences": quotes}]}
    found = models_of(atlas, range(atlas.names.table.num_rows))
    found.sort(
        key=lambda m: (not m["introduced_by"], -len(m["mentioned_by"]), m["name"].casefold())
    )
    return {"models": found}


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
