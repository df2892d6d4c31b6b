"""Edges of a graph that has grown: those that are what they were keep the lines that tell of them.

A line of a GraphML file tells of one edge and of nothing else. Where a large graph grows a little,
nearly all of its edges stay as they are, and to copy their lines takes a fraction of the time in
which they would be told again. A file says in its last line where its edges begin and what they
come to, so that lines of other edges, or lines that somebody has changed, are not taken for them.

Edges begin where a blank line ends at a round number of bytes: so it can be told where they will
stand before all is known of the papers, whose lines come before theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Thread

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from xxhash import xxh3_128

from graph import __version__
from graph.core.columns import Texts
from graph.core.entries import values_at
from graph.core.placing import spread
from graph.core.sparse import Floats, Ints, Matrix, transposed, upper, with_values
from graph.core.types import Atlas, Graph, Layer

SCANNED = 1 << 20
"""Bytes of a file that are looked through for ends of lines at one time: so few stay in a cache."""

ROOM = 32
"""Bytes a paper, or twice as many, of which edges begin at a multiple: few, beside its line."""

MOST_ROOM = 1 << 22
"""Bytes of which edges begin at a multiple at most: readers refuse a blank line of ten million."""

_MANNER = "2"
"""How an edge is told in its line: another one where that changes, so that files keep to one."""

_LAST = "<!-- edges from byte {start}: {checksum} -->\n"
_LAST_LINE = re.compile(rb"<!-- edges from byte (\d+): ([0-9a-f]{32}) -->\n\Z")
_FEED = ord("\n")


@dataclass(frozen=True, slots=True)
class EdgeLines:
    """The lines of a file that tell of edges, one each: line i is content[bounds[i]:bounds[i + 1]].

    bounds: int64 (edges + 1,). head: bytes before these and the blank line.
    """

    content: mmap
    bounds: NDArray[np.int64]
    head: int = 0

    @classmethod
    def read(cls, path: Path, *, seal: str) -> EdgeLines | None:
        """The lines of a file, if it is there and its edges stand there as written; see `sealed`.

        seal: of the graph of which they are to tell.
        """
        try:
            with path.open("rb") as file:
                content = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError):  # ValueError: it is empty
            return None
        last = _LAST_LINE.search(content, max(len(content) - 100, 0))
        if last is None:
            return None
        start, stop = int(last[1]), content.rfind(b"</edge>\n") + len(b"</edge>\n")
        checksum, ends = xxh3_128(seal.encode()), [np.array([start])]
        for at in range(start, stop, SCANNED):
            part = memoryview(content)[at : min(at + SCANNED, stop)]
            checksum.update(part)
            ends.append(at + _ends(part))
        if checksum.hexdigest() != last[2].decode():
            return None
        blank = content[max(start - MOST_ROOM, 0) : start]
        head = start - len(blank) + len(blank.rstrip(b" \n")) + len(b"\n")
        return cls(content, np.concatenate(ends), head)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def let_go(self) -> None:
        """Have a thread let go of the file, if no part of it is at hand; then there are no lines.

        If that was removed, it is gone with whoever held it last, who waits until it is.
        """
        Thread(target=self._close, daemon=True).start()

    def _close(self) -> None:
        with suppress(BufferError):  # a part is at hand, and is let go with the last one
            self.content.close()

    def among(self, others: pa.Buffer, kept: Ints) -> Iterator[memoryview]:
        """Lines in a new order, stretch by stretch: kept[i] of these, or the next of the others.

        others: lines end to end, as many as there are -1 in `kept`.
        """
        if not len(kept):
            return
        old, new = memoryview(self.content), memoryview(others)
        told = kept < 0
        one, other = kept[:-1], kept[1:]
        together = np.where(one < 0, other < 0, other == one + 1)
        starts = np.flatnonzero(np.append(True, ~together))
        first, last = starts, np.append(starts[1:], len(kept)) - 1
        passed = np.append(0, np.cumsum(told))
        bounds = np.append(0, _ends(new))
        begins = np.where(told[first], bounds[passed[first]], self.bounds[kept[first]])
        ends = np.where(told[first], bounds[passed[last + 1]], self.bounds[kept[last] + 1])
        stretches = zip(told[first].tolist(), begins.tolist(), ends.tolist(), strict=True)
        for is_new, begin, end in stretches:
            yield (new if is_new else old)[begin:end]


def _ends(text: memoryview) -> NDArray[np.int64]:
    """Where lines end."""
    return 1 + np.flatnonzero(np.frombuffer(text, np.uint8) == _FEED)


def edges_from(head: int, *, papers: int) -> int:
    """The byte from which edges stand where so many bytes tell of so many papers."""
    step = min(1 << (ROOM * papers).bit_length(), MOST_ROOM)
    return -(-head // step) * step


def with_room(
    head: Iterable[pa.Buffer | bytes], *, papers: int
) -> Iterator[pa.Buffer | bytes | memoryview]:
    """What stands before edges, and a blank line up to where these begin."""
    size = 0
    for part in head:
        size += len(part)
        yield part
    blank = edges_from(size, papers=papers) - size
    yield b" " * (blank - 1) + b"\n" * bool(blank)


def sealed(
    lines: Iterable[pa.Buffer | memoryview], foot: bytes, *, start: int, seal: str
) -> Iterator[pa.Buffer | memoryview | bytes]:
    """Lines of edges, what follows them, and what they come to. start: byte of the first."""
    checksum = xxh3_128(seal.encode())
    for line in lines:
        checksum.update(line)
        yield line
    yield foot
    yield _LAST.format(start=start, checksum=checksum.hexdigest()).encode()


def seal_of(papers: pa.Table, graph: Graph) -> str:
    """A checksum of all that is told of the edges of a corpus where their reasons are not."""
    keys = Texts.of(papers["key"])
    matrices = [graph.adjacency, *(layer.adjacency for layer in graph.layers)]
    held = [(matrix.indptr, matrix.indices, matrix.data) for matrix in matrices]
    checksum = xxh3_128(f"{_MANNER} {__version__} {_kinds(graph)}".encode())
    for part in chain((keys.bounds, keys.letters), *held):
        checksum.update(np.ascontiguousarray(part).data)
    return checksum.hexdigest()


def lines_of(atlas: Atlas, file: Path) -> EdgeLines | None:
    """The lines of a file that tell of all edges of an atlas; None where it is another one's."""
    lines = EdgeLines.read(file, seal=seal_of(atlas.corpus.papers, atlas.graph))
    return lines if lines and 2 * len(lines) == atlas.graph.adjacency.nnz else None


