"""Files -> pieces of about one size, which workers read each on its own.

A large file in which every line is a record is cut between lines; any other is read whole, and
small ones together. Where a file is cut depends on the file alone.
"""

from __future__ import annotations

import hashlib
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import accumulate, chain
from os import PathLike
from typing import NamedTuple

import pyarrow as pa

from graph.core.blocks import each_block, row_blocks
from graph.core.errors import one_of
from graph.core.folders import fingerprint, opened
from graph.core.tables import gathered
from graph.core.types import PAPERS, FileAudit, Paper, Record, Skip, Source
from graph.core.workers import beside, cores, threads
from graph.read.bounded import LONGEST, BoundedText
from graph.read.files import READERS, TOLD, format_of, permit, read_file, read_text
from graph.read.finding import Found, files_of
from graph.read.opening import HEAD, Document, documents
from graph.read.packing import Shard, pack
from graph.read.plain_lines import pack_lines

SIZE = 1 << 24
"""Bytes of a piece, about."""

LINES = frozenset({"jsonl"})
"""Formats in which every line stands for itself."""

_ENCODINGS = frozenset({"utf-8", "utf-8-sig"})


class Range(NamedTuple):
    """Bytes of a file from the beginning of one line to the end of another.

    lines: how many stand before them. sha256: of the whole file.
    """

    start: int
    stop: int
    lines: int
    format: str
    encoding: str
    sha256: str = ""


class Piece(NamedTuple):
    """A file or a range of one. size: in bytes. mark: changes when the file does."""

    path: str
    shown: str
    named: bool
    size: int
    mark: str
    range: Range | None = None


def read_shard(
    *inputs: str | PathLike[str],
    format: str = "",  # noqa: A002
    strict: bool = False,
    max_record: int = LONGEST,
) -> Shard:
    """Read files and folders as `graph.read.files.read_papers` does, by several at one time.

    Of a file that is cut, `graph.read.files.TOLD` records are named in each piece that cannot be
    read.
    """
    if format:
        one_of("format", format, READERS)
    found = list(files_of(inputs))
    files = [each for each in found if isinstance(each, Found)]
    tasks = _tasks(chain.from_iterable(_pieces(file, format) for file in files))
    shards = _shards(tasks, format_=format, strict=strict, longest=max_record)
    return Shard(
        papers=pa.concat_tables([PAPERS.empty_table(), *(shard.papers for shard in shards)]),
        files=_audits(tasks, shards),
        skips=[
            *(each for each in found if isinstance(each, Skip)),
            *chain.from_iterable(shard.skips for shard in shards),
        ],
    )


def _shards(tasks: list[list[Piece]], *, format_: str, strict: bool, longest: int) -> list[Shard]:
    """What each task gives: ranges of plain lines by columns, all else record by record."""
    ranges = [number for number, (piece, *_) in enumerate(tasks) if piece.range]
    quick = partial(_pack_range, pieces=[tasks[number][0] for number in ranges], longest=longest)
    # Processes take as long to begin as lines to be read: so they begin now, for names are next.
    with beside(cores, jobs=None if ranges and threads() > 1 else 1) as begun:
        packed = _laid(each_block(quick, row_blocks(len(ranges), 1), label="Reading"))
        begun()
    known = {
        number: shard
        for number, shard in zip(ranges, packed, strict=True)
        if shard is not None and len(shard.skips) <= (0 if strict else TOLD)
    }
    left = [task for number, task in enumerate(tasks) if number not in known]
    read = partial(_read_block, tasks=left, format=format_, strict=strict, longest=longest)
    blocks = row_blocks(len(left), 1)
    others = filter(None, _laid(each_block(read, blocks, label="Reading", prefer="processes")))
    return [known[number] if number in known else next(others) for number in range(len(tasks))]


def _laid(shards: Iterable[Shard | None]) -> list[Shard | None]:
    """The same, whose papers lie where large arrays do."""
    told: list[Shard | None] = []
    rows: list[int] = []

    def papers() -> Iterator[pa.Table]:
        for shard in shards:
            held = PAPERS.empty_table() if shard is None else shard.papers
            rows.append(held.num_rows)
            told.append(shard and shard._replace(papers=PAPERS.empty_table()))
            yield held

    table = gathered(papers(), PAPERS)
    starts = accumulate(rows, initial=0)
    return [
        shard and shard._replace(papers=table.slice(start, count))
        for shard, start, count in zip(told, starts, rows, strict=False)
    ]


