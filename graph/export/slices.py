"""Tables a slice at a time, so that a million edges never stand in memory as text all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from graph.core.blocks import row_blocks, stream_here

SLICE = 3_000
"""Rows that are text at one time."""

T = TypeVar("T")


def slices(table: pa.Table) -> Iterator[pa.Table]:
    """The table in parts of `SLICE` rows."""
    yield from (table.slice(start, SLICE) for start in range(0, table.num_rows, SLICE))


def told(table: pa.Table, tell: Callable[[pa.Table], T]) -> Iterator[T]:
    """What `tell` says of each part, in order; several threads at work on the next meanwhile.

    tell: works in Arrow, which lets other threads go on meanwhile.
    """
    blocks = row_blocks(table.num_rows, SLICE)
    yield from stream_here(lambda block: tell(table.slice(block.start, len(block))), blocks)


def records(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Rows as dicts of plain Python values; what is not known is left out.

    A float32 becomes the shortest number that it can be told by, as it is written everywhere.
    """
    short = pa.schema(
        [
            pa.field(field.name, pa.float64() if field.type == pa.float32() else field.type)
            for field in table.schema
        ]
    )
    for part in slices(table):
        columns = [
            pc.cast(pc.cast(column, pa.string()), pa.float64())
            if column.type == pa.float32()
            else column
            for column in part.columns
        ]
        for row in pa.table(columns, schema=short).to_pylist():
            yield {name: value for name, value in row.items() if value is not None}


def links(nodes: pa.Table, edges: pa.Table) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Edges as keys of source and target and a dict of the rest."""
    ids = nodes["id"].to_pylist()
    for edge in records(edges):
        yield ids[edge.pop("source")], ids[edge.pop("target")], edge