def edges_kept(before: Graph, now: Graph, *, places: Ints) -> Ints:
    """Which edge before each edge now is, with all that is told of it; -1: none.

    places: the row now of each row before, ascending, -1 for one that is gone. Edges are numbered
    in the order of `upper_edges`.
    """
    these, those = upper(now.adjacency), upper(before.adjacency)
    kept = np.full(these.nnz, -1, np.int32)
    if _kinds(before) != _kinds(now):
        return kept
    here, there = _shared(these, those, places=places)
    same = these.data[here] == those.data[there]
    for new, old in zip(now.layers, before.layers, strict=True):
        for scores, earlier in zip(_scores(new, these), _scores(old, those), strict=True):
            same &= scores[here] == earlier[there]
    kept[here[same]] = there[same]
    return kept


def _kinds(graph: Graph) -> list[tuple[str, bool, float]]:
    each = zip(graph.layers, graph.shares, strict=True)
    return [(layer.name, layer.directed, float(share)) for layer, share in each]


def _shared(now: Matrix, then: Matrix, *, places: Ints) -> tuple[Ints, Ints]:
    """Numbers, now and then, of the entries that stand in both; places: of the rows then, now."""
    numbered = spread(_numbered(then), now.shape, rows=places, columns=places)
    one = np.int32(1)
    here = _numbered(now).multiply(with_values(numbered, one)).data
    there = numbered.multiply(with_values(now, one)).data
    return here - one, there - one


def _numbered(matrix: Matrix) -> Matrix:
    return with_values(matrix, np.arange(1, matrix.nnz + 1, dtype=np.int32))


def _scores(layer: Layer, pairs: Matrix) -> list[Floats]:
    """What a layer gives each pair, one with a direction in both."""
    there = [layer.adjacency, *([transposed(layer.adjacency)] if layer.directed else [])]
    return [values_at(matrix, pairs) for matrix in there]
