"""Time, memory and size of every format: python benchmarks/exports.py ATLAS [FORMAT ...]."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

import graph
from graph import publishing
from graph.export.writers import WRITERS, write_files


def resident() -> float:
    """Megabytes of this process that are in memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


class Peak:
    """The most memory in use since it was made, above that of then."""

    def __init__(self) -> None:
        self.base = self.most = resident()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.most = max(self.most, resident())
            time.sleep(0.01)

    def __str__(self) -> str:
        return f"{self.most - self.base:.0f} MB"


def touch(atlas: graph.Atlas) -> None:
    """Read what is mapped, so that it counts as the atlas and not as the export."""
    layers = (layer.adjacency for layer in atlas.graph.layers)
    for matrix in (atlas.graph.adjacency, atlas.features.weights, atlas.names.mentions, *layers):
        matrix.data.sum(), matrix.indices.sum()
    for column in atlas.corpus.papers.columns:
        for buffer in (buffer for chunk in column.chunks for buffer in chunk.buffers() if buffer):
            bytes(memoryview(buffer)[::4096])


def main(folder: str, *formats: str) -> None:
    """Print a line for the view and one for each format."""
    atlas = graph.load(folder)
    touch(atlas)
    peak, start = Peak(), time.process_time()
    view = publishing.view(atlas)
    edges = view.edges.num_rows
    print(f"{view.nodes.num_rows:,} papers, {edges:,} edges")
    print(f"view: {time.process_time() - start:.1f} s, {peak}")
    for name in formats or [name for name in WRITERS if name != "html"]:
        with tempfile.TemporaryDirectory() as place:
            start = time.process_time()
            files = write_files(view, Path(place) / "papers.out", format=name)
            took = time.process_time() - start
            size = sum(file.stat().st_size for file in files) / 1e6
        rate = edges / took / 1e3
        print(f"{name}: {took:.1f} s, {rate:.0f} thousand edges/s, {size:.0f} MB, peak {peak}")


if __name__ == "__main__":
    main(*sys.argv[1:])
