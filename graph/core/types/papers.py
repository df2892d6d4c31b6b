"""Papers: as they are read, and as a corpus of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from graph.core.sparse import Matrix
from graph.core.types.checks import require, require_shape

PAPERS = pa.schema(
    [
        ("key", pa.string()),
        ("title", pa.string()),
        ("abstract", pa.string()),
        ("year", pa.int32()),
        ("authors", pa.list_(pa.string())),
        ("venue", pa.string()),
        ("identifiers", pa.map_(pa.string(), pa.string())),
        ("references", pa.list_(pa.string())),
        ("sources", pa.list_(pa.struct([("file", pa.string()), ("line", pa.int32())]))),
    ]
)
"""Columns of `Corpus.papers`; only `year` may be null."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record stands: file as shown to people, and line (from 1)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One record as a reader found it; only the title is required.

    An empty key means that the source gives none: the corpus makes one from the title.
    References are keys, identifiers or raw strings, as they stand.
    """

    title: str
    key: str = ""
    abstract: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    identifiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    references: tuple[str, ...] = ()
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Skip:
    """A damaged record, or (line 0) a whole file, that was left out, and why."""

    source: Source
    reason: str


@dataclass(frozen=True, slots=True)
class FileAudit:
    """One file that was read: its format, the papers found in it, and the SHA-256 of its bytes."""

    file: str
    format: str
    papers: int
    sha256: str = ""


Record = Paper | Skip | FileAudit
"""What reading yields: papers, what was left out, and after each file what it held."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Records that became one paper, and why they are held to be one."""

    key: str
    sources: tuple[Source, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was read, merged and skipped, and how much of each field there is.

    references_matched: how many of the references are to papers of the corpus. warnings: what in
    all this a person should look at.
    """

    files: tuple[FileAudit, ...] = ()
    merges: tuple[Merge, ...] = ()
    skips: tuple[Skip, ...] = ()
    papers: int = 0
    without_abstract: int = 0
    without_year: int = 0
    without_authors: int = 0
    without_references: int = 0
    references: int = 0
    references_matched: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """Records read from all files, before merging."""
        return sum(file.papers for file in self.files)

    @property
    def merged(self) -> int:
        """Records that were merged into another one."""
        return sum(len(merge.sources) - 1 for merge in self.merges)


@dataclass(frozen=True, slots=True)
class Outside:
    """Works that are not in the corpus and that two of its papers or more cite.

    names: (r,), sorted, what tells a work from others: a DOI, or the letters of the reference.
    citations: float32 (n, r), row cites column.
    """

    names: pa.StringArray
    citations: Matrix

    def __post_init__(self) -> None:
        require_shape(self.citations, (self.citations.shape[0], len(self.names)), "outside")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers, and who cites whom.

    papers: table of schema `PAPERS`, n rows sorted by key, so that input order never matters.
    citations: (n, n), row cites column. outside: what else they cite in common, where that is
    known.
    """

    papers: pa.Table
    citations: Matrix
    audit: Audit = Audit()
    outside: Outside | None = None

    def __post_init__(self) -> None:
        require(self.papers.schema.equals(PAPERS), "papers have the columns of PAPERS")
        require_shape(self.citations, (len(self), len(self)), "citations")
        rows = len(self) if self.outside is None else self.outside.citations.shape[0]
        require(rows == len(self), f"citations of works outside have {len(self)} rows")

    def __len__(self) -> int:
        return int(self.papers.num_rows)
