"""The edges shown, as the table that every writer takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.entries import lookup, values_at
from graph.core.sparse import Floats, Matrix, from_edges
from graph.export.selecting import Part

EDGES = pa.schema(
    [
        ("id", pa.string()),  # of the two keys in their order: the same in the next build
        ("source", pa.int32()),  # row in nodes; of a directed edge, the paper that builds or cites
        ("target", pa.int32()),
        ("weight", pa.float32()),  # (0, 1)
        ("kind", pa.string()),  # name of the strongest layer
        ("directed", pa.bool_()),  # whether a layer with a direction is in it: lineage, cites ...
        ("reason", pa.string()),  # one line, plain text: why these two are kin; "" in large graphs
        # then a float32 column for each layer, named as the layer, 0 where it has none
    ]
)


MANY = 10_000
"""Edges from which on their weights are looked up all at once."""


def edge_table(part: Part, ids: pa.Array) -> pa.Table:
    """Everything told of these edges but the reasons: schema `EDGES` and a column for each layer.

    ids: keys of `part.rows`, in their order.
    """
    one, other = part.one, part.other
    best, forth, back = (np.zeros(len(one), np.float32) for _ in range(3))
    kind = np.zeros(len(one), np.int32)
    columns = {}
    weights = _weights_of(part)
    for number, (layer, share) in enumerate(part.layers):
        held = weights(layer.adjacency)
        if layer.directed:
            mirrored = weights(layer.adjacency.T.tocsr())
            forth = np.maximum(forth, np.float32(share) * held)
            back = np.maximum(back, np.float32(share) * mirrored)
            held = np.maximum(held, mirrored)
        columns[layer.name] = pa.array(held)
        score = np.float32(share) * held
        kind[score > best] = number
        best = np.maximum(best, score)
    turned = back > forth
    place = np.zeros(int(part.rows.max(initial=-1)) + 1, np.int32)
    place[part.rows] = np.arange(len(part.rows))
    ends = [pa.array(place[end]) for end in (one, other)]
    named = pa.array([layer.name for layer, _ in part.layers], pa.string())
    fixed = {
        "id": pc.binary_join_element_wise(*(ids.take(end) for end in ends), "--"),
        "source": pc.if_else(turned, *ends[::-1]),
        "target": pc.if_else(turned, *ends),
        "weight": pa.array(part.weight),
        "kind": named.take(pa.array(kind)),
        "directed": pa.array(np.maximum(forth, back) > 0),
        "reason": pa.repeat("", len(one)),
    }
    made = pa.table([fixed[field.name] for field in EDGES], names=EDGES.names).cast(EDGES)
    for name, values in columns.items():
        made = made.append_column(name, values)
    return made


def _weights_of(part: Part) -> Callable[[Matrix], Floats]:
    """What tells the weight that a layer, or one turned round, gives each edge, 0 for none."""
    one, other = part.one, part.other
    if len(one) < MANY:
        return partial(lookup, rows=one, columns=other)
    layer, _ = part.layers[0]
    return partial(values_at, entries=from_edges(one, other, 1.0, layer.adjacency.shape))
