"""What of an atlas is shown, as two tables that every writer takes: nodes and edges."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

NODES = pa.schema(
    [
        ("id", pa.string()),  # the paper's key
        ("label", pa.string()),  # short: what it introduces (S4), else the first words of its title
        ("title", pa.string()),
        ("year", pa.int32()),  # null where unknown
        ("authors", pa.string()),  # joined with "; "
        ("venue", pa.string()),
        ("abstract", pa.string()),
        ("community", pa.int32()),  # -1: isolated
        ("community_label", pa.string()),
        ("confidence", pa.float32()),
        ("degree", pa.int32()),  # number of neighbours in the whole graph
        ("strength", pa.float32()),  # sum of its edge weights in the whole graph
        ("introduces", pa.string()),  # names joined with "; "
        ("mentions", pa.string()),
        ("terms", pa.string()),  # its heaviest terms, joined with "; "
        ("x", pa.float32()),  # y points up; both within 5,000 of the origin
        ("y", pa.float32()),
        ("size", pa.float32()),  # diameter, 4 to 100
        ("color", pa.string()),  # "#rrggbb"
        ("r", pa.int32()),
        ("g", pa.int32()),
        ("b", pa.int32()),
    ]
)

EDGES = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.int32()),  # row in nodes; of a lineage or citation edge, the later paper
        ("target", pa.int32()),
        ("weight", pa.float32()),  # (0, 1)
        ("kind", pa.string()),  # name of the strongest layer
        ("directed", pa.bool_()),  # whether that layer has a direction: source acts on target
        ("reason", pa.string()),  # one line, plain text: why these two are kin
        # then a float32 column for each layer, named as the layer, 0 where it has none
    ]
)


@dataclass(frozen=True, slots=True)
class View:
    """nodes: schema `NODES`; edges: schema `EDGES` and a column a layer; communities: id, label,
    size, color of each one shown, largest first; about: what a file says of its origin.
    """

    nodes: pa.Table
    edges: pa.Table
    communities: pa.Table
    layers: tuple[str, ...]
    about: dict[str, str]
