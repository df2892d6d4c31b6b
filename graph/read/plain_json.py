"""JSON lists and wrappers of records with the fields of `graph.read.jsonl`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from graph.core.types import Record
from graph.read import documents, jsonl


def recognises(head: str) -> bool:
    """Whether records have a title; one record a line is left to `graph.read.jsonl`."""
    return "title" in documents.members(head) and not documents.is_lines(head)


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the papers, and what was left out."""
    return documents.read(text, file, jsonl.paper)
