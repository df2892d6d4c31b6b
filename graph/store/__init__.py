"""An atlas as a folder: Arrow tables, .npy matrices, and one manifest that makes it whole.

    atlas/manifest.json          format version, options, input hashes, checksums of every file
    atlas/<generation>/...       papers.arrow, names.arrow, adjacency.data.npy ...

Tables are Arrow IPC files (Feather, version 2) without compression: like the matrices they are
mapped into memory, so that an answer reads of a million abstracts the ten that it tells of.

A generation is written beside the old one and comes into force by the renaming of the manifest, so
that a reader finds the old atlas or the new one and never a mixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from graph.core.errors import AtlasError
from graph.core.types import Atlas

if TYPE_CHECKING:
    from graph.store.writing import Saving

FORMATS = range(4, 5)
"""Versions of the folder's format that are read; the last of them is written."""


def save(atlas: Atlas, folder: str | PathLike[str]) -> None:
    """Write an atlas to a folder, replacing the one that was there as a whole.

    Raises
    ------
    ExportError
        The folder cannot be written, or somebody else is writing there; what was there is left
        as it was.
    """
    with saving(folder) as place:
        place.finish(atlas)


@contextmanager
def saving(folder: str | PathLike[str]) -> Iterator[Saving]:
    """Do as `save` by and by: give a place to write what is settled ahead of the rest.

    Left before it is finished, nothing stays of it.
    """
    from graph.store import writing

    with writing.saving(Path(folder), format=FORMATS[-1]) as place:
        yield place


def load(folder: str | PathLike[str]) -> Atlas:
    """Read an atlas from a folder; tables and matrices stay on disk, mapped into memory.

    Each file is checked against its checksum before anything is read from it; the features, most
    of an atlas, when they are first asked for.

    Raises
    ------
    AtlasError
        There is no atlas, it is damaged (the message names the file), or of a format that is not
        read.
    """
    from graph.store.manifest import read_manifest
    from graph.store.reading import read

    top = Path(folder)
    manifest = read_manifest(top, formats=FORMATS)
    while True:
        try:
            return read(top, manifest)
        except AtlasError:
            latest = read_manifest(top, formats=FORMATS)
            if latest == manifest:
                raise
            manifest = latest  # a build replaced the atlas meanwhile
