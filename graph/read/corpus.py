"""Records -> Corpus: packed into Arrow tables, merged, keyed, and their references resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.errors import InputError
from graph.core.text import clean, digest, slug
from graph.core.types import PAPERS, Audit, Corpus, FileAudit, Merge, Paper, Record, Skip, Source
from graph.read.merge import Merger, merged
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
    merger = Merger(idle=not merge)
    table = pa.Table.from_batches(_pack(records, merger, files, skips), schema=PAPERS)
    if not table.num_rows:
        raise InputError(_nothing(files, skips), hint=_NO_PAPER)
    table, merges, aliases = _merge(table, merger)
    citations, total, matched = cite(table, aliases)
    return Corpus(
        papers=table,
        citations=citations,
        audit=Audit(
            files=tuple(sorted(files, key=lambda file: file.file)),
            merges=merges,
            skips=tuple(sorted(skips, key=lambda skip: (skip.source.file, skip.source.line))),
            papers=table.num_rows,
            without_abstract=pc.sum(pc.equal(table["abstract"], "")).as_py(),
            without_year=table["year"].null_count,
            references=total,
            references_matched=matched,
        ),
    )


def _pack(
    records: Iterable[Record], merger: Merger, files: list[FileAudit], skips: list[Skip]
) -> Iterator[pa.RecordBatch]:
    """Turn papers into Arrow batches, sorting out what is not a paper on the way."""
    batch: list[dict[str, Any]] = []
    for record in records:
        if isinstance(record, Skip):
            skips.append(record)
        elif isinstance(record, FileAudit):
            files.append(record)
        else:
            row = _row(record)
            if not row["title"]:
                skips.append(Skip(record.source, "no title"))
                continue
            merger.add(row["title"], row["key"], dict(row["identifiers"]))
            batch.append(row)
        if len(batch) == _BATCH:
            yield pa.RecordBatch.from_pylist(batch, schema=PAPERS)
            batch.clear()
    yield pa.RecordBatch.from_pylist(batch, schema=PAPERS)


def _row(paper: Paper) -> dict[str, Any]:
    identifiers = {clean(kind): clean(value) for kind, value in paper.identifiers.items()}
    return {
        "key": clean(paper.key),
        "title": clean(paper.title),
        "abstract": clean(paper.abstract),
        "year": paper.year,
        "authors": [clean(author) for author in paper.authors],
        "venue": clean(paper.venue),
        "identifiers": sorted(identifiers.items()),
        "references": [clean(reference) for reference in paper.references],
        "sources": [{"file": paper.source.file, "line": paper.source.line}],
    }


def _merge(
    table: pa.Table, merger: Merger
) -> tuple[pa.Table, tuple[Merge, ...], dict[str, set[str]]]:
    """Merge, key and sort; also the final keys of each key that a record brought along."""
    candidates = merger.candidates()
    taken = table.take(pa.array(candidates, pa.int64())).to_pylist()
    rows = dict(zip(candidates, taken, strict=True))
    groups = merger.groups(rows)
    gone = np.zeros(table.num_rows, bool)
    gone[list(chain.from_iterable(group for group, _ in groups))] = True
    single = table.filter(pa.array(~gone))
    made = [merged([rows[number] for number in group]) for group, _ in groups]
    whole = pa.concat_tables([single, pa.Table.from_pylist(made, schema=PAPERS)])
    brought = [{key} for key in single["key"].to_pylist()]
    brought += [{rows[number]["key"] for number in group} for group, _ in groups]

    keys = _unique_keys(whole)
    merges = tuple(
        Merge(key, tuple(Source(**source) for source in row["sources"]), reason)
        for key, row, (_, reason) in zip(keys[single.num_rows :], made, groups, strict=True)
    )
    aliases: dict[str, set[str]] = {}
    for key, olds in zip(keys, brought, strict=True):
        for old in olds - {""}:
            aliases.setdefault(old, set()).add(key)
    whole = whole.set_column(0, PAPERS.field("key"), pa.array(keys, pa.string()))
    order = pc.sort_indices(whole["key"])
    return whole.take(order).combine_chunks(), tuple(sorted(merges, key=lambda m: m.key)), aliases


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
