"""JSON Lines by whole columns, where every line is plain: read as `graph.read.jsonl` would.

Plain is a line that is one object whose known fields are of their usual types, and nothing else.
That is nearly every line of a large file; of the others `graph.read.jsonl` makes what it can.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.types import PAPERS, Skip, Source
from graph.read import fields
from graph.read.identifiers import normal
from graph.read.packing import Shard

_TEXTS = ("title", "abstract", "venue")
_USUAL = {
    **dict.fromkeys(("id", *_TEXTS, "doi", "arxiv"), pa.string()),
    "year": pa.int64(),
    "authors": pa.list_(pa.string()),
    "references": pa.list_(pa.string()),
    "identifiers": pa.null(),
}
_EITHER = {int: pa.int64(), str: pa.string()}
_ODD = r"[^ -~]|[&<]|  |^ | $"
"""What a text holds that is not one line of plain text already."""


def pack_lines(content: bytes, file: str, *, before: int, longest: int) -> Shard | None:
    """Pack the papers of lines of JSON in UTF-8, as `pack` would; None if some line is not plain.

    before: how many lines of the file stand before them; longest: bytes of the longest record.
    """
    told = _parsed(content) if content and _is_lines(content, longest) else None
    if told is None:
        return None
    n = told.num_rows
    lines = pa.array(np.arange(before + 1, before + 1 + n), pa.int32())
    places = pa.StructArray.from_arrays([pa.repeat(file, n), lines], ["file", "line"])
    named = zip(told["doi"].to_pylist(), told["arxiv"].to_pylist(), strict=True)
    columns: dict[str, Any] = {
        "key": _plain(told["id"].cast(pa.string())),
        **{name: _plain(told[name]) for name in _TEXTS},
        "year": [fields.year(year) for year in told["year"].to_pylist()],
        "authors": [fields.people(names or ()) for names in told["authors"].to_pylist()],
        "identifiers": [_identifiers(doi=doi, arxiv=arxiv) for doi, arxiv in named],
        "references": [_filled(works or ()) for works in told["references"].to_pylist()],
        "sources": pa.ListArray.from_arrays(pa.array(range(n + 1), pa.int32()), places),
    }
    papers = pa.table([pa.array(columns[field.name], field.type) for field in PAPERS], PAPERS)
    there = pc.not_equal(papers["title"], "")
    lost = lines.filter(pc.invert(there.combine_chunks())).to_pylist()
    return Shard(papers.filter(there), [], [Skip(Source(file, line), "no title") for line in lost])


def _is_lines(content: bytes, longest: int) -> bool:
    """Whether all lines begin and end as objects do, and none is longer than a record may be."""
    letters = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    if not content.endswith(b"\n"):
        ends = np.append(ends, len(letters))
    starts = np.append(0, ends[:-1] + 1)
    last = np.maximum(ends - 1, 0)
    last -= letters[last] == ord("\r")
    objects = (letters[starts] == ord("{")) & (letters[last] == ord("}"))
    return bool(objects.all() and (ends - starts).max() <= longest)


def _parsed(content: bytes) -> pa.Table | None:
    """The known fields of objects, one to a line; None where one is not of its usual type."""
    from pyarrow.json import ParseOptions, ReadOptions, read_json

    with suppress(ValueError):  # of Arrow, of JSON and of UTF-8
        content.decode()
        first = json.loads(content[: content.find(b"\n") + 1] or content)
        types = {name: _EITHER.get(type(first.get(name)), _USUAL[name]) for name in ("id", "year")}
        told = read_json(
            io.BytesIO(content),
            ReadOptions(use_threads=False, block_size=len(content) + 1),
            ParseOptions(pa.schema(_USUAL | types), unexpected_field_behavior="ignore"),
        )
        lines = content.count(b"\n") + (not content.endswith(b"\n"))
        return told if told.num_rows == lines else None
    return None


def _plain(column: pa.ChunkedArray) -> pa.StringArray:
    """Texts as `fields.line` makes them, "" for none."""
    texts = pc.fill_null(column, "").combine_chunks()
    odd = pc.match_substring_regex(texts, _ODD)
    made = [fields.line(text) for text in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(texts, odd, pa.array(made, pa.string()))


def _identifiers(**found: str | None) -> list[tuple[str, str]]:
    known = {kind: value for kind, value in found.items() if value}
    return [*normal(fields.identifiers(**known)).items()] if known else []


def _filled(works: Iterable[str | None]) -> list[str]:
    return list(filter(None, map(fields.line, works)))
