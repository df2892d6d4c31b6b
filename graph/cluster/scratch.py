"""The folder by which a build and its workers hand each other what is large.

    paperkin-scratch/arrays/<hash>.npy           what stages work with, each array once
    paperkin-scratch/tasks/<key>.json            a function, and which arrays it works with
    paperkin-scratch/done/<key>/<start>-<stop>   what it gives for a block of rows

A key is the hash of the function's name, of all that it works with and of the version, so that what
stands under it can be nothing else: a build that was broken off goes on from there.
"""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from xxhash import xxh3_128

from graph import __version__
from graph.core.errors import EngineError
from graph.core.folders import Folder, folder, is_address
from graph.core.parts import Array, put_together, taken_apart

NAME = "paperkin-scratch"
"""Name of the folder within the one that is given: no other is ever cleared."""

OPEN = 2
"""Functions that a worker keeps open, with what they work with mapped into its memory."""


class Scratch:
    """Shared storage of one build.

    place: a path that all machines mount, or an address. resume: whether to keep what an earlier
    build has left there.
    """

    def __init__(self, place: str | PathLike[str], *, resume: bool = False) -> None:
        self._folder = _within(place)
        if not resume:
            self._folder.remove()
        self._laid = self._folder.names("arrays")

    @property
    def address(self) -> str:
        """Where workers find it."""
        return self._folder.address

    @property
    def room(self) -> Path:
        """A folder of this machine for what is too large for memory."""
        path = Path(tempfile.gettempdir() if is_address(self.address) else self.address)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def lay(self, function: Any) -> str:
        """Lay down a function with what it works with, once; its key."""
        told, arrays = taken_apart(function)
        names = [_hash(array) for array in arrays]
        for name, array in zip(names, arrays, strict=True):
            if f"{name}.npy" not in self._laid:
                self._folder.write(f"arrays/{name}.npy", partial(_save, array=array))
                self._laid.add(f"{name}.npy")
        task = json.dumps({"version": __version__, "function": told, "arrays": names}).encode()
        key: str = xxh3_128(task).hexdigest()
        self._folder.write(f"tasks/{key}.json", lambda file: file.write(task))
        return key

    def done(self, key: str) -> set[tuple[int, int]]:
        """Blocks (start, stop) of which the results are there."""
        pairs = (name.split("-") for name in self._folder.names(f"done/{key}"))
        return {(int(start), int(stop)) for start, stop in pairs}

    def result(self, key: str, block: range) -> Any:
        """What the function gave for a block.

        Raises
        ------
        EngineError
            It cannot be read.
        """
        try:
            with self._folder.open(_done(key, block)) as file:
                told, count = json.loads(_load(file).tobytes())
                return put_together(told, [_load(file) for _ in range(count)])
        except (OSError, ValueError, EOFError) as error:
            hint = "build again without --resume"
            raise EngineError(f"{self.address} is damaged: {error}", hint=hint) from error

    def remove(self) -> None:
        """Remove all of it."""
        self._folder.remove()


class Task(NamedTuple):
    """A function laid down in a folder, as a worker sees it."""

    function: Any
    folder: Folder
    key: str

    def do(self, block: range) -> None:
        """Work out a block and leave the result in the folder."""
        told, arrays = taken_apart(self.function(block))

        def fill(file: IO[bytes]) -> None:
            header = json.dumps([told, len(arrays)]).encode()
            for array in (np.frombuffer(header, np.uint8), *arrays):
                _save(file, array)

        self.folder.write(_done(self.key, block), fill)


def is_done(address: str, key: str, block: range) -> bool:
    """Whether the result of a block is there."""
    return folder(address).holds(_done(key, block))


@lru_cache(OPEN)
def task(address: str, key: str) -> Task:
    """Open a task; what it works with is mapped into memory, or fetched first.

    Raises
    ------
    EngineError
        The folder is not seen from here, or another version has laid it there.
    """
    shared = folder(address)
    try:
        with shared.open(f"tasks/{key}.json") as file:
            held = json.load(file)
    except FileNotFoundError as error:
        hint = "give with --scratch a folder that all machines mount, or an address as s3://..."
        raise EngineError(f"a worker does not see {address}", hint=hint) from error
    if held["version"] != __version__:
        raise EngineError(
            f"a worker has paperkin {__version__}, the build {held['version']}",
            hint="install one version everywhere",
        )
    # Mapped copy-on-write, since compiled code may refuse an array that it could not write to.
    arrays = [
        np.load(shared.path(f"arrays/{name}.npy"), mmap_mode="c", allow_pickle=False)
        for name in held["arrays"]
    ]
    return Task(put_together(held["function"], arrays), shared, key)


def _within(place: str | PathLike[str]) -> Folder:
    return folder(f"{folder(place).address}/{NAME}")


def _done(key: str, block: range) -> str:
    return f"done/{key}/{block.start}-{block.stop}"


def _hash(array: Array) -> str:
    digest = xxh3_128(f"{array.dtype.str} {array.shape}".encode())
    digest.update(array.reshape(-1).view(np.uint8).data)
    name: str = digest.hexdigest()
    return name


def _save(file: IO[bytes], array: Array) -> None:
    np.save(file, array, allow_pickle=False)


def _load(file: IO[bytes]) -> Array:
    array: Array = np.load(file, allow_pickle=False)
    return array
