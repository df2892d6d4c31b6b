"""An atlas from files: mapped into memory, each checked before anything is read from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from xxhash import xxh3_128_hexdigest

from graph.core.columns import only_column
from graph.core.context import Context
from graph.core.errors import AtlasError
from graph.core.sparse import Matrix
from graph.core.types import (
    NAMES,
    PAPERS,
    PLACES,
    Atlas,
    Audit,
    Communities,
    ContextMeasure,
    Corpus,
    DenseMeasure,
    Features,
    FileAudit,
    Graph,
    Labels,
    Layer,
    Measure,
    Merge,
    Names,
    Options,
    Outside,
    Scorer,
    Skip,
    Source,
    Vectors,
)
from graph.store.manifest import CHECKSUM, REBUILD, Manifest
from graph.store.pending import pending


def read(top: Path, manifest: Manifest) -> Atlas:
    """The atlas of a folder that its manifest tells of.

    Raises
    ------
    AtlasError
        It is damaged.
    """
    try:
        return _read(top, manifest)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        told = f"the atlas {top} is damaged: its parts do not fit together"
        raise AtlasError(told, hint=REBUILD) from error


def _read(top: Path, manifest: Manifest) -> Atlas:
    files = _Files(top, manifest)
    meta = json.loads(files.content("meta.json").read().decode())
    options = manifest["options"]
    outside = None
    if "outside" in meta["matrices"]:
        outside = Outside(only_column(files.table("outside")), files.matrix(meta, "outside"))
    context = cache(lambda: _context(files, meta))
    return pending(
        Atlas,
        features=lambda: _features(files, meta, context()),
    )(
        corpus=Corpus(
            files.table("papers", PAPERS),
            files.matrix(meta, "citations"),
            _audit(meta["audit"]),
            outside,
        ),
        names=Names(
            files.table("names", NAMES),
            files.matrix(meta, "mentions"),
            files.matrix(meta, "introduced"),
            files.table("places", PLACES),
            files.array("rarity") if meta.get("rarity") else None,  # told of since it can be held
        ),
        graph=_graph(files, meta, context),
        communities=Communities(
            files.array("community"),
            files.array("confidence"),
            meta["modularity"],
            meta["separation"],
        ),
        labels=Labels(
            names=tuple(meta["labels"]["names"]),
            terms=tuple(map(tuple, meta["labels"]["terms"])),
            exemplars=tuple(map(tuple, meta["labels"]["exemplars"])),
        ),
        positions=files.array("positions"),
        options=Options(**options | {"layers": tuple(options["layers"])}),
    )


class _Files:
    """The files of an atlas that are in force; open from the start, lest a build remove them."""

    def __init__(self, top: Path, manifest: Manifest) -> None:
        self._top = top
        self._listed: Mapping[str, Any] = manifest["files"]
        folder = top / manifest["generation"]
        self._open = {name: self._map(folder / name, told) for name, told in self._listed.items()}
        self._whole: set[str] = set()
        self._matrices: dict[str, Matrix] = {}

    def content(self, name: str) -> mmap:
        """A file's content, just as it was written."""
        content = self._open[name]
        if name not in self._whole:
            if xxh3_128_hexdigest(content) != self._listed[name][CHECKSUM]:
                raise self._damaged(name)
            self._whole.add(name)
        return content

    def table(self, name: str, schema: pa.Schema | None = None) -> pa.Table:
        held = pa.ipc.open_file(pa.py_buffer(self.content(f"{name}.arrow"))).read_all()
        return held if schema is None else held.cast(schema)

    def array(self, name: str) -> np.ndarray[Any, Any]:
        content = self.content(f"{name}.npy")
        content.seek(0)
        np.lib.format.read_magic(content)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(content)
        place = content.tell()
        return np.ndarray(shape, dtype, buffer=content, offset=place, order="F" if fortran else "C")

    def matrix(self, meta: Mapping[str, Any], name: str) -> Matrix:
        """A matrix by its name; several names may mean the same one."""
        stored = meta["matrices"][name]
        if stored not in self._matrices:
            parts = tuple(self.array(f"{stored}.{part}") for part in ("data", "indices", "indptr"))
            shape = tuple(self.array(f"{stored}.shape").tolist())
            self._matrices[stored] = Matrix(parts, shape=shape, copy=False)
        return self._matrices[stored]

    def _map(self, path: Path, told: Mapping[str, Any]) -> mmap:
        try:
            with path.open("rb") as file:
                content = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: it is empty
            raise self._damaged(path.name) from error
        if len(content) != told["bytes"]:
            raise self._damaged(path.name)
        return content

    def _damaged(self, name: str) -> AtlasError:
        return AtlasError(
            f"the atlas {self._top} is damaged: {name} is not as written", hint=REBUILD
        )


def _context(files: _Files, meta: Mapping[str, Any]) -> Context:
    return Context(files.matrix(meta, "weights"), files.matrix(meta, "lent"), files.array("norms"))


def _features(files: _Files, meta: Mapping[str, Any], context: Context) -> Features:
    return Features(
        only_column(files.table("terms")),
        context,
        meta["midpoint"],
        vectors=_vectors(files, meta),
    )


def _vectors(files: _Files, meta: Mapping[str, Any]) -> Vectors | None:
    if not meta["vectors"]:
        return None
    return Vectors(rows=files.array("vectors"), mean=files.array("mean"), **meta["vectors"])


def _graph(files: _Files, meta: Mapping[str, Any], context: Callable[[], Context]) -> Graph:
    def scorer(fields: Mapping[str, Any]) -> Scorer:
        name = fields["name"]
        if f"measure-{name}" in meta["matrices"]:
            return Measure(matrix=files.matrix(meta, f"measure-{name}"), **fields)
        if name == "semantic":
            return DenseMeasure(name, files.array("vectors"), fields["midpoint"])
        return ContextMeasure(name, context(), fields["midpoint"])

    def measures() -> tuple[Scorer, ...]:
        return tuple(map(scorer, meta["measures"]))

    layers = tuple(
        Layer(
            layer["name"], files.matrix(meta, f"layer-{layer['name']}"), directed=layer["directed"]
        )
        for layer in meta["layers"]
    )
    shares = tuple(layer["share"] for layer in meta["layers"])
    return pending(Graph, measures=measures)(
        layers=layers, shares=shares, adjacency=files.matrix(meta, "adjacency")
    )


def _audit(fields: dict[str, Any]) -> Audit:
    merges = (
        Merge(merge["key"], tuple(Source(**source) for source in merge["sources"]), merge["reason"])
        for merge in fields["merges"]
    )
    skips = (Skip(Source(**skip["source"]), skip["reason"]) for skip in fields["skips"])
    files = (FileAudit(**file) for file in fields["files"])
    known = {"merges": merges, "skips": skips, "files": files, "warnings": fields["warnings"]}
    return Audit(**fields | {name: tuple(held) for name, held in known.items()})
