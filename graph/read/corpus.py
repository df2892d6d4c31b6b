"""Records -> Corpus: packed into Arrow tables, merged, keyed, and their references resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.errors import InputError
from graph.core.text import clean, digest, slug
from graph.core.types import PAPERS, Corpus, FileAudit, Merge, Paper, Record, Skip, Source
from graph.read.audit import audited
from graph.read.identifiers import FORMER, normal
from graph.read.merge import merge_records
from graph.read.references import cite

_BATCH = 10_000
_NO_PAPER = (
    "give a listing of titles and abstracts, or JSON Lines with a title in each line, "
    "or a folder that holds such files"
)


def collect(records: Iterable[Record], *, merge: bool = True) -> Corpus:
    """Make a corpus of papers, as `read_papers` yields them or as you made them.

    Records that are the same paper become one (see `graph.read.merge`), unless `merge` is False;
    papers are sorted by key, so that the order of the records never matters. A paper without a key
    gets one from its title. References that name a paper of the corpus, by key, identifier or
    title, become citations.

    Raises
    ------
    InputError
        There is no paper among the records.
    """
    files: list[FileAudit] = []
    skips: list[Skip] = []
    table = pa.Table.from_batches(_pack(records, files, skips), schema=PAPERS)
    if not table.num_rows:
        raise InputError(_nothing(files, skips), hint=_NO_PAPER)
    table, merges = _merge(table) if merge else (_sorted(_keyed(table)), ())
    citing = cite(table)
    return Corpus(
        papers=table,
        citations=citing.citations,
        audit=audited(table, citing, files=files, merges=merges, skips=skips),
        outside=citing.outside,
    )


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


def _merge(table: pa.Table) -> tuple[pa.Table, tuple[Merge, ...]]:
    """Merge, key and sort the records; and what was merged, by key."""
    gone, made, reasons = merge_records(table)
    whole = _keyed(pa.concat_tables([table.filter(pa.array(~gone)), made]))
    joined = whole["key"][whole.num_rows - len(reasons) :].to_pylist()
    merges = (
        Merge(key, tuple(Source(**source) for source in sources), reason)
        for key, sources, reason in zip(joined, made["sources"].to_pylist(), reasons, strict=True)
    )
    return _sorted(whole), tuple(merges)


def _keyed(table: pa.Table) -> pa.Table:
    """The same rows, each under a key of its own, with the one it brought along if that is lost."""
    given = table["key"].combine_chunks()
    keys = pa.array(_unique_keys(table), pa.string())
    lost = pc.and_(pc.not_equal(given, ""), pc.not_equal(given, keys))
    held = table["identifiers"].combine_chunks()
    rows = zip(held.filter(lost).to_pylist(), given.filter(lost).to_pylist(), strict=True)
    told = pa.array([[*known, (FORMER, key)] for known, key in rows], held.type)
    place = np.arange(len(keys))
    place[lost.to_numpy(zero_copy_only=False)] = len(keys) + np.arange(len(told))
    columns = {"key": keys, "identifiers": pa.concat_arrays([held, told]).take(pa.array(place))}
    return pa.table([columns.get(name, table[name]) for name in PAPERS.names], PAPERS)


def _sorted(table: pa.Table) -> pa.Table:
    return table.take(pc.sort_indices(table["key"])).combine_chunks()


def _unique_keys(table: pa.Table) -> list[str]:
    """One key a row: as given, else from the title; where two meet, a hash parts them."""
    pairs = zip(table["key"].to_pylist(), table["title"].to_pylist(), strict=True)
    keys = [key or slug(title) for key, title in pairs]
    shared = {key for key, count in Counter(keys).items() if count > 1}
    contested: dict[str, list[tuple[str, int]]] = {}
    for number, key in enumerate(keys):
        if key in shared:
            row = table.slice(number, 1).to_pylist()[0]
            row["sources"].sort(key=lambda source: (source["file"], source["line"]))
            contested.setdefault(key, []).append((digest(repr(row)), number))
    taken = set(keys)
    for key, rivals in sorted(contested.items()):
        for mark, number in sorted(rivals):
            length = 6
            while f"{key}-{mark[:length]}" in taken:
                length += 1
            keys[number] = f"{key}-{mark[:length]}"
            taken.add(keys[number])
    return keys


def _nothing(files: list[FileAudit], skips: list[Skip]) -> str:
    """The message for an input without a paper: what was looked at, and what was wrong with it."""
    if not files and not skips:
        return "there is no paper in the input: no file was found"
    reasons = Counter(skip.reason.partition(":")[0] for skip in skips).most_common(3)
    told = "; ".join(f"{reason} ({count})" for reason, count in reasons)
    seen = sorted({skip.source.file for skip in skips} | {file.file for file in files})
    more = f" and {len(seen) - 5} more" if len(seen) > 5 else ""
    why = f": {told}" if told else ""
    return f"there is no paper in the input ({', '.join(seen[:5])}{more}){why}"
