"""What is fuzzed: each target takes bytes, and may raise no more than `GraphError`."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pyarrow as pa
from lxml import etree

import graph
from graph import Atlas, Corpus, GraphError, Paper
from graph.core.types import FileAudit, Record, Skip
from graph.export.view import make_view
from graph.export.writers import WRITERS
from graph.read.bounded import BoundedText
from graph.read.files import READERS, read_draft
from graph.read.plain_lines import pack_lines
from graph.relate.names import extract_names

Target = Callable[[bytes], None]

LONGEST = 1 << 16
"""Bytes of the longest input that is tried."""


def corpus_of(records: Iterable[Record]) -> Corpus | None:
    """The corpus of what a reader gave, after a look at each record; None if it is empty."""
    found = list(records)
    for record in found:
        assert isinstance(record, Paper | Skip | FileAudit), record
        if isinstance(record, Paper):
            assert record.title.strip()
            assert all(map(str, record.identifiers.values()))
        elif isinstance(record, Skip):
            assert record.reason
    with suppress(GraphError):
        return graph.collect(found)
    return None


def read_format(name: str, data: bytes) -> None:
    """One reader, whether or not it would have known the text."""
    text = BoundedText(io.BytesIO(data), "utf-8", longest=LONGEST)
    READERS[name].recognises(data[:LONGEST].decode("utf-8", "replace"))
    corpus_of(READERS[name].read(text, "f"))


def read_any(data: bytes) -> None:
    """Unpacking, decoding, telling the format, and reading."""
    read_draft(data)


def read_columns(data: bytes) -> None:
    """Plain JSON Lines by whole columns, which leaves to others what is not plain."""
    shard = pack_lines(data, "f", before=0, longest=LONGEST)
    if shard is not None:
        assert all(title.strip() for title in shard.papers["title"].to_pylist())
        assert shard.papers.num_rows + len(shard.skips) == data.count(b"\n") + (data[-1:] != b"\n")


def name(data: bytes) -> None:
    """The name extractor, on as many papers as there are empty lines."""
    texts = data.decode("utf-8", "surrogateescape").split("\n\n")
    papers = (Paper(text[:200], abstract=text[200:], key=str(n)) for n, text in enumerate(texts))
    if corpus := corpus_of(paper for paper in papers if paper.title.strip()):
        names = extract_names(corpus.papers)
        assert names.mentions.shape[0] == len(corpus)


def look_up(data: bytes) -> None:
    """Lookup, by all that a terminal can hand over."""
    graph.find_paper(_atlas().corpus, _atlas().names, data.decode("utf-8", "surrogateescape"))


def load(data: bytes) -> None:
    """The loader, on an atlas of which the manifest or another file is not as it was written.

    The first byte chooses the file, the second how much of its beginning is kept.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "atlas")
        shutil.copytree(_saved(), folder)
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        chosen, kept = (*data[:2], 0, 0)[:2]
        file = files[chosen % len(files)]
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) * kept // 255] + data[2:])
        loaded = graph.load(folder)
        assert file.read_bytes() == whole or _same(loaded)


def export(data: bytes) -> None:
    """The exporters, on texts that no reader has looked at."""
    texts = data.decode("utf-8", "replace").split("\n")
    atlas = _atlas()
    papers = atlas.corpus.papers
    column = [texts[row % len(texts)] for row in range(len(atlas))]
    keys = [f"{text}{row}" for row, text in enumerate(column)]
    for field, values in (
        ("title", column),
        ("abstract", column),
        ("venue", column),
        ("key", keys),
    ):
        place = papers.schema.get_field_index(field)
        papers = papers.set_column(place, papers.schema.field(place), pa.array(values))
    view = make_view(replace(atlas, corpus=replace(atlas.corpus, papers=papers)))
    with tempfile.TemporaryDirectory() as made:
        for kind, writer in WRITERS.items():
            if kind != "html":  # which is looked at in a browser
                writer.write(view, path := Path(made, kind))
                _PARSERS[kind](path)


def _parse_xml(path: Path) -> None:
    etree.parse(path, etree.XMLParser(recover=False, huge_tree=True))


def _parse_json(path: Path) -> None:
    json.loads(path.read_text("utf-8"))


def _parse_csv(path: Path) -> None:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for row in rows for cell in row)


_PARSERS = {
    "graphml": _parse_xml,
    "gexf": _parse_xml,
    "json": _parse_json,
    "cytoscape": _parse_json,
    "vosviewer": _parse_json,
    "csv": _parse_csv,
}


def _same(loaded: Atlas) -> bool:
    """Whether an atlas answers as the one that was saved."""
    atlas = _atlas()
    return (
        loaded.corpus.papers.equals(atlas.corpus.papers)
        and loaded.options == atlas.options
        and loaded.labels == atlas.labels
        and (loaded.graph.adjacency != atlas.graph.adjacency).nnz == 0
        and (loaded.features.weights != atlas.features.weights).nnz == 0
    )


@cache
def _atlas() -> Atlas:
    fields = {"whale": "ocean song pods", "sorting": "comparator networks arrays"}
    return graph.build(
        Paper(f"{name.upper()}-{number}: {text}", key=f"{name}{number}", abstract=f"{name} {text}")
        for name, text in fields.items()
        for number in range(3)
    )


@cache
def _saved() -> Path:
    folder = Path(tempfile.mkdtemp(), "atlas")
    graph.save(_atlas(), folder)
    return folder


TARGETS: dict[str, Target] = {
    **{f"read-{kind}": partial(read_format, kind) for kind in READERS},
    "read-any": read_any,
    "read-columns": read_columns,
    "name": name,
    "look-up": look_up,
    "load": load,
    "export": export,
}


def warm_up(libraries: Iterable[str]) -> None:
    """Import all that is imported on first use, and make what targets share."""
    for library in ("graph", *libraries):
        package = import_module(library)
        for module in walk_packages(package.__path__, f"{library}."):
            with suppress(ImportError):  # of what is optional
                import_module(module.name)
    _saved()


def attempt(target: str, data: bytes) -> None:
    """Run a target; only what it must not raise comes through."""
    with suppress(GraphError):
        TARGETS[target](data)
