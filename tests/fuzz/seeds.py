"""Where fuzzing begins: every sample text in the tests of the readers, and names."""

from __future__ import annotations

import ast
import gzip
import lzma
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.targets import LONGEST

TESTS = Path(__file__).parents[1]
_OWN = {"read-arxiv-json": "arxiv", "read-crossref": "csl", "read-json": "structured"}
_OWN |= {"read-pubmed-xml": "pubmed", "read-acl": "anthology", "read-xml": "structured"}
_OWN |= {"read-semanticscholar": "semantic_scholar", "read-huggingface": "hugging_face"}
_OWN |= {"read-endnote-xml": "endnote_xml"}
_PLACES = {
    "read-columns": "read/test_pieces.py",
    "name": "relate/test_names.py",
    "look-up": "find/test_lookup.py",
    "load": "test_store.py",
    "export": "export/test_formats.py",
    "read-any": "read/test_opening.py",
}


def seeds(target: str) -> Iterator[bytes]:
    """Sample inputs of a target."""
    own = _OWN.get(target, target.removeprefix("read-"))
    path = TESTS / _PLACES.get(target, f"read/test_{own}.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value
            data = text.encode("utf-8", "replace") if isinstance(text, str) else text
            if 8 < len(data) < LONGEST:
                yield data
    if target == "read-any":
        yield from (pack(b'{"title": "Packed"}\n') for pack in (gzip.compress, lzma.compress))
    if target == "load":
        yield from (bytes([file, kept]) + b"}" for file in range(40) for kept in (0, 127, 255))
