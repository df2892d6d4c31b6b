"""Papers -> names: two passes over the text, block by block, and one merge between them."""

from __future__ import annotations

import gc
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from graph.core.blocks import map_blocks, row_blocks
from graph.core.types import Names
from graph.relate.names.assemble import assemble, lookout
from graph.relate.names.forms import Forms
from graph.relate.names.gazetteer import gazetteer
from graph.relate.names.lexicon import build
from graph.relate.names.mentions import Places, find
from graph.relate.names.scan import Findings, scan

BLOCK = 4096
"""Papers that one worker holds at a time."""


def extract_names(
    papers: pa.Table, *, jobs: int | None = None, known: bool = True, block: int = BLOCK
) -> Names:
    """Names that papers introduce and mention, from their titles and abstracts alone.

    papers: schema `PAPERS`, n rows sorted by key. jobs: worker processes (None: the cores there
    are); one block of papers is read right here. known: whether to use the gazetteer of names in
    general use. block: papers a worker holds at a time; no answer depends on it or on `jobs`.
    """
    blocks = row_blocks(papers.num_rows, block)
    with _shared(papers, spill=len(blocks) > 1 and jobs != 1) as texts:
        parts = map_blocks(
            _Scan(texts), blocks, label="reading names", jobs=jobs, prefer="processes"
        )
        with _uncollected():
            lexicon = build(_merge(parts), gazetteer() if known else ())
            kept = texts.keep(lookout(lexicon))
        found = map_blocks(
            _Find(texts, kept), blocks, label="finding names", jobs=jobs, prefer="processes"
        )
    with _uncollected():
        return assemble(lexicon, found, papers.num_rows)


def _merge(parts: list[Findings]) -> Findings:
    findings = Findings()
    for part in parts:
        findings.add(part)
    return findings


@contextmanager
def _uncollected() -> Iterator[None]:
    """Work without the cyclic garbage collector.

    What is made here is many small objects, without a cycle, that stay: a collector would walk
    them again and again and find nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Texts:
    """Titles and abstracts: a table at hand, or the folder of one that workers map into memory."""

    table: pa.Table | None
    folder: Path | None

    def read(self, block: range) -> Iterator[tuple[str, str]]:
        """(title, abstract) of each row of the block."""
        if self.table is not None:
            yield from _rows(self.table, block)
            return
        with pa.memory_map(str(self._file("texts.arrow"))) as source:
            yield from _rows(pa.ipc.open_file(source).read_all(), block)

    def keep(self, lexicon: Forms) -> Forms | Path:
        """Lay the lexicon beside the texts, where there is a folder, for all tasks to load once."""
        if self.folder is None:
            return lexicon
        path = self._file("lexicon.pickle")
        path.write_bytes(pickle.dumps(lexicon))
        return path

    def _file(self, name: str) -> Path:
        return Path(self.folder or "") / name


def _rows(table: pa.Table, block: range) -> Iterator[tuple[str, str]]:
    part = table.slice(block.start, len(block))
    return zip(part.column("title").to_pylist(), part.column("abstract").to_pylist(), strict=True)


@contextmanager
def _shared(papers: pa.Table, *, spill: bool) -> Iterator[_Texts]:
    """The texts as tasks read them; on disk only while several processes need them."""
    if not spill:
        yield _Texts(papers, None)
        return
    with tempfile.TemporaryDirectory(prefix="paperkin-") as folder:
        columns = papers.select(["title", "abstract"])
        path = str(Path(folder) / "texts.arrow")
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, columns.schema) as writer:
            writer.write_table(columns)
        yield _Texts(None, Path(folder))


@dataclass(frozen=True, slots=True)
class _Scan:
    """First pass over a block: what its texts say."""

    texts: _Texts

    def __call__(self, block: range) -> Findings:
        with _uncollected():
            return scan(block.start, self.texts.read(block))


@dataclass(frozen=True, slots=True)
class _Find:
    """Second pass over a block: where the names stand."""

    texts: _Texts
    lexicon: Forms | Path

    def __call__(self, block: range) -> Places:
        with _uncollected():
            lexicon = _load(self.lexicon) if isinstance(self.lexicon, Path) else self.lexicon
            return find(lexicon, block.start, self.texts.read(block))


@lru_cache(maxsize=1)
def _load(path: Path) -> Forms:
    loaded = pickle.loads(path.read_bytes())  # our own file, in a folder that only we can read
    if not isinstance(loaded, Forms):
        raise TypeError(f"{path} holds no lexicon")
    return loaded
