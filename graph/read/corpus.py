"""Records -> Corpus: packed into Arrow tables, merged, keyed, and their references resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.collecting import uncollected
from graph.core.columns import numbers, whole
from graph.core.errors import InputError
from graph.core.growth import Growth
from graph.core.room import in_files
from graph.core.tables import arranged, some_rows, without_rows
from graph.core.text import digest, slug
from graph.core.types import PAPERS, Corpus, FileAudit, Merge, Record, Skip, Source
from graph.read.audit import audited
from graph.read.bounded import LONGEST
from graph.read.identifiers import FORMER
from graph.read.merge import merge_records
from graph.read.packing import Shard, pack
from graph.read.pieces import read_shard
from graph.read.references import cite

STRETCH = 20
"""Rows, on average, from which it pays to copy them together."""

PIECES = 5_000
"""Pieces of memory in which abstracts may lie."""

_NOBODY = pa.chunked_array([], pa.string())
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
    return _collected(pack(records), merge=merge)


def collect_files(
    *inputs: str | PathLike[str],
    format: str = "",  # noqa: A002
    strict: bool = False,
    max_record: int = LONGEST,
    merge: bool = True,
) -> Corpus:
    """Do as `collect` of what `read_papers` yields, files being read by several at one time.

    Raises
    ------
    InputError, OptionError
        As either does.
    """
    with uncollected():
        shard = read_shard(*inputs, format=format, strict=strict, max_record=max_record)
        return _collected(shard, merge=merge)


def _collected(shard: Shard, *, merge: bool) -> Corpus:
    table, files, skips = _filled(shard)
    table, merges = _merge(table) if merge else (_sorted(_keyed(table)), ())
    return _cited(table, files=files, merges=merges, skips=skips)


def add_records(
    corpus: Corpus, records: Iterable[Record], *, merge: bool = True
) -> tuple[Corpus, Growth]:
    """Put more papers into a corpus, and tell where those that were there stand now.

    Its papers keep their keys. A record that is one of them adds to it what it did not say; a
    reference that named nobody may now name one of the new papers. A paper whose title or abstract
    has become another is fresh, as the new ones are. With `merge` as in `collect`; papers that are
    in the corpus already are not compared among themselves. Abstracts, which are most of it, are
    not copied: they lie in many pieces of memory.

    Raises
    ------
    InputError
        There is no paper among the records.
    """
    table, files, skips = _filled(pack(records))
    before = corpus.papers
    if merge:
        table, merges = _merge(pa.concat_tables([before, table]), settled=before.num_rows)
    else:
        newer = _keyed(table, taken=before["key"])
        table, merges = _sorted(pa.concat_tables([before, newer])), ()
    grown = _cited(
        table,
        files=[*corpus.audit.files, *files],
        merges=_joined(corpus.audit.merges, merges),
        skips=[*corpus.audit.skips, *skips],
    )
    return grown, _growth(before, table, merges)


def _growth(before: pa.Table, after: pa.Table, merges: Sequence[Merge]) -> Growth:
    """Where papers stand now; what a record was merged into may say something else."""
    places = pc.index_in(before["key"], whole(after["key"])).combine_chunks()
    fresh = np.ones(after.num_rows, bool)
    fresh[places.drop_null().to_numpy()] = False
    keys = pa.array([merge.key for merge in merges], pa.string())
    touched = pc.index_in(keys, whole(before["key"])).drop_null()
    now = places.take(touched)
    told = ["title", "abstract"]
    were = some_rows(before.select(told), numbers(touched))
    are = some_rows(after.select(told), numbers(now))
    same = pc.and_(*(pc.equal(were[name], are[name]) for name in told))
    fresh[now.to_numpy()] = ~same.to_numpy()
    return Growth(places.fill_null(-1).to_numpy(), fresh)


def _joined(before: Iterable[Merge], newer: Sequence[Merge]) -> list[Merge]:
    """What was merged before, and now, each source told once: now with all that it holds."""
    told = {source for merge in newer for source in merge.sources}
    reasons = {source: merge.reason for merge in before for source in merge.sources}
    joined = [merge for merge in before if told.isdisjoint(merge.sources)]
    for merge in newer:
        older = [reasons[source] for source in merge.sources if source in reasons]
        reason = "; ".join(dict.fromkeys([*older, merge.reason]))
        joined.append(replace(merge, reason=reason))
    return joined


def _cited(
    table: pa.Table,
    *,
    files: Iterable[FileAudit],
    merges: Iterable[Merge],
    skips: Iterable[Skip],
) -> Corpus:
    """The corpus of a table of papers, in which references have become citations."""
    citing = cite(table)
    return Corpus(
        papers=table,
        citations=citing.citations,
        audit=audited(table, citing, files=files, merges=merges, skips=skips),
        outside=citing.outside,
    )


def _filled(shard: Shard) -> Shard:
    if not shard.papers.num_rows:
        raise InputError(_nothing(shard.files, shard.skips), hint=_NO_PAPER)
    return shard


def _merge(table: pa.Table, *, settled: int = 0) -> tuple[pa.Table, tuple[Merge, ...]]:
    """Merge, key and sort the records; and what was merged, by key.

    settled: how many rows at the beginning are papers with a key of their own, which they keep.
    """
    gone, made, held, reasons = merge_records(table, settled=settled)
    parts = (table.slice(0, settled), gone[:settled]), (table.slice(settled), gone[settled:])
    old, new = (without_rows(part, lost) for part, lost in parts)
    known, unknown = made.filter(pa.array(held)), made.filter(pa.array(~held))
    newer = _keyed(pa.concat_tables([new, unknown]), taken=table["key"].slice(0, settled))
    joined = pa.concat_tables([known, newer.slice(new.num_rows)])
    why = [reasons[number] for number in np.argsort(~held, kind="stable").tolist()]
    merges = (
        Merge(key, tuple(Source(**source) for source in sources), reason)
        for key, sources, reason in zip(
            joined["key"].to_pylist(), joined["sources"].to_pylist(), why, strict=True
        )
    )
    return _sorted(pa.concat_tables([old, known, newer])), tuple(merges)


def _keyed(table: pa.Table, *, taken: pa.ChunkedArray = _NOBODY) -> pa.Table:
    """The same rows, each under a key of its own, with the one it brought along if that is lost.

    taken: keys that others have already.
    """
    given = whole(table["key"])
    keys = pa.array(_unique_keys(table, set(taken.to_pylist())), pa.string())
    lost = pc.and_(pc.not_equal(given, ""), pc.not_equal(given, keys))
    held = whole(table["identifiers"])
    rows = zip(held.filter(lost).to_pylist(), given.filter(lost).to_pylist(), strict=True)
    told = pa.array([[*known, (FORMER, key)] for known, key in rows], held.type)
    place = np.arange(len(keys))
    place[lost.to_numpy(zero_copy_only=False)] = len(keys) + np.arange(len(told))
    columns = {"key": keys, "identifiers": pa.concat_arrays([held, told]).take(pa.array(place))}
    return pa.table([columns.get(name, table[name]) for name in PAPERS.names], PAPERS)


def _sorted(table: pa.Table) -> pa.Table:
    """Rows in the order of their keys; where they mostly stand so, whole stretches are moved.

    Abstracts then stay where they are in memory, unless that comes to be in many pieces.
    """
    order = pc.sort_indices(table["key"]).to_numpy().astype(np.int64)
    starts = np.flatnonzero(np.diff(order, prepend=-2) != 1)
    if in_files() or STRETCH * len(starts) > len(order):
        return arranged(table, order)
    lengths = np.diff(starts, append=len(order))
    stretches = zip(order[starts].tolist(), lengths.tolist(), strict=True)
    joined = pa.concat_tables([table.slice(row, count) for row, count in stretches])
    abstracts = joined["abstract"]
    if abstracts.num_chunks > PIECES:
        return joined.combine_chunks()
    place = joined.schema.get_field_index("abstract")
    others = joined.remove_column(place).combine_chunks()
    return others.add_column(place, joined.schema.field(place), abstracts)


def _unique_keys(table: pa.Table, others: set[str]) -> list[str]:
    """One key a row: as given, else from the title; where two meet, a hash parts them.

    others: keys that are taken; who meets one of them gives way.
    """
    pairs = zip(table["key"].to_pylist(), table["title"].to_pylist(), strict=True)
    keys = [key or slug(title) for key, title in pairs]
    shared = {key for key, count in Counter(keys).items() if count > 1 or key in others}
    contested: dict[str, list[tuple[str, int]]] = {}
    for number, key in enumerate(keys):
        if key in shared:
            row = table.slice(number, 1).to_pylist()[0]
            row["sources"].sort(key=lambda source: (source["file"], source["line"]))
            contested.setdefault(key, []).append((digest(repr(row)), number))
    taken = others.union(keys)
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
