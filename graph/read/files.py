"""Files and folders -> records: finds the files, knows each by its content, and reads it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

from graph.core.errors import InputError, one_of
from graph.core.folders import opened
from graph.core.progress import track
from graph.core.text import clean, shorten
from graph.core.types import FileAudit, Paper, Record, Skip, Source
from graph.read import (
    anthology,
    arxiv,
    bibtex,
    csl,
    dblp,
    endnote,
    endnote_xml,
    foreign,
    hugging_face,
    jsonl,
    listing,
    medline,
    openalex,
    plain_json,
    pubmed,
    ris,
    semantic_scholar,
    table,
    wos,
)
from graph.read.bounded import LONGEST, length
from graph.read.finding import Found, files_of
from graph.read.opening import HEAD, Document, documents

TOLD = 1000
"""Records of one text that are named, each with its reason, if they cannot be read."""


class _Recognise(Protocol):
    def __call__(self, head: str, /) -> bool: ...


class _Read(Protocol):
    def __call__(self, text: TextIO, file: str, /) -> Iterator[Record]: ...


class Reader(NamedTuple):
    """How a format is told from the beginning of a text, and how the text becomes records.

    recognises: of the beginning, as `graph.read.opening.Document` has it. read: of the whole text,
    open and decoded, and the name by which records say where they stand. suffixes: which files are
    of this format where the content leaves it open, with the point.
    """

    recognises: _Recognise
    read: _Read
    suffixes: tuple[str, ...] = ()


READERS: Mapping[str, Reader] = {
    "openalex": Reader(openalex.recognises, openalex.read),
    "semanticscholar": Reader(semantic_scholar.recognises, semantic_scholar.read),
    "arxiv-json": Reader(arxiv.recognises_snapshot, arxiv.read_snapshot),
    "crossref": Reader(csl.recognises_crossref, csl.read),
    "csl": Reader(csl.recognises, csl.read),
    "huggingface": Reader(hugging_face.recognises, hugging_face.read),
    "json": Reader(plain_json.recognises, plain_json.read, (".json",)),
    "jsonl": Reader(jsonl.recognises, jsonl.read, (".jsonl", ".ndjson")),
    "pubmed-xml": Reader(pubmed.recognises, pubmed.read),
    "arxiv": Reader(arxiv.recognises_feed, arxiv.read_feed),
    "acl": Reader(anthology.recognises, anthology.read),
    "endnote-xml": Reader(endnote_xml.recognises, endnote_xml.read),
    "dblp": Reader(dblp.recognises, dblp.read),
    "xml": Reader(foreign.recognises, foreign.read),
    "bibtex": Reader(bibtex.recognises, bibtex.read, (".bib", ".bibtex")),
    "medline": Reader(medline.recognises, medline.read, (".nbib", ".medline")),
    "wos": Reader(wos.recognises, wos.read, (".isi", ".ciw")),
    "ris": Reader(ris.recognises, ris.read, (".ris",)),
    "endnote": Reader(endnote.recognises, endnote.read, (".enw",)),
    "table": Reader(table.recognises, table.read),
    "listing": Reader(listing.recognises, listing.read),
}
"""Formats in the order in which they are tried."""


def read_papers(
    *inputs: str | PathLike[str],
    format: str = "",  # noqa: A002
    strict: bool = False,
    max_record: int = LONGEST,
) -> Iterator[Record]:
    """Yield the papers of files and folders, what was left out, and what each file held.

    A folder gives every file in it and in the folders below, hidden ones aside, that some reader
    knows, and a zip archive every file in it; the others are named in a `Skip` of line 0. A file
    given by name must be known. Files may be packed: see `graph.read.opening`.

    format: one of `READERS`, as which all of them are read; "" tells it by what each holds and,
    where that leaves it open, by its suffix. strict: a record that cannot be read is an error.
    max_record: characters of the longest record that is read; memory is bounded by some 50 bytes
    for each, however large a file is. Of one file, `TOLD` records are named that cannot be read.

    Raises
    ------
    InputError
        An input is not there, cannot be opened, or no reader knows a file given by name; with
        `strict`, a record cannot be read.
    OptionError
        There is no such format.
    """
    if format:
        one_of("format", format, READERS)
    for found in track(list(files_of(inputs)), "Reading"):
        if isinstance(found, Skip):
            yield found
        else:
            yield from read_file(found, format_=format, strict=strict, longest=max_record)


def read_file(found: Found, *, format_: str, strict: bool, longest: int) -> Iterator[Record]:
    """Yield what `read_papers` does of one file."""
    path, shown, named = found
    try:
        with closing(_contents(path, shown, format_=format_, longest=longest)) as records:
            for record in records:
                if isinstance(record, Skip):
                    permit(record, strict=strict, named=named and record.source.file == shown)
                yield record
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}", hint="check that it is there and readable"
        ) from error


def read_draft(data: bytes, *, shown: str = "draft") -> list[Paper]:
    """Papers of a file at hand, in any format a reader knows; else its first line is a title.

    Raises
    ------
    InputError
        There is no title in it.
    """
    papers: list[Paper] = []
    reason = ""
    for document in documents(io.BufferedReader(io.BytesIO(data), HEAD), shown):
        if isinstance(document, Skip):
            reason = f": {document.reason}"
        else:
            format_ = _recognised(document.head)
            read = READERS[format_].read if format_ else _title_and_abstract
            papers += [r for r in read(document.text, document.name) if isinstance(r, Paper)]
    if not papers:
        hint = "give a title in the first line and an abstract below it"
        raise InputError(f"there is no paper in {shown}{reason}", hint=hint)
    return papers


def _title_and_abstract(text: TextIO, file: str) -> Iterator[Paper]:
    title, _, abstract = text.read().strip().partition("\n")
    if clean(title):
        yield Paper(clean(title), abstract=clean(abstract), source=Source(file, 1))


def _contents(
    path: Path | str, shown: str, *, format_: str, longest: int
) -> Generator[Record, None, None]:
    """Yield the records of a file, and at last what each text in it held."""
    held: list[tuple[str, str, int]] = []
    with io.BufferedReader(opened(path), HEAD) as file:
        for document in documents(file, shown, longest=longest):
            if isinstance(document, Skip):
                yield document
            elif known := format_of(document, format_):
                papers = yield from read_text(document, known)
                held += [(document.name, known, papers)] if papers is not None else []
            else:
                yield Skip(Source(document.name, 0), _unknown(document))
    if held:
        with opened(path) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield from (FileAudit(*each, digest) for each in held)


def read_text(document: Document, format_: str) -> Generator[Record, None, int | None]:
    """Yield the records of a text; return how many are papers, None if it was left out whole."""
    papers = left_out = 0
    last = Source(document.name, 1)
    for record in _records(document, format_):
        if isinstance(record, FileAudit):
            yield record
            continue
        last = record.source
        papers += isinstance(record, Paper)
        left_out += isinstance(record, Skip)
        if isinstance(record, Paper) or left_out <= TOLD:
            yield record
    if left_out > TOLD:
        yield Skip(last, f"{left_out - TOLD:,} more records of the file cannot be read")
    if reason := document.damage:
        yield Skip(replace(last, line=max(last.line, 1)), reason)
    return papers if papers or last.line else None


def _records(document: Document, format_: str) -> Iterator[Record]:
    """What a reader makes of a text, without what is longer than a record may be."""
    text = document.text
    for record in READERS[format_].read(text, document.name):
        text.settle()
        if isinstance(record, Paper) and length(record) > text.longest:
            yield Skip(record.source, f"it is longer than {text.longest:,} characters")
        else:
            yield record
    for number in text.overlong:
        reason = f"the line is longer than {text.longest:,} characters"
        yield Skip(Source(document.name, number), reason)


def format_of(document: Document, format_: str) -> str | None:
    """The format of a text: as given, or as its beginning or its suffix says; None: unknown."""
    if not document.head.strip():
        return None
    by_suffix = (name for name, reader in READERS.items() if document.suffix in reader.suffixes)
    return format_ or _recognised(document.head) or next(by_suffix, None)


def _unknown(document: Document) -> str:
    """Why a text that is of no format is left out."""
    start = shorten(clean(document.head[:200]), length=60)
    if document.damage:
        return document.damage
    return f"no reader knows what it holds; it begins {start!r}" if start else "it is empty"


def _recognised(head: str) -> str | None:
    return next((name for name, reader in READERS.items() if reader.recognises(head)), None)


def permit(skip: Skip, *, strict: bool, named: bool) -> None:
    """Raise where what was left out is more than a remark.

    named: the skip is of the very file that was given by name.
    """
    source = skip.source
    if strict and source.line:
        hint = "mend it, or read without strict to leave it out"
        raise InputError(f"{source.file}:{source.line}: {skip.reason}", hint=hint)
    if named and not source.line:
        hint = f"known formats: {', '.join(READERS)}"
        raise InputError(f"cannot read {source.file}: {skip.reason}", hint=hint)
