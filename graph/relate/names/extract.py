"""Papers -> names: two passes over the text, block by block, and one merge between them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from graph.core.blocks import map_blocks, row_blocks
from graph.core.columns import Texts
from graph.core.types import Names
from graph.core.years import years_of
from graph.relate.names.assemble import assemble, lookout
from graph.relate.names.credit import credited
from graph.relate.names.forms import Forms
from graph.relate.names.gazetteer import gazetteer
from graph.relate.names.lexicon import build
from graph.relate.names.mentions import Places, find
from graph.relate.names.scan import Findings, scan
from graph.relate.names.shards import Shard, packed, unpacked

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
    texts = _Papers(Texts.of(papers["title"]), Texts.of(papers["abstract"]))
    parts = map_blocks(
        partial(_scan, papers=texts), blocks, label="reading names", jobs=jobs, prefer="processes"
    )
    with _uncollected():
        lexicon = build(_merge(parts), gazetteer() if known else ())
        forms = lookout(lexicon)
    found = map_blocks(
        partial(_find, papers=texts, forms=forms),
        blocks,
        label="finding names",
        jobs=jobs,
        prefer="processes",
    )
    with _uncollected():
        return credited(assemble(lexicon, found, papers.num_rows), years_of(papers))


class _Papers(NamedTuple):
    """Titles and abstracts."""

    titles: Texts
    abstracts: Texts

    def read(self, block: range) -> Iterator[tuple[str, str]]:
        """(title, abstract) of each paper of a block."""
        return zip(self.titles.read(block), self.abstracts.read(block), strict=True)


def _scan(block: range, *, papers: _Papers) -> Shard:
    """First pass over a block: what its texts say."""
    with _uncollected():
        return packed(scan(block.start, papers.read(block)))


def _find(block: range, *, papers: _Papers, forms: Forms) -> Places:
    """Second pass over a block: where the names stand."""
    with _uncollected():
        return find(forms, block.start, papers.read(block))


def _merge(parts: list[Shard]) -> Findings:
    findings = Findings()
    for part in parts:
        findings.add(unpacked(part))
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
