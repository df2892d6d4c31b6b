"""GraphML of an atlas that has grown, whose edges are written before all is known of its papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from graph.core.files import apart, put, reserve, trim
from graph.core.sparse import Ints
from graph.core.types import Graph
from graph.export.edge_lines import EdgeLines, edges_from, edges_kept, seal_of, sealed
from graph.export.edges import edge_table
from graph.export.graphml import FOOT, before_edges, edge_lines
from graph.export.opening import BUFFER, write_all
from graph.export.selecting import of_all
from graph.export.view import View


class Begun(NamedTuple):
    """A file beside the one in whose place it is to come."""

    beside: Path
    path: Path


@contextmanager
def begun(path: Path) -> Iterator[Begun]:
    """Yield an empty file beside `path`; it is removed unless it came in the place of that."""
    with apart(path) as beside:
        beside.touch()  # who writes to it is a thread, which is not to make it when it is gone
        yield Begun(beside, path)


class Ahead(NamedTuple):
    """A file in which edges stand from a byte, and papers are to be told before them.

    lines: of the file before. seal: see `View`.
    """

    file: Begun
    start: int
    lines: EdgeLines
    seal: str

    def finish(self, view: View) -> bool:
        """Tell of papers before the edges, and put the file in force.

        Where papers take more or less room than was thought the file is removed, and False given.
        Raises OSError.
        """
        beside, path = self.file
        with beside.open("r+b", buffering=BUFFER) as file:
            write_all(file, before_edges(replace(view, seal=self.seal)))
            fits = file.tell() == self.start
        if fits:
            trim(beside)
            put(beside, path)
        else:
            beside.unlink()  # before another one is written
        self.lines.let_go()
        return fits


def write_edges(
    lines: EdgeLines | None,
    before: Graph,
    now: Graph,
    *,
    places: Ints,
    papers: pa.Table,
    ids: pa.ChunkedArray,
    file: Begun,
) -> Ahead | None:
    """Write the edges of a graph that has grown to where they will stand, as it seems.

    lines: those that tell of the edges before; None: there are none, and nothing is written.
    places: see `edges_kept`. papers: as they are now; ids: as they are told. Raises OSError.
    """
    if lines is None:
        return None
    kept = edges_kept(before, now, places=places)
    new = edge_table(of_all(now, kept < 0), ids.combine_chunks())
    others = pa.py_buffer(b"".join(edge_lines(new, ids)))
    was, count = before.adjacency.shape[0], len(ids)
    start = edges_from(round(lines.head * count / was), papers=count)
    seal = seal_of(papers, now)
    with file.beside.open("r+b", buffering=BUFFER) as to:
        reserve(to.fileno(), like=file.path)
        to.seek(start)
        write_all(to, sealed(lines.among(others, kept), FOOT, start=start, seal=seal))
    return Ahead(file, start, lines, seal)
