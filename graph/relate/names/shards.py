"""Findings of a block of papers as Arrow tables, in which they go from a worker to the merge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice, starmap
from typing import Any, NamedTuple

import pyarrow as pa

from graph.core.columns import numbers_as_arrow, texts_as_arrow
from graph.relate.names.scan import Claimed, Defined, Findings
from graph.relate.names.tallies import Tally

_CLAIMS = pa.schema(
    [
        ("paper", pa.int64()),
        ("surface", pa.string()),
        ("strength", pa.int8()),
        ("noun", pa.string()),
    ]
)
_DEFINITIONS = pa.schema([("paper", pa.int64()), ("short", pa.string()), ("long", pa.string())])
_COUNTS = ("papers", "method", "data", "other", "sure")
_TALLIES = pa.schema(
    [("key", pa.string()), *((name, pa.int32()) for name in _COUNTS), ("spellings", pa.int32())]
)
_SPELLINGS = pa.schema([("surface", pa.string()), ("papers", pa.int32())])


class Shard(NamedTuple):
    """Findings as tables, rows in the order of the findings.

    tallies: how many of the `spellings`, from where the row before ends, are of each key. plain:
    words and the papers that write them without any capital.
    """

    claims: pa.Table
    definitions: pa.Table
    tallies: pa.Table
    spellings: pa.Table
    plain: pa.Table


def packed(findings: Findings) -> Shard:
    """Lay findings out as tables."""
    tallies = findings.tallies
    counts = ([getattr(tally, name) for tally in tallies.values()] for name in _COUNTS)
    spelled = [len(tally.surfaces) for tally in tallies.values()]
    written = [pair for tally in tallies.values() for pair in tally.surfaces.items()]
    return Shard(
        claims=_table(zip(*findings.claims, strict=True), _CLAIMS),
        definitions=_table(zip(*findings.definitions, strict=True), _DEFINITIONS),
        tallies=_table([list(tallies), *counts, spelled], _TALLIES),
        spellings=_table(zip(*written, strict=True), _SPELLINGS),
        plain=_table([list(findings.plain), list(findings.plain.values())], _SPELLINGS),
    )


def unpacked(shard: Shard) -> Findings:
    """Make findings of tables again."""
    surfaces = zip(*_columns(shard.spellings), strict=True)
    tallies = {
        key: Tally(dict(islice(surfaces, spelled)), *counts)
        for key, *counts, spelled in zip(*_columns(shard.tallies), strict=True)
    }
    return Findings(
        claims=list(starmap(Claimed, zip(*_columns(shard.claims), strict=True))),
        definitions=list(starmap(Defined, zip(*_columns(shard.definitions), strict=True))),
        tallies=tallies,
        plain=Counter(dict(zip(*_columns(shard.plain), strict=True))),
    )


def _table(columns: Iterable[Any], schema: pa.Schema) -> pa.Table:
    """A table of columns; of none where there is no row to tell them by."""
    held = list(columns) or [[] for _ in schema]
    arrays = [
        texts_as_arrow(column)
        if pa.types.is_string(field.type)
        else numbers_as_arrow(column, field.type)
        for column, field in zip(held, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _columns(table: pa.Table) -> list[list[Any]]:
    return [column.to_pylist() for column in table.columns]