def _pieces(found: Found, format_: str) -> Iterator[Piece]:
    """Cut a file, where it is large and of lines."""
    size, mark = fingerprint(found.path)
    whole = Piece(str(found.path), found.shown, found.named, size, mark)
    ranges = _ranges(found, format_) if size > 2 * SIZE else []
    if not ranges:
        yield whole
    for each in ranges:
        yield whole._replace(size=each.stop - each.start, range=each)


def _ranges(found: Found, format_: str) -> list[Range]:
    """Ranges of a file of lines; none where it is no such file, or a line is as long as a piece."""
    with io.BufferedReader(opened(found.path), HEAD) as file:
        document = next(iter(documents(file, found.shown)))
        if isinstance(document, Skip) or document.stream:
            return []
        known, encoding = format_of(document, format_), document.text.encoding
        document.text.detach()
        if known not in LINES or encoding not in _ENCODINGS:
            return []
        file.seek(0)
        digest = hashlib.sha256()
        ranges: list[Range] = []
        start = lines = 0
        while chunk := file.read(SIZE):
            chunk += file.readline(SIZE)
            if len(chunk) == 2 * SIZE or chunk.count(b"\r") != chunk.count(b"\r\n"):
                return []  # a carriage return alone ends a line, too
            digest.update(chunk)
            ranges.append(Range(start, start + len(chunk), lines, known, encoding))
            start, lines, encoding = start + len(chunk), lines + chunk.count(b"\n"), "utf-8"
    return [each._replace(sha256=digest.hexdigest()) for each in ranges]


def _tasks(pieces: Iterator[Piece]) -> list[list[Piece]]:
    """Pieces that are read by one worker: each range, and files together up to a piece's size."""
    tasks: list[list[Piece]] = []
    room = -1  # in the task before; not even an empty file goes to one that is not there
    for piece in pieces:
        if piece.range or piece.size > room:
            tasks.append([])
            room = -1 if piece.range else SIZE
        tasks[-1].append(piece)
        room -= piece.size
    return tasks


def _read_block(
    block: range,
    *,
    tasks: list[list[Piece]],
    format: str,  # noqa: A002
    strict: bool,
    longest: int,
) -> Shard:
    read = partial(_read_piece, format_=format, strict=strict, longest=longest)
    return pack(chain.from_iterable(read(piece) for task in block for piece in tasks[task]))


def _pack_range(block: range, *, pieces: list[Piece], longest: int) -> Shard | None:
    """Pack a range of plain lines; None if it is none."""
    [number] = block
    piece = pieces[number]
    part = piece.range
    if part is None:
        return None
    content = _content(piece.path, part)
    if part.encoding == "utf-8-sig":
        content = content.removeprefix(BOM_UTF8)
    shard = pack_lines(content, piece.shown, before=part.lines, longest=longest)
    if shard is None:
        return None
    audit = FileAudit(piece.shown, part.format, shard.papers.num_rows, part.sha256)
    return shard._replace(files=[audit])


def _content(path: str, part: Range) -> bytes:
    with io.BufferedReader(opened(path)) as file:
        file.seek(part.start)
        return file.read(part.stop - part.start)


def _read_piece(piece: Piece, *, format_: str, strict: bool, longest: int) -> Iterator[Record]:
    if piece.range is None:
        found = Found(piece.path, piece.shown, piece.named)
        yield from read_file(found, format_=format_, strict=strict, longest=longest)
        return
    papers = 0
    for record in _read_range(piece, piece.range, longest):
        if isinstance(record, Skip):
            permit(record, strict=strict, named=piece.named)
        papers += isinstance(record, Paper)
        yield record
    yield FileAudit(piece.shown, piece.range.format, papers, piece.range.sha256)


def _read_range(piece: Piece, part: Range, longest: int) -> Iterator[Record]:
    content = io.BytesIO(_content(piece.path, part))
    text = BoundedText(content, part.encoding, longest=longest)
    for record in read_text(Document(piece.shown, "", text), part.format):
        if isinstance(record, FileAudit):
            yield record
        else:
            source = Source(record.source.file, record.source.line + part.lines)
            yield replace(record, source=source)


def _audits(tasks: list[list[Piece]], shards: list[Shard]) -> list[FileAudit]:
    """Audits of files, those of the ranges of one being made one."""
    found: list[FileAudit] = []
    for (piece, *_), shard in zip(tasks, shards, strict=True):
        if piece.range and piece.range.start:
            [more] = shard.files
            found[-1] = replace(found[-1], papers=found[-1].papers + more.papers)
        else:
            found += shard.files
    return found
