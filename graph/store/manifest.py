"""The manifest of an atlas: which files are in force, and what each must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from xxhash import xxh3_128_hexdigest

from graph.core.errors import AtlasError

MANIFEST = "manifest.json"
REBUILD = "build it again: paperkin build INPUT..."

CHECKSUM = "xxh3_128"

SEAL = "seal"
"""Checksum of all else that a manifest says."""

Manifest = Mapping[str, Any]


def sealed(told: Manifest) -> Manifest:
    """A manifest with its seal."""
    return {**told, SEAL: _seal(told)}


def read_manifest(top: Path, *, formats: range) -> Manifest:
    """The manifest in an atlas's folder, which must be of one of these formats."""
    try:
        manifest: Manifest = json.loads((top / MANIFEST).read_text(encoding="utf-8"))
        version = manifest["format"]
        if version in formats and manifest[SEAL] != _seal(manifest):
            raise ValueError("it is not as written")
    except FileNotFoundError as error:
        hint = "build one: paperkin build INPUT..., or name its folder with --atlas"
        raise AtlasError(f"there is no atlas in {top}", hint=hint) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AtlasError(
            f"the atlas {top} is damaged: {MANIFEST}: {error}", hint=REBUILD
        ) from error
    if version not in formats:
        newer = isinstance(version, int) and version > formats[-1]
        raise AtlasError(
            f"the atlas {top} has format {version}; this paperkin reads format {formats[-1]}",
            hint=f"update paperkin, or {REBUILD}" if newer else REBUILD,
        )
    return manifest


def in_force(top: Path) -> str:
    """Name of the folder that the manifest in an atlas's folder speaks of; '' if none can be read.

    Of any format, and without a look at whether it is whole.
    """
    try:
        return str(json.loads((top / MANIFEST).read_text(encoding="utf-8"))["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _seal(told: Manifest) -> str:
    rest = {name: value for name, value in told.items() if name != SEAL}
    return xxh3_128_hexdigest(json.dumps(rest, sort_keys=True).encode())


def fingerprint(path: Path) -> dict[str, int | str]:
    """What a manifest says of a file: its size in bytes (1 or more) and its checksum."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return {"bytes": len(content), CHECKSUM: xxh3_128_hexdigest(content)}
