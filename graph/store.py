"""An atlas as a folder: Arrow tables, .npy matrices, and one manifest that makes it whole.

    atlas/manifest.json          format version, options, input hashes, checksums of every file
    atlas/<generation>/...       papers.arrow, names.arrow, adjacency.data.npy ...

Tables are Arrow IPC files (Feather, version 2) without compression: like the matrices they are
mapped into memory, so that an answer reads of a million abstracts the ten that it tells of.

A generation is written beside the old one and comes into force by the renaming of the manifest, so
that a reader finds the old atlas or the new one and never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from functools import cache
from mmap import ACCESS_READ, mmap
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from xxhash import xxh3_128_hexdigest

from graph.core.errors import AtlasError, ExportError
from graph.core.files import replacing
from graph.core.sparse import Matrix
from graph.core.types import (
    NAMES,
    PAPERS,
    PLACES,
    Atlas,
    Audit,
    Communities,
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

FORMAT = 2
"""Version of the folder's format; a reader refuses one that it does not know."""

MANIFEST = "manifest.json"
_REBUILD = "build it again: paperkin build INPUT..."


def save(atlas: Atlas, folder: str | PathLike[str]) -> None:
    """Write an atlas to a folder, replacing the one that was there as a whole.

    Raises
    ------
    ExportError
        The folder cannot be written; what was there is left as it was.
    """
    top = Path(folder)
    try:
        with _generation(top) as beside:
            _write(atlas, beside)
            files = {path.name: _fingerprint(path) for path in sorted(beside.iterdir())}
            listed = json.dumps(files, sort_keys=True).encode()
            name = hashlib.sha256(listed).hexdigest()[:16]
            if not _is_whole(top / name, files):
                shutil.rmtree(top / name, ignore_errors=True)
                beside.rename(top / name)
    except OSError as error:
        raise ExportError(
            f"cannot write the atlas {top}: {error.strerror or error}", hint="choose another folder"
        ) from error
    manifest = {
        "format": FORMAT,
        "version": _version(),
        "generation": name,
        "papers": len(atlas),
        "options": asdict(atlas.options),
        "inputs": {file.file: file.sha256 for file in atlas.corpus.audit.files},
        "files": files,
    }
    with replacing(top / MANIFEST) as path:
        path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for old in top.iterdir():
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: str | PathLike[str]) -> Atlas:
    """Read an atlas from a folder; matrices stay on disk, mapped into memory.

    Raises
    ------
    AtlasError
        There is no atlas, it is damaged (the message names the file), or of a newer format.
    """
    top = Path(folder)
    manifest = _manifest(top)
    generation = top / manifest["generation"]
    for name, expected in manifest["files"].items():
        try:
            whole = _fingerprint(generation / name) == expected
        except OSError:
            whole = False
        if not whole:
            raise AtlasError(f"the atlas {top} is damaged: {name} is not as written", hint=_REBUILD)
    return _read(generation, manifest)


def _write(atlas: Atlas, to: Path) -> None:
    vectors = atlas.features.vectors
    meta: dict[str, Any] = {
        "audit": asdict(atlas.corpus.audit),
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "midpoint": atlas.features.midpoint,
        "vectors": vectors and {"model": vectors.model, "midpoint": vectors.midpoint},
        "labels": asdict(atlas.labels),
        "layers": [
            {"name": layer.name, "share": share, "directed": layer.directed}
            for layer, share in zip(atlas.graph.layers, atlas.graph.shares, strict=True)
        ],
        "measures": [
            {
                "name": measure.name,
                "pairwise": measure.pairwise,
                "directed": measure.directed,
                "midpoint": measure.midpoint,
            }
            for measure in atlas.graph.measures
        ],
    }
    tables = {
        "papers": atlas.corpus.papers,
        "names": atlas.names.table,
        "places": atlas.names.places,
        "terms": pa.table({"term": atlas.features.terms}),
    }
    if atlas.corpus.outside is not None:
        tables["outside"] = pa.table({"name": atlas.corpus.outside.names})
    for name, table in tables.items():
        path = str(to / f"{name}.arrow")
        with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    meta["matrices"] = {}
    written: dict[int, str] = {}
    for name, matrix in _matrices(atlas).items():
        meta["matrices"][name] = written.setdefault(id(matrix), name)
        if written[id(matrix)] != name:
            continue  # the same matrix under another name
        np.save(to / f"{name}.data.npy", matrix.data)
        np.save(to / f"{name}.indices.npy", matrix.indices)
        np.save(to / f"{name}.indptr.npy", matrix.indptr)
        np.save(to / f"{name}.shape.npy", np.array(matrix.shape, np.int64))
    if vectors is not None:
        np.save(to / "vectors.npy", vectors.rows)
        np.save(to / "mean.npy", vectors.mean)
    np.save(to / "community.npy", atlas.communities.labels)
    np.save(to / "confidence.npy", atlas.communities.confidence)
    np.save(to / "positions.npy", atlas.positions)
    (to / "meta.json").write_text(json.dumps(meta, indent=1), encoding="utf-8")


