"""An atlas to files: a new generation, put in force as a whole, upon which the old is removed."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph import __version__
from graph.core.claims import claimed
from graph.core.errors import ExportError
from graph.core.files import replacing, sweep
from graph.core.sparse import Matrix
from graph.core.types import Atlas, Corpus, Features, Measure, Names
from graph.store.manifest import MANIFEST, fingerprint, in_force, sealed
from graph.store.tables import mapped_table, write_table

_FOLDER = re.compile(r"[0-9a-f]{16}|\.[0-9a-f]{16}\.part")
"""Names of a generation, and of one that is written."""


class Saving:
    """An atlas on its way to a folder; what is settled before the rest may be written ahead."""

    def __init__(self, top: Path, beside: Path, *, format: int) -> None:  # noqa: A002
        self._top = top
        self._beside = beside
        self._format = format
        self._files: dict[str, Mapping[str, Any]] = {}
        self._matrices: dict[str, str] = {}
        self._named: dict[int, str] = {}
        self._papers: pa.Table | None = None
        self._ahead: tuple[Corpus, Features, Names] | None = None

    def papers(self, corpus: Corpus) -> Corpus:
        """Write the papers of a corpus before all else, and give it with those that are there.

        What lay in memory in many pieces lies in the file in one, and is not put together in memory
        before. Raises `ExportError` as `ahead` does.
        """
        path = self._beside / "papers.arrow"
        with self._telling():
            write_table(corpus.papers, path)
            self._list(path)
            self._papers = mapped_table(path)
        return replace(corpus, papers=self._papers)

    def ahead(self, corpus: Corpus, features: Features, names: Names) -> None:
        """Write what most of an atlas is, and keep these records: it is to hold none other.

        Raises
        ------
        ExportError
            The folder cannot be written.
        """
        if self._papers is not None and self._papers is not corpus.papers:
            raise ValueError("an atlas holds the papers that were written ahead")
        tables = {
            **({} if self._papers is not None else {"papers": corpus.papers}),
            "names": names.table,
            "places": names.places,
            "terms": pa.table({"term": features.terms}),
        }
        if corpus.outside is not None:
            tables["outside"] = pa.table({"name": corpus.outside.names})
        matrices = {
            "citations": corpus.citations,
            **({} if corpus.outside is None else {"outside": corpus.outside.citations}),
            "weights": features.weights,
            "lent": features.context.lent,
            "mentions": names.mentions,
            "introduced": names.introduced,
        }
        with self._telling():
            for name, table in tables.items():
                path = self._beside / f"{name}.arrow"
                write_table(table, path)
                self._list(path)
            for name, matrix in matrices.items():
                self._matrix(name, matrix)
            self._array("norms", features.context.norms)
            if features.vectors is not None:
                self._array("vectors", features.vectors.rows)
                self._array("mean", features.vectors.mean)
            if names.rarity is not None:
                self._array("rarity", names.rarity)
        self._ahead = corpus, features, names

    def finish(self, atlas: Atlas) -> None:
        """Write the rest of an atlas and put it in force, in the place of the one that was there.

        Raises
        ------
        ExportError
            The folder cannot be written; what was there is left as it was.
        """
        settled = atlas.corpus, atlas.features, atlas.names
        if self._ahead is None:
            self.ahead(*settled)
        elif any(one is not other for one, other in zip(self._ahead, settled, strict=True)):
            raise ValueError("an atlas holds the records that were written ahead")
        with self._telling():
            self._rest(atlas)
            name = self._renamed()
        manifest = {
            "format": self._format,
            "version": __version__,
            "generation": name,
            "papers": len(atlas),
            "options": asdict(atlas.options),
            "inputs": {file.file: file.sha256 for file in atlas.corpus.audit.files},
            "files": self._listed(),
        }
        with replacing(self._top / MANIFEST) as path:
            path.write_text(json.dumps(sealed(manifest), indent=1) + "\n", encoding="utf-8")
        _leave({self._top / name}, self._top)

    def _rest(self, atlas: Atlas) -> None:
        graph = atlas.graph
        measures = [one for one in graph.measures if isinstance(one, Measure)]
        for name, matrix in {
            "adjacency": graph.adjacency,
            **{f"layer-{layer.name}": layer.adjacency for layer in graph.layers},
            **{f"measure-{measure.name}": measure.matrix for measure in measures},
        }.items():
            self._matrix(name, matrix)
        self._array("community", atlas.communities.labels)
        self._array("confidence", atlas.communities.confidence)
        self._array("positions", atlas.positions)
        path = self._beside / "meta.json"
        told = _meta(atlas) | {"matrices": self._matrices}
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")
        self._list(path)

    def _matrix(self, name: str, matrix: Matrix) -> None:
        """Write a matrix, or note under which other name the same one was written."""
        self._matrices[name] = self._named.setdefault(id(matrix), name)
        if self._matrices[name] != name:
            return
        self._array(f"{name}.data", matrix.data)
        self._array(f"{name}.indices", matrix.indices)
        self._array(f"{name}.indptr", matrix.indptr)
        self._array(f"{name}.shape", np.array(matrix.shape, np.int64))

    def _array(self, name: str, array: NDArray[Any]) -> None:
        path = self._beside / f"{name}.npy"
        np.save(path, array)
        self._list(path)

    def _list(self, path: Path) -> None:
        self._files[path.name] = fingerprint(path)

    def _listed(self) -> dict[str, Mapping[str, Any]]:
        return dict(sorted(self._files.items()))

    def _renamed(self) -> str:
        """Give the files the name of a generation, which tells what they hold."""
        files = self._listed()
        name = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
        if not _is_whole(self._top / name, files):
            shutil.rmtree(self._top / name, ignore_errors=True)
            self._beside.rename(self._top / name)
        return name

    def _telling(self) -> AbstractContextManager[None]:
        return _telling(self._top)


@contextmanager
def saving(top: Path, *, format: int) -> Iterator[Saving]:  # noqa: A002
    """Claim a folder to write an atlas to; what is not finished is gone afterwards."""
    with claimed(top), _generation(top) as beside:
        yield Saving(top, beside, format=format)


@contextmanager
def _telling(top: Path) -> Iterator[None]:
    """Tell what the system says where a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            f"cannot write the atlas {top}: {error.strerror or error}", hint="choose another folder"
        ) from error


