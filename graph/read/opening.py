"""Files as they stand -> text: unpacked, decoded, line ends made one.

What a file is packed in and how it is encoded is told by its bytes and not by its name. Nothing is
unpacked to disk, and a path within an archive is no more than a name to show.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from graph.core.errors import InputError
from graph.core.text import clean
from graph.core.types import Skip, Source
from graph.read.bounded import LONGEST, BoundedText
from graph.read.encoding import decoded, encoding_of, is_text

HEAD = 65_536
"""Bytes of a text's beginning by which its encoding and its format are told."""

RATIO = 200
"""How many times its own size a packed file may grow."""

ROOM = 1 << 26
"""Bytes to which even the smallest packed file may grow."""

_PACKED: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda packed: pa.CompressedInputStream(
        pa.PythonFile(packed, "r"), "zstd"
    ),
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SUFFIXES = frozenset((".gz", ".bz2", ".xz", ".zst", ".zip"))
_DAMAGE = (EOFError, OSError, MemoryError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
_NO_ZIP = (*_DAMAGE, RuntimeError, ValueError)  # encrypted or packed in a new way; absurd offsets

_OFFICE = "it is an office document: save it as plain text, or a table as CSV"
_OFFICE_PARTS = frozenset(("[Content_Types].xml", "mimetype"))
_ARCHIVE = "it is an archive of a kind that is not read: unpack it, or pack it as .zip"
_FOREIGN = {
    b"%PDF-": "it is a PDF: export the records of your papers, as BibTeX for one",
    b"{\\rtf": _OFFICE,
    b"\xd0\xcf\x11\xe0": _OFFICE,
    b"SQLite format 3": "it is a database: export the records from the program that it belongs to",
    b"PAR1": "it is a Parquet table: save it as CSV or JSON Lines",
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
    b"\x1f\x9d": _ARCHIVE,
    **dict.fromkeys((*_ZIP, *_PACKED), "it is packed more than once: unpack it"),
}
"""How files begin that people have and that hold no text of records, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text, open: of a file, or of a file in an archive.

    name: as people are shown it, "archive.zip/member" in an archive. head: its beginning, at most
    `HEAD` characters. text: all of it, each line ending in a line feed.
    """

    name: str
    head: str
    text: BoundedText
    stream: _Stream | None = None

    @property
    def suffix(self) -> str:
        """The suffix of what is packed, in lower case: .bib of library.BIB.gz."""
        suffixes = [suffix.lower() for suffix in PurePosixPath(self.name).suffixes]
        return next((suffix for suffix in reversed(suffixes) if suffix not in _SUFFIXES), "")

    @property
    def damage(self) -> str:
        """Why what has been read of the text ended before its end; "" if it did not."""
        if self.stream and self.stream.damage:
            return f"the file is damaged, and the rest of it is lost: {self.stream.damage}"
        held = f"{self.text.patience:,} characters hold no record"
        return f"{held}, and the rest of the file is left out" if self.text.endless else ""


def documents(
    file: io.BufferedReader[Any], shown: str, *, longest: int = LONGEST
) -> Iterator[Document | Skip]:
    """Yield the texts of an open file: its own, or one for each file in a zip archive.

    What is no text is a `Skip` that says what it is. Each text is to be read before the next is
    asked for. file: can be sought in, and has a buffer of `HEAD` bytes. longest: characters of the
    longest record.

    Raises
    ------
    InputError
        While reading: it unpacks to more than `RATIO` times its size and to more than `ROOM` bytes.
    """
    allowance = _Allowance(file, shown)
    beginning = file.read(4)
    file.seek(0)
    if beginning in _ZIP:
        yield from _members(file, shown, allowance, longest=longest)
    else:
        yield _document(file, shown, allowance, longest=longest)


class _Allowance:
    """Bytes to which a packed file may still grow, in all its parts."""

    def __init__(self, file: io.BufferedReader[Any], shown: str) -> None:
        self._left = max(ROOM, RATIO * file.seek(0, io.SEEK_END))
        self._shown = shown
        file.seek(0)

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError(
                f"cannot read {self._shown}: it unpacks to more than {RATIO} times its size",
                hint="if you trust it, unpack it yourself and give what comes out",
            )


class _Stream(io.RawIOBase):
    """What a packed file unpacks to; it ends where the file is damaged, and `damage` says how."""

    def __init__(self, unpacked: Any, allowance: _Allowance) -> None:
        self.damage = ""
        self._unpacked = unpacked
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the whole buffer, if there is as much."""
        filled = 0
        while filled < len(buffer) and (chunk := self._next(len(buffer) - filled)):
            buffer[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
        self._allowance.take(filled)
        return filled

    def _next(self, size: int) -> bytes:
        if self.damage:
            return b""
        try:
            return bytes(self._unpacked.read1(size))
        except _DAMAGE as error:
            self.damage = _told(error)
            return b""


def _members(
    file: io.BufferedReader[Any], shown: str, allowance: _Allowance, *, longest: int
) -> Iterator[Document | Skip]:
    try:
        archive = zipfile.ZipFile(file)
    except _NO_ZIP as error:
        yield Skip(Source(shown, 0), f"the archive is damaged: {_told(error)}")
        return
    if _OFFICE_PARTS.intersection(archive.namelist()):
        yield Skip(Source(shown, 0), _OFFICE)
        return
    members = [member for member in archive.infolist() if not _hidden(member)]
    if not members:
        yield Skip(Source(shown, 0), "there is no file in the archive")
    for member in sorted(members, key=lambda member: member.filename):
        name = f"{shown}/{clean(member.filename)}"
        try:
            content = archive.open(member)
        except _NO_ZIP as error:
            yield Skip(Source(name, 0), f"it cannot be unpacked: {_told(error)}")
        else:
            yield _document(_buffered(content, allowance), name, allowance, longest=longest)


def _document(
    given: io.BufferedReader[Any], name: str, allowance: _Allowance, *, longest: int
) -> Document | Skip:
    """Take off one packing, if there is one, and decode."""
    beginning = given.peek(HEAD)
    opener = next((opens for mark, opens in _PACKED.items() if beginning.startswith(mark)), None)
    content = _buffered(opener(given), allowance) if opener else given
    head = content.peek(HEAD)[:HEAD]
    encoding = encoding_of(head)
    if reason := _foreign(head, encoding):
        return Skip(Source(name, 0), reason)
    text = BoundedText(content, encoding, longest=longest)
    stream = content.raw
    return Document(
        name, decoded(head, encoding), text, stream if isinstance(stream, _Stream) else None
    )


def _buffered(unpacked: Any, allowance: _Allowance) -> io.BufferedReader[Any]:
    return io.BufferedReader(_Stream(unpacked, allowance), HEAD)


def _foreign(head: bytes, encoding: str) -> str:
    """Why there is no text of records in what begins so; "" if there may be."""
    if head[257:262] == b"ustar":
        return _ARCHIVE
    reason = next((why for mark, why in _FOREIGN.items() if head.startswith(mark)), "")
    if not reason and not encoding.startswith(("utf-16", "utf-32")) and not is_text(head):
        return "no reader knows what it holds: it is not text"
    return reason


def _hidden(member: zipfile.ZipInfo) -> bool:
    """Folders, files whose names begin with a point, and what macOS puts beside each file."""
    parts = PurePosixPath(member.filename).parts
    return member.is_dir() or any(
        part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts
    )


def _told(error: BaseException) -> str:
    return clean(str(error)).rstrip(".") or type(error).__name__
