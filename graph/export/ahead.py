"""GraphML of an atlas that has grown, whose edges are written before all is known of its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

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

Part: TypeAlias = bytes | memoryview | pa.Buffer


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
    """A file in which edges are to stand from a byte, and papers before them; two may write to it.

    lines: of the file before.
    """

    file: Begun
    start: int
    lines: EdgeLines

    @classmethod
    def of(cls, lines: EdgeLines | None, file: Begun, *, before: int, now: int) -> Ahead | None:
        """Say where edges will stand, as it seems; None where no file tells of those before.

        before, now: how many papers there were, and are.
        """
        if lines is None:
            return None
        return cls(file, edges_from(round(lines.head * now / before), papers=now), lines)

    def write_edges(
        self, before: Graph, now: Graph, *, places: Ints, papers: pa.Table, ids: pa.ChunkedArray
    ) -> None:
        """Write the edges of a graph that has grown; raises OSError.

        places: see `edges_kept`. papers: as they are now; ids: as they are told.
        """
        kept = edges_kept(before, now, places=places)
        new = edge_table(of_all(now, kept < 0), ids.combine_chunks())
        others = pa.py_buffer(b"".join(edge_lines(new, ids)))
        edges = self.lines.among(others, kept)
        with self.file.beside.open("r+b", buffering=BUFFER) as file:
            reserve(file.fileno(), like=self.file.path)
            file.seek(self.start)
            write_all(file, sealed(edges, FOOT, start=self.start, seal=seal_of(papers, now)))

    def finish(self, view: View, edges: Callable[[], None]) -> bool:
        """Tell of papers before the edges, and put the file in force once those are written.

        edges: waits until they are. Where papers take more or less room than was thought the file
        is removed, and False given. Raises OSError.
        """
        beside, path = self.file
        with beside.open("r+b", buffering=BUFFER) as file:
            write_all(file, _up_to(self.start, before_edges(view, apart=True)))
            fits = file.tell() == self.start
        edges()
        if fits:
            trim(beside)
            put(beside, path)
        else:
            beside.unlink()  # before another one is written
        self.lines.let_go()
        return fits


def _up_to(end: int, parts: Iterable[Part]) -> Iterator[Part]:
    """Parts of a file as long as none of them reaches beyond a byte."""
    at = 0
    for part in parts:
        at += len(part)
        if at > end:
            return
        yield part
