"""Papers -> names: two passes over the text, block by block, and one merge between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from graph.core.blocks import map_blocks, row_blocks
from graph.core.collecting import uncollected
from graph.core.columns import Texts
from graph.core.types import Names
from graph.core.years import years_of
from graph.relate.names.assemble import assemble, lookout
from graph.relate.names.credit import credited
from graph.relate.names.forms import Forms
from graph.relate.names.gazetteer import gazetteer
from graph.relate.names.lexicon import Lexicon, build
from graph.relate.names.mentions import Places, find
from graph.relate.names.scan import Findings, scan
from graph.relate.names.shards import Shard, packed, unpacked

BLOCK = 4096
"""Papers that one worker holds at a time."""


class Learnt(NamedTuple):
    """Names that texts are read for, and their forms, which are looked for in all of them."""

    lexicon: Lexicon
    forms: Forms


def extract_names(
    papers: pa.Table,
    *,
    jobs: int | None = None,
    known: bool = True,
    block: int = BLOCK,
) -> Names:
    """Names that papers introduce and mention, from their titles and abstracts alone.

    papers: schema `PAPERS`, n rows sorted by key. jobs: worker processes (None: the cores there
    are); one block of papers is read right here. known: whether to use the gazetteer of names in
    general use. block: papers a worker holds at a time; no answer depends on it or on `jobs`.
    """
    learnt = learn_names(papers, jobs=jobs, known=known, block=block)
    return find_names(papers, learnt, jobs=jobs, block=block)


def learn_names(
    papers: pa.Table, *, jobs: int | None = None, known: bool = True, block: int = BLOCK
) -> Learnt:
    """First half of `extract_names`: which names there are, by all that the texts say."""
    blocks = row_blocks(papers.num_rows, block)
    read = partial(_scan, papers=_Papers.of(papers))
    parts = map_blocks(read, blocks, label="reading names", jobs=jobs, prefer="processes")
    with uncollected():
        lexicon = build(_merge(parts), gazetteer() if known else ())
        return Learnt(lexicon, lookout(lexicon))


def find_names(
    papers: pa.Table, learnt: Learnt, *, jobs: int | None = None, block: int = BLOCK
) -> Names:
    """Second half: where they stand, and who introduces them."""
    blocks = row_blocks(papers.num_rows, block)
    look = partial(_find, papers=_Papers.of(papers), forms=learnt.forms)
    found = map_blocks(look, blocks, label="finding names", jobs=jobs, prefer="processes")
    with uncollected():
        names = assemble(learnt.lexicon, found, papers.num_rows)
        return credited(names, years_of(papers))


class _Papers(NamedTuple):
    """Titles and abstracts."""

    titles: Texts
    abstracts: Texts

    @classmethod
    def of(cls, papers: pa.Table) -> _Papers:
        """Those of a table."""
        return cls(Texts.of(papers["title"]), Texts.of(papers["abstract"]))

    def read(self, block: range) -> Iterator[tuple[str, str]]:
        """(title, abstract) of each paper of a block."""
        return zip(self.titles.read(block), self.abstracts.read(block), strict=True)


def _scan(block: range, *, papers: _Papers) -> Shard:
    """First pass over a block: what its texts say."""
    with uncollected():
        return packed(scan(block.start, papers.read(block)))


def _find(block: range, *, papers: _Papers, forms: Forms) -> Places:
    """Second pass over a block: where the names stand."""
    with uncollected():
        return find(forms, block.start, papers.read(block))


def _merge(parts: list[Shard]) -> Findings:
    findings = Findings()
    for part in parts:
        findings.add(unpacked(part))
    return findings
