"""Folders that several machines see: a path, or an address that fsspec knows, as s3://bucket/papers.

fsspec is needed for addresses alone, and is imported for them alone.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from graph.core.errors import GraphError, InputError, OptionError
from graph.core.files import replacing


def is_address(place: str | PathLike[str]) -> bool:
    """Whether a place is an address and no path: it begins as `s3://`."""
    scheme, found, _ = fspath(place).partition("://")
    return bool(found) and scheme.isalnum()


class Folder(Protocol):
    """Files by names, which may hold slashes; one that is not there raises `FileNotFoundError`."""

    @property
    def address(self) -> str:
        """Where another machine finds it."""

    def names(self, under: str) -> set[str]:
        """Names of the files right in a folder of it; none where there is no such folder."""

    def holds(self, name: str) -> bool:
        """Whether there is a file of that name."""

    def write(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        """Make a file of what `fill` writes: all of it, or nothing if that fails."""

    def open(self, name: str) -> IO[bytes]:
        """Open a file to be read once from its beginning."""

    def path(self, name: str) -> Path:
        """A path on this machine at which a file can be mapped into memory."""

    def remove(self) -> None:
        """Remove the folder with all that is in it, if it is there."""


def folder(place: str | PathLike[str]) -> Folder:
    """Give the folder at a path or an address.

    Raises
    ------
    OptionError
        It is an address, and fsspec or what it needs for this kind of address is not installed.
    """
    if is_address(place):
        return _Remote(fspath(place).rstrip("/"))
    return _Local(Path(place).absolute())


def opened(place: str | PathLike[str]) -> io.RawIOBase:
    """Open a file at a path or an address for reading in any order."""
    if not is_address(place):
        return Path(place).open("rb", buffering=0)
    files, path = files_at(fspath(place))
    made: io.RawIOBase = files.open(path, "rb")
    return made


def fingerprint(place: str | PathLike[str]) -> tuple[int, str]:
    """Bytes of the file at a path or an address, and what changes when the file does."""
    if not is_address(place):
        told = Path(place).stat()
        return told.st_size, f"{told.st_size} {told.st_mtime_ns}"
    files, path = files_at(fspath(place))
    return int(files.size(path)), str(files.ukey(path))


def files_at(address: str) -> tuple[Any, str]:
    """The file system of an address, as fsspec has it, and the path there.

    Raises
    ------
    OptionError
        fsspec is not installed, or does not know such addresses.
    """
    try:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise OptionError(
            f"{address} cannot be opened: {error}",
            hint="pip install 'paperkin[dask]', and s3fs for s3://, gcsfs for gs://",
        ) from error
    return files, path.rstrip("/")


class _Local:
    """A folder of this machine, or one that all machines mount at one path."""

    def __init__(self, top: Path) -> None:
        self._top = top

    @property
    def address(self) -> str:
        return str(self._top)

    def names(self, under: str) -> set[str]:
        try:
            return {path.name for path in (self._top / under).iterdir()}
        except FileNotFoundError:
            return set()

    def holds(self, name: str) -> bool:
        return (self._top / name).exists()

    def write(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        with replacing(self._top / name) as beside, beside.open("wb") as file:
            fill(file)

    def open(self, name: str) -> IO[bytes]:
        return self.path(name).open("rb")

    def path(self, name: str) -> Path:
        return self._top / name

    def remove(self) -> None:
        shutil.rmtree(self._top, ignore_errors=True)


class _Remote:
    """A folder of a store elsewhere. What is mapped is fetched first, once for each process."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._files, self._top = files_at(address)

    def names(self, under: str) -> set[str]:
        self._files.invalidate_cache()  # others write there, too
        try:
            listed = self._files.ls(f"{self._top}/{under}", detail=False)
        except FileNotFoundError:
            return set()
        return {name.rpartition("/")[2] for name in listed}

    def holds(self, name: str) -> bool:
        self._files.invalidate_cache()
        return bool(self._files.exists(f"{self._top}/{name}"))

    def write(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        # Written whole and sent then: what is closed half-written there would stand there so.
        with tempfile.NamedTemporaryFile(prefix="paperkin-") as file:
            fill(file)
            file.flush()
            self._files.put_file(file.name, f"{self._top}/{name}")

    def open(self, name: str) -> IO[bytes]:
        return io.BytesIO(self._files.cat_file(f"{self._top}/{name}"))

    def path(self, name: str) -> Path:
        path = _here(f"{self._top}/{name}")
        if not path.exists():
            with replacing(path) as beside:
                self._files.get_file(f"{self._top}/{name}", str(beside))
        return path

    def remove(self) -> None:
        if self._files.exists(self._top):
            self._files.rm(self._top, recursive=True)


def _here(path: str) -> Path:
    """Where this process keeps a copy of what is at a path elsewhere."""
    parts = PurePosixPath(path.lstrip("/")).parts
    if ".." in parts:
        raise InputError(f"{path} leads out of its folder", hint="give that file another name")
    return Path(_fetched().name, *parts)


@cache
def _fetched() -> tempfile.TemporaryDirectory[str]:
    """Where this process keeps what it has fetched, until it ends."""
    return tempfile.TemporaryDirectory(prefix="paperkin-")


@contextmanager
def written_at(place: str | PathLike[str], *, last: str) -> Iterator[Path]:
    """Yield a folder to write to; where `place` is an address what is in it is sent there.

    last: name of the file that is sent last, since it makes the others whole.
    """
    if not is_address(place):
        yield Path(place)
        return
    files, top = files_at(fspath(place))
    with tempfile.TemporaryDirectory(prefix="paperkin-") as held:
        yield Path(held)
        paths = [path for path in sorted(Path(held).rglob("*")) if path.is_file()]
        for path in sorted(paths, key=lambda path: path.name == last):
            files.put_file(str(path), f"{top}/{path.relative_to(held).as_posix()}")


def fetched(place: str | PathLike[str]) -> Path:
    """The folder at a place as one of this machine: fetched whole, if it is an address.

    Raises
    ------
    InputError
        There is nothing at the address, or it cannot be reached.
    """
    if not is_address(place):
        return Path(place)
    files, top = files_at(fspath(place))
    with reaching(place):
        for name in files.find(top):
            path = _here(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            files.get_file(name, str(path))
        if not _here(top).exists():
            raise InputError(f"there is nothing at {place}", hint="check the address")
    return _here(top)


@contextmanager
def reaching(place: str | PathLike[str]) -> Iterator[None]:
    """Turn what goes wrong on the way to an address into an `InputError`."""
    try:
        yield
    except GraphError:
        raise
    except Exception as error:  # every kind of store has errors of its own
        hint = "check the address and the rights to it"
        raise InputError(f"cannot read {place}: {error}", hint=hint) from error