def _meta(atlas: Atlas) -> dict[str, Any]:
    """What is told of an atlas in words and single numbers."""
    vectors = atlas.features.vectors
    return {
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


@contextmanager
def _generation(top: Path) -> Iterator[Path]:
    """A new folder in the atlas to write to; afterwards only the generation in force is there."""
    beside = top / f".{secrets.token_hex(8)}.part"
    with _telling(top):
        top.mkdir(parents=True, exist_ok=True)
        before = _folders(top)
        beside.mkdir()
    try:
        yield beside
    finally:
        # A manifest that cannot be read may be mended: what it could speak of stays.
        _leave({top / force} if (force := in_force(top)) else before, top)


def _leave(kept: set[Path], top: Path) -> None:
    """Remove all other generations from a folder, and what a process that was killed left there."""
    with suppress(OSError):  # the folder is gone
        sweep(top / MANIFEST)
        for folder in _folders(top) - kept:
            shutil.rmtree(folder, ignore_errors=True)


def _folders(top: Path) -> set[Path]:
    """The generations in a folder, and what was to become one; another's folders are left alone."""
    return {path for path in top.iterdir() if _FOLDER.fullmatch(path.name) and path.is_dir()}


def _is_whole(generation: Path, files: Mapping[str, Any]) -> bool:
    try:
        return {path.name: fingerprint(path) for path in generation.iterdir()} == files
    except OSError:
        return False
