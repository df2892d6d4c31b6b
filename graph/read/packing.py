"""Records -> Arrow tables, and what is no paper sorted out on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from graph.core.text import clean
from graph.core.types import PAPERS, FileAudit, Paper, Record, Skip
from graph.read.identifiers import normal

_BATCH = 10_000


class Shard(NamedTuple):
    """What was read: papers, of schema `PAPERS`, the files they are from, what was left out."""

    papers: pa.Table
    files: list[FileAudit]
    skips: list[Skip]


def pack(records: Iterable[Record]) -> Shard:
    """Pack what reading yields; a paper without a title is left out."""
    files: list[FileAudit] = []
    skips: list[Skip] = []
    papers = pa.Table.from_batches(_pack(records, files, skips), schema=PAPERS)
    return Shard(papers, files, skips)


def _pack(
    records: Iterable[Record], files: list[FileAudit], skips: list[Skip]
) -> Iterator[pa.RecordBatch]:
    """Turn papers into Arrow batches, sorting out what is not a paper on the way."""
    papers: list[Paper] = []
    for record in records:
        if isinstance(record, Skip):
            skips.append(record)
        elif isinstance(record, FileAudit):
            files.append(record)
        elif clean(record.title):
            papers.append(record)
        else:
            skips.append(Skip(record.source, "no title"))
        if len(papers) == _BATCH:
            yield _batch(papers)
            papers.clear()
    yield _batch(papers)


def _batch(papers: list[Paper]) -> pa.RecordBatch:
    """Columns of `PAPERS`, made one by one: several times as fast as from rows."""
    places = [
        pa.array([paper.source.file for paper in papers], pa.string()),
        pa.array([paper.source.line for paper in papers], pa.int32()),
    ]
    sources = pa.StructArray.from_arrays(places, ["file", "line"])
    columns: dict[str, Any] = {
        "key": [clean(paper.key) for paper in papers],
        "title": [clean(paper.title) for paper in papers],
        "abstract": [clean(paper.abstract) for paper in papers],
        "year": [paper.year for paper in papers],
        "authors": [[*map(clean, paper.authors)] for paper in papers],
        "venue": [clean(paper.venue) for paper in papers],
        "identifiers": [[*normal(paper.identifiers).items()] for paper in papers],
        "references": [[*map(clean, paper.references)] for paper in papers],
        "sources": pa.ListArray.from_arrays(pa.array(range(len(papers) + 1), pa.int32()), sources),
    }
    arrays = [pa.array(columns[field.name], field.type) for field in PAPERS]
    return pa.RecordBatch.from_arrays(arrays, schema=PAPERS)
