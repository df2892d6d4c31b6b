"""Names already known, found in a text that was not there when they were learnt."""

from __future__ import annotations

import pyarrow as pa

from graph.core.types import PLACES
from graph.relate.names.forms import COINED, LOOSE, Written, lay_out
from graph.relate.names.mentions import find


def recognise(table: pa.Table, title: str, *, abstract: str, paper: int) -> pa.Table:
    """Where a text uses the names of `table` (schema `NAMES`); schema `PLACES`, for row `paper`.

    A spelling without capitals matches in any case, one with capitals as it is written; the
    longest name wins.
    """
    entries = zip(table["name"].to_pylist(), table["aliases"].to_pylist(), strict=True)
    written = [
        Written(spelling, number, LOOSE if spelling == spelling.lower() else COINED)
        for number, (name, aliases) in enumerate(entries)
        for spelling in (name, *aliases)
    ]
    forms = lay_out(written, common=table.num_rows)
    found = find(forms, paper, [(title, abstract)]).rows
    return pa.table(list(found.T), names=PLACES.names).cast(PLACES)
