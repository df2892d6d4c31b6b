"""Files and folders -> records: finds the files, knows each by its content, and reads it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

from graph.core.errors import InputError
from graph.core.progress import track
from graph.core.text import clean
from graph.core.types import FileAudit, Paper, Record, Skip, Source
from graph.read import jsonl, listing

HEAD = 65_536
"""Characters of a file's beginning by which its format is recognised."""


class _Recognise(Protocol):
    def __call__(self, head: str, /) -> bool: ...


class _Read(Protocol):
    def __call__(self, text: TextIO, file: str, /) -> Iterator[Record]: ...


class Reader(NamedTuple):
    """How a format is told from the beginning of a file, and how its text becomes records.

    recognises: of the file's beginning, at most `HEAD` characters. read: of the whole text, open
    and decoded, and the name by which records say where they stand. suffixes: which files are of
    this format where the content leaves it open, with the point.
    """

    recognises: _Recognise
    read: _Read
    suffixes: tuple[str, ...] = ()


READERS: Mapping[str, Reader] = {
    "jsonl": Reader(jsonl.recognises, jsonl.read, (".jsonl", ".ndjson")),
    "listing": Reader(listing.recognises, listing.read),
}
"""Formats in the order in which they are tried."""


def read_papers(*inputs: str | PathLike[str]) -> Iterator[Record]:
    """Yield the papers of files and folders, what was left out, and what each file held.

    A folder gives every file in it and in the folders below, hidden ones aside, that some reader
    knows; the others are named in a `Skip` of line 0. A file given by name must be known.

    Raises
    ------
    InputError
        An input is not there, cannot be opened, or no reader knows a file given by name.
    """
    for path, shown, named in track(list(_files(inputs)), "Reading"):
        try:
            with path.open(encoding="utf-8-sig", errors="replace") as file:
                yield from _records(file, shown, named=named)
        except OSError as error:
            raise InputError(
                f"cannot read {path}: {error.strerror}", hint="check that it is there and readable"
            ) from error


def read_draft(text: str, *, shown: str = "draft") -> list[Paper]:
    """Papers of a text at hand, in any format a reader knows; else its first line is a title.

    Raises
    ------
    InputError
        There is no title in it.
    """
    format_ = _format_of(text[:HEAD])
    if format_ is None:
        title, _, abstract = text.strip().partition("\n")
        papers = [Paper(clean(title), abstract=clean(abstract))] if clean(title) else []
    else:
        records = READERS[format_].read(io.StringIO(text), shown)
        papers = [record for record in records if isinstance(record, Paper)]
    if not papers:
        hint = "give a title in the first line and an abstract below it"
        raise InputError(f"there is no paper in {shown}", hint=hint)
    return papers


def _format_of(head: str) -> str | None:
    return next((name for name, reader in READERS.items() if reader.recognises(head)), None)


def _records(file: TextIO, shown: str, *, named: bool) -> Iterator[Record]:
    head = file.read(HEAD)
    file.seek(0)
    format_ = _format_of(head)
    if format_ is None:
        reason = "it is empty" if not head.strip() else "no reader knows what it holds"
        if named:
            known = ", ".join(READERS)
            raise InputError(f"cannot read {shown}: {reason}", hint=f"known formats: {known}")
        yield Skip(Source(shown, 0), reason)
        return
    papers = 0
    for record in READERS[format_].read(file, shown):
        papers += isinstance(record, Paper)
        yield record
    with Path(file.name).open("rb") as whole:
        yield FileAudit(shown, format_, papers, hashlib.file_digest(whole, "sha256").hexdigest())


def _files(inputs: Iterable[str | PathLike[str]]) -> Iterator[tuple[Path, str, bool]]:
    """Yield (path, name shown to people, given by name) of each file, each file once.

    The name shown begins with the input's own, not with the way there, so that an answer does not
    depend on where the command was run.
    """
    seen = set()
    for given in inputs:
        top = Path(fspath(given))
        if not top.exists():
            raise InputError(f"there is no {top}", hint="give a file or a folder of papers")
        root = top.resolve()
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            shown = path.relative_to(root.parent)
            hidden = any(part.startswith(".") for part in shown.parts[1:])
            if path.is_file() and path not in seen and not hidden:
                seen.add(path)
                yield path, shown.as_posix(), path == root
