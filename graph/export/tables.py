"""A view as two tables of comma-separated values: papers, and edges."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.export.opening import writing
from graph.export.slices import slices
from graph.export.view import View

# A spreadsheet takes a cell that begins so for a formula, whatever quotes are around it.
_FORMULA = "^[=+@\uff1d\uff0b\uff20\uff0d-]"


def write_tables(view: View, path: Path) -> None:
    """Write papers to `path` and edges beside it (`edges_beside`), UTF-8 with a line of names.

    `Id`, `Label`, `Source`, `Target`, `Type` and `Weight` are named as Gephi's spreadsheet import
    wants them. Text that a spreadsheet would take for a formula has a ' before it.

    Raises
    ------
    ExportError
        A file cannot be written.
    """
    ids = view.nodes["id"]
    _write(view.nodes.rename_columns({"id": "Id", "label": "Label"}), path)
    edges = view.edges.rename_columns({"id": "Id", "weight": "Weight"})
    for place, end in enumerate(("source", "target"), start=1):
        edges = edges.set_column(place, end.title(), ids.take(view.edges[end]))
    _write(edges.add_column(3, "Type", pa.repeat("Undirected", edges.num_rows)), edges_beside(path))


def edges_beside(path: Path) -> Path:
    """Where the edges go: `papers.csv` has `edges.csv` beside it, `kin.csv` has `kin-edges.csv`."""
    stem, dot, rest = path.name.partition(".")
    if stem.lower().endswith("papers"):
        return path.with_name(stem[: -len("papers")] + "edges" + dot + rest)
    return path.with_name(f"{stem}-edges{dot}{rest}")


def _write(table: pa.Table, path: Path) -> None:
    from pyarrow import csv

    with writing(path) as file, csv.CSVWriter(file, table.schema) as writer:
        for part in slices(table):
            writer.write_table(_without_formulas(part))


def _without_formulas(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.type == pa.string():
            safe = pc.replace_substring_regex(table[field.name], f"({_FORMULA})", r"'\1")
            table = table.set_column(place, field, safe)
    return table
