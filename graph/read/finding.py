"""Inputs as people give them -> the files to read, and what is passed over on the way to them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from graph.core.errors import InputError
from graph.core.folders import files_at, is_address, reaching
from graph.core.text import clean
from graph.core.types import Skip, Source

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Found(NamedTuple):
    """A file to read: path or address, how people are shown it, and whether it was named itself."""

    path: Path | str
    shown: str
    named: bool


def files_of(inputs: Iterable[str | PathLike[str]]) -> Iterator[Found | Skip]:
    """Yield the files of inputs and of the folders among them, each once, and what is left out.

    The name shown begins with the input's own, not with the way there, so that an answer does not
    depend on where the command was run. Hidden files are passed over. A link in a folder is
    followed to a file of that folder alone: who packed the folder has no say in what else is read.

    Raises
    ------
    InputError
        An input is not there, cannot be reached, or is neither a file nor a folder.
    """
    seen: set[Path] = set()
    for given in inputs:
        if is_address(given):
            yield from _at_address(fspath(given))
            continue
        root = _root(Path(fspath(given)))
        for path in _within(root) if root.is_dir() else [root]:
            shown = clean(path.relative_to(root.parent).as_posix())
            reason = _obstacle(path, root)
            if reason and path == root:
                hint = "check that it is there and readable"
                raise InputError(f"cannot read {path}: {reason}", hint=hint)
            real = path if reason else path.resolve()
            if real not in seen:
                seen.add(real)
                yield Skip(Source(shown, 0), reason) if reason else Found(path, shown, path == root)


def _at_address(address: str) -> Iterator[Found]:
    """The file at an address that fsspec knows, or those of the folder there."""
    files, top = files_at(address)
    scheme = address.partition("://")[0]
    with reaching(address):
        alone = files.isfile(top)
        found = [top] if alone else sorted(files.find(top))
    if not found:
        raise InputError(f"there is no {address}", hint="give a file or a folder of papers")
    for path in found:
        shown = PurePosixPath(path).relative_to(PurePosixPath(top).parent)
        if not any(part.startswith(".") for part in shown.parts[1:]):
            yield Found(f"{scheme}://{path}", clean(shown.as_posix()), alone)


def _root(top: Path) -> Path:
    try:
        if not top.exists():
            raise InputError(f"there is no {top}", hint="give a file or a folder of papers")
        root = top.resolve(strict=True)
        kind = _KINDS.get(stat.S_IFMT(root.stat().st_mode))
    except OSError as error:
        hint = "check that it is there and readable"
        raise InputError(f"cannot read {top}: {error.strerror}", hint=hint) from error
    if kind:
        hint = "write what comes out of it to a file, and give that"
        raise InputError(f"cannot read {top}: it is {kind}", hint=hint)
    return root


def _within(folder: Path) -> list[Path]:
    """Paths in a folder and those below it that are no folders, or cannot be looked into."""
    closed: list[Path] = []
    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        at = Path(place)
        links = [name for name in folders if (at / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [at / name for name in (*files, *links) if not name.startswith(".")]
    return sorted((*found, *closed))


def _obstacle(path: Path, root: Path) -> str:
    """Why something in a folder is not read; "" if it is."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        link = "a link to what is not there" if path.is_symlink() else error.strerror
        return f"it cannot be opened: {link}"
    if stat.S_ISDIR(mode):
        link = "a link to a folder: give that by name"
        return link if path.is_symlink() else "the folder cannot be opened"
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "a link to a file outside the folder: give that by name"
    kind = _KINDS.get(stat.S_IFMT(mode))
    return f"it is {kind} and no file" if kind else ""
