"""An atlas to files."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graph.core.claims import claimed
from graph.core.errors import ExportError
from graph.core.files import replacing
from graph.core.sparse import Matrix
from graph.core.types import Atlas, Measure
from graph.store.manifest import MANIFEST, fingerprint, sealed


def write(atlas: Atlas, top: Path, *, format: int) -> None:  # noqa: A002
    """Write an atlas into a folder as a new generation, put it in force, and remove the old."""
    with claimed(top):
        _replace(atlas, top, format=format)


def _replace(atlas: Atlas, top: Path, *, format: int) -> None:  # noqa: A002
    try:
        with _generation(top) as beside:
            _write(atlas, beside)
            files = {path.name: fingerprint(path) for path in sorted(beside.iterdir())}
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
        "format": format,
        "version": _version(),
        "generation": name,
        "papers": len(atlas),
        "options": asdict(atlas.options),
        "inputs": {file.file: file.sha256 for file in atlas.corpus.audit.files},
        "files": files,
    }
    with replacing(top / MANIFEST) as path:
        path.write_text(json.dumps(sealed(manifest), indent=1) + "\n", encoding="utf-8")
    for old in top.iterdir():
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def _write(atlas: Atlas, to: Path) -> None:
    vectors = atlas.features.vectors
    meta: dict[str, Any] = {
        "audit": asdict(atlas.corpus.audit),
        "modularity": atlas.communities.modularity,
        "separation": atlas.communities.separation,
        "midpoint": atlas.features.midpoint,
        "vectors": vectors and {"model": vectors.model, "midpoint": vectors.midpoint},
        "rarity": atlas.names.rarity is not None,
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
    if atlas.names.rarity is not None:
        np.save(to / "rarity.npy", atlas.names.rarity)
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


def _is_whole(generation: Path, files: Mapping[str, Any]) -> bool:
    try:
        return {path.name: fingerprint(path) for path in generation.iterdir()} == files
    except OSError:
        return False


def _version() -> str:
    from graph import __version__

    return __version__