def _matrices(atlas: Atlas) -> Mapping[str, Matrix]:
    graph, outside = atlas.graph, atlas.corpus.outside
    return {
        "citations": atlas.corpus.citations,
        **({} if outside is None else {"outside": outside.citations}),
        "weights": atlas.features.weights,
        "context": atlas.features.context,
        "mentions": atlas.names.mentions,
        "introduced": atlas.names.introduced,
        "adjacency": graph.adjacency,
        **{f"layer-{layer.name}": layer.adjacency for layer in graph.layers},
        **{f"measure-{m.name}": m.matrix for m in graph.measures if isinstance(m, Measure)},
    }


def _read(generation: Path, manifest: Mapping[str, Any]) -> Atlas:
    meta = json.loads((generation / "meta.json").read_text(encoding="utf-8"))

    def table(name: str, schema: pa.Schema) -> pa.Table:
        with pa.memory_map(str(generation / f"{name}.arrow")) as file:
            return pa.ipc.open_file(file).read_all().cast(schema)

    def array(name: str) -> np.ndarray[Any, Any]:
        return np.load(generation / f"{name}.npy", mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]

    @cache
    def stored(name: str) -> Matrix:
        parts = (array(f"{name}.data"), array(f"{name}.indices"), array(f"{name}.indptr"))
        rows, columns = array(f"{name}.shape").tolist()
        return Matrix(parts, shape=(rows, columns), copy=False)

    def matrix(name: str) -> Matrix:
        return stored(meta["matrices"][name])

    layers = tuple(
        Layer(layer["name"], matrix(f"layer-{layer['name']}"), directed=layer["directed"])
        for layer in meta["layers"]
    )

    def scorer(fields: Mapping[str, Any]) -> Scorer:
        if f"measure-{fields['name']}" in meta["matrices"]:
            return Measure(matrix=matrix(f"measure-{fields['name']}"), **fields)
        return DenseMeasure(fields["name"], array("vectors"), fields["midpoint"])

    vectors = None
    if meta["vectors"]:
        vectors = Vectors(rows=array("vectors"), mean=array("mean"), **meta["vectors"])
    measures = tuple(map(scorer, meta["measures"]))
    shares = tuple(layer["share"] for layer in meta["layers"])
    terms = table("terms", pa.schema([("term", pa.string())]))["term"].combine_chunks()
    outside = None
    if "outside" in meta["matrices"]:
        names = table("outside", pa.schema([("name", pa.string())]))["name"].combine_chunks()
        outside = Outside(names, matrix("outside"))
    options = manifest["options"]
    return Atlas(
        corpus=Corpus(table("papers", PAPERS), matrix("citations"), _audit(meta["audit"]), outside),
        features=Features(
            terms, matrix("weights"), matrix("context"), meta["midpoint"], vectors=vectors
        ),
        names=Names(
            table("names", NAMES), matrix("mentions"), matrix("introduced"), table("places", PLACES)
        ),
        graph=Graph(layers, shares, matrix("adjacency"), measures),
        communities=Communities(
            array("community"), array("confidence"), meta["modularity"], meta["separation"]
        ),
        labels=Labels(
            names=tuple(meta["labels"]["names"]),
            terms=tuple(map(tuple, meta["labels"]["terms"])),
            exemplars=tuple(map(tuple, meta["labels"]["exemplars"])),
        ),
        positions=array("positions"),
        options=Options(**options | {"layers": tuple(options["layers"])}),
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


def _manifest(top: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((top / MANIFEST).read_text(encoding="utf-8"))
        version = manifest["format"]
    except FileNotFoundError as error:
        hint = "build one: paperkin build INPUT..., or name its folder with --atlas"
        raise AtlasError(f"there is no atlas in {top}", hint=hint) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AtlasError(
            f"the atlas {top} is damaged: {MANIFEST}: {error}", hint=_REBUILD
        ) from error
    if version != FORMAT:
        raise AtlasError(
            f"the atlas {top} has format {version}; this paperkin reads format {FORMAT}",
            hint="update paperkin, or " + _REBUILD,
        )
    return manifest  # type: ignore[no-any-return]


@contextmanager
def _generation(top: Path) -> Iterator[Path]:
    """A new folder in the atlas to write to, gone afterwards unless it was renamed."""
    top.mkdir(parents=True, exist_ok=True)
    beside = top / f".{secrets.token_hex(8)}.part"
    beside.mkdir()
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fingerprint(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        with mmap(file.fileno(), 0, access=ACCESS_READ) if size else nullcontext(b"") as content:
            return {"bytes": size, "xxh3_128": xxh3_128_hexdigest(content)}


def _is_whole(generation: Path, files: Mapping[str, Any]) -> bool:
    try:
        return {path.name: _fingerprint(path) for path in generation.iterdir()} == files
    except OSError:
        return False


def _version() -> str:
    from graph import __version__

    return __version__
