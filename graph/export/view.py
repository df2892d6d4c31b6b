"""What of an atlas is shown, as two tables that every writer takes: nodes and edges."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import __version__
from graph.core.text import digest
from graph.core.types import EVERYTHING, Atlas, Evidence, Names, Quote, Selection
from graph.export.edges import EDGES, edge_table
from graph.export.nodes import NODES, node_table
from graph.export.palette import community_color
from graph.export.plain import harmless, plain
from graph.export.selecting import Part, select

__all__ = ["COMMUNITIES", "EDGES", "MARKS", "NODES", "Tell", "Told", "View", "make_view", "show"]

COMMUNITIES = pa.schema(
    [("id", pa.int32()), ("label", pa.string()), ("size", pa.int32()), ("color", pa.string())]
)

MARKS = pa.schema(
    [
        ("paper", pa.int32()),  # row in nodes, ascending
        ("name", pa.string()),
        ("start", pa.int32()),  # characters of its abstract
        ("end", pa.int32()),
    ]
)

ABSTRACTS = 5_000
"""Papers up to which a page holds abstracts, and the sentences that bear an edge out."""


class Told(NamedTuple):
    """What is told of edges: the line that says why two papers are kin, and all that is known.

    reasons: strings (edges,). evidence: of each edge in turn, or none at all.
    """

    reasons: pa.Array
    evidence: Sequence[Evidence] = ()


Tell = Callable[[NDArray[np.int64], NDArray[np.int64]], Told]
"""Tells of pairs of papers, rows of the corpus."""


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of an atlas.

    nodes: schema `NODES`. edges: schema `EDGES` and a column for each of `layers`, which holds the
    share of each in the blend. communities: schema `COMMUNITIES`, those shown, the largest first.
    about: where the graph comes from. evidence: of each edge in turn, papers being rows in nodes;
    or none at all. marks: schema `MARKS`, where names stand in the abstracts, or none where papers
    are more than `ABSTRACTS`. choice: in words, what was asked for. renderer: what draws a page,
    one of `graph.export.html.RENDERERS`; no other format asks for it. seal: what
    `graph.export.edge_lines.seal_of` gives, where lines of the file are to be known again; GraphML
    alone asks for it.
    """

    nodes: pa.Table
    edges: pa.Table
    communities: pa.Table
    layers: Mapping[str, float]
    about: dict[str, str]
    evidence: tuple[Evidence, ...] = ()
    marks: pa.Table = field(default_factory=MARKS.empty_table)
    choice: str = ""
    renderer: str = "auto"
    seal: str = ""

    @property
    def part(self) -> str:
        """Which part of the atlas this is, in words; "" for the whole."""
        shown = self.nodes.num_rows
        total = int(self.about.get("papers", shown))
        if shown == total and not self.choice:
            return ""
        choice = self.choice or "the best connected of each cluster"
        return f"{shown:,} of {total:,} paper{'s' * (total != 1)}: {choice}"


def make_view(atlas: Atlas, selection: Selection = EVERYTHING, *, tell: Tell | None = None) -> View:
    """Show an atlas, or the part of it that is asked for: `select`, then `show`."""
    return show(atlas, select(atlas, selection), selection=selection, tell=tell)


def show(
    atlas: Atlas,
    part: Part,
    *,
    selection: Selection = EVERYTHING,
    tell: Tell | None = None,
    known: pa.Table | None = None,
) -> View:
    """Make the view of a part that was selected.

    selection: what was asked for, to be told. tell: gives the reason of each edge, and perhaps all
    that is known of it; without it neither is told. known: see `node_table`.
    """
    asked = selection if part.cut else replace(selection, max_nodes=None)
    nodes = node_table(atlas, part.rows, known=known)
    edges = edge_table(part, nodes["id"].combine_chunks())
    evidence: tuple[Evidence, ...] = ()
    if tell:
        told = tell(*(part.rows[edges[end].to_numpy()] for end in ("source", "target")))
        place = edges.schema.get_field_index("reason")
        edges = edges.set_column(place, EDGES.field("reason"), harmless(told.reasons))
        shown = {paper: row for row, paper in enumerate(part.rows.tolist())}
        evidence = tuple(_as_shown(found, shown) for found in told.evidence)
    return View(
        nodes=nodes,
        edges=edges,
        communities=_shown_communities(atlas, part.rows),
        layers={layer.name: share for layer, share in part.layers},
        about=_about(atlas, asked, shown=len(part.rows)),
        evidence=evidence,
        marks=_marks(atlas.names, part.rows[:0] if len(part.rows) > ABSTRACTS else part.rows),
        choice=_choice(atlas, asked),
    )


def _as_shown(found: Evidence, rows: Mapping[int, int]) -> Evidence:
    """Evidence with papers as rows in nodes, and texts that no reader chokes on."""
    quotes = tuple(Quote(rows[quote.paper], plain(quote.text)) for quote in found.sentences)
    return replace(found, sentences=quotes, citations=tuple(map(plain, found.citations)))


def _marks(names: Names, rows: NDArray[np.int64]) -> pa.Table:
    """Where names stand in the abstracts of the papers shown."""
    places = names.places.filter(
        pc.and_(
            pc.greater(names.places["sentence"], 0),
            pc.is_in(names.places["paper"], pa.array(rows, pa.int32())),
        )
    )
    columns = {
        "paper": np.searchsorted(rows, places["paper"].to_numpy()),
        "name": names.table["name"].take(places["name"]),
        "start": places["start"],
        "end": places["end"],
    }
    return pa.table(columns).cast(MARKS)


def _shown_communities(atlas: Atlas, rows: NDArray[np.int64]) -> pa.Table:
    shown = [int(label) for label in np.unique(atlas.communities.labels[rows]) if label >= 0]
    sizes = np.bincount(atlas.communities.labels[atlas.communities.labels >= 0])
    return pa.table(
        [
            shown,
            [plain(atlas.labels.names[label]) for label in shown],
            [int(sizes[label]) for label in shown],
            [community_color(label) for label in shown],
        ],
        schema=COMMUNITIES,
    )


def _choice(atlas: Atlas, selection: Selection) -> str:
    """Say what was asked for, "" if it is everything."""
    cut = selection.max_nodes is not None
    centres = atlas.corpus.papers["title"].take(pa.array(selection.around, pa.int64()))
    many, hops = "s" * (len(selection.clusters) != 1), "s" * (selection.hops != 1)
    told = {
        f"cluster{many} {', '.join(map(str, selection.clusters))}": selection.clusters,
        f"within {selection.hops} hop{hops} of {'; '.join(map(str, centres))}": selection.around,
        f"edges by {', '.join(selection.layers)}": selection.layers,
        f"edges of {selection.min_strength:g} or more": selection.min_strength,
        "the nearest of them": cut and selection.around,
        "the best connected of each cluster": cut and not selection.around,
    }
    return plain(", ".join(phrase for phrase, asked in told.items() if asked))


def _about(atlas: Atlas, selection: Selection, *, shown: int) -> dict[str, str]:
    inputs = [[file.file, file.sha256] for file in atlas.corpus.audit.files]
    keys = atlas.corpus.papers["key"].take(pa.array(selection.around, pa.int64()))
    asked = asdict(selection) | {"around": keys.to_pylist()}
    return {
        "generator": f"paperkin {__version__}",
        "papers": str(len(atlas)),
        "shown": str(shown),
        "modularity": f"{atlas.communities.modularity:.4f}",
        "options": plain(json.dumps(asdict(atlas.options), sort_keys=True)),
        "inputs": digest(json.dumps(inputs)),
        **({} if selection == EVERYTHING else {"selection": json.dumps(asked, sort_keys=True)}),
    }
