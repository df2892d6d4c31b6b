"""Entries of a BibTeX library, by bibtexparser, with what their fields say put together.

bibtexparser cuts a library into entries and fields. Here the pieces of a value are joined
(`@string`, `#`), and what an entry takes over from another (`crossref`, `xdata`) is added.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from graph.core.types import Skip, Source

if TYPE_CHECKING:
    from bibtexparser import model

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # else it writes to stderr

Fields = Mapping[str, str]

GENERATIONS = 8
"""How far an entry takes over from another that takes over, and so on."""

_CHUNK = 1 << 20
_BEGUN = re.compile(r"[ \t]*@\w*[ \t]*[{(]")
_KEYLESS = re.compile(r"^([ \t]*@(?!string\b)\w+[ \t]*[{(])(?=\s*[\w-]+\s*=)", re.M | re.I)
_SIMPLE = re.compile(r"""\{([^{}]*)\}|"([^{}"]*)"|(\d+)""")
_PIECE = re.compile(r"""\s*(?:([{"])|([^\s#{}"][^#{}"]*))""")
_JOINT = re.compile(r"\s*#")
_BRACE_OR_QUOTE = re.compile(r'(?<!\\)[{}]|"')
_HANDED_DOWN = ("title", "booktitle", "journal", "journaltitle", "series", "school", "year", "date")
_HEIR = ("crossref", "xdata")


class Entry(NamedTuple):
    """One entry: its line, its type and its fields, in lower case and without the empty ones."""

    line: int
    kind: str
    key: str
    fields: Fields


def entries(lines: Iterable[str], file: str) -> Iterator[Entry | Skip]:
    """Yield the entries of a library, those last that take over from others.

    A `Skip` stands for one that is broken. A key that is used again stays with the first entry;
    the later one has none.
    """
    from bibtexparser.model import Entry as Whole
    from bibtexparser.model import String

    strings: dict[str, str] = {}
    named: dict[str, Entry] = {}
    heirs: list[Entry] = []
    for line, block in _blocks(lines):
        whole = getattr(block, "ignore_error_block", block)  # of one that only repeats a key
        if isinstance(whole, String):
            strings[whole.key.lower()] = _value(whole.value, strings)
        elif isinstance(whole, Whole):
            entry = _entry(line, whole, strings)
            estate = _estate(entry)
            if entry.key and named.setdefault(entry.key.lower(), estate) is not estate:
                entry = entry._replace(key="")
            if entry.fields.keys().isdisjoint(_HEIR):
                yield entry
            else:
                heirs.append(entry)
        elif whole is None and not (block.raw or "").lower().startswith("@comment"):
            yield Skip(Source(file, line), f"broken BibTeX: {_reason(block)}")
    for entry in heirs:
        yield entry._replace(fields=_inherited(entry, named, GENERATIONS))


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, model.Block]]:
    """What bibtexparser finds, with its line, and without what stands behind a comment sign."""
    from bibtexparser.splitter import Splitter

    for line, chunk in _chunks(lines):
        text = _KEYLESS.sub(r"\1,", chunk)
        start = place = 0
        for block in Splitter(text).split().blocks:
            raw = block.raw or ""
            last, start = start, text.index(raw, place)
            line += text.count("\n", last, start)
            # What is cut off may reach into the sign at which the next one begins.
            place = start + (raw.rfind("@", 1) if "@" in raw[1:] else len(raw))
            before = text[text.rfind("\n", 0, start) + 1 : start]
            if not before.lstrip().startswith("%"):
                yield line, block


def _chunks(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Pieces of a library and their first lines; cut where bibtexparser begins anew in any case."""
    chunk: list[str] = []
    begun, size = 1, 0
    for number, line in enumerate(lines, start=1):
        if size > _CHUNK and _BEGUN.match(line):
            yield begun, "".join(chunk)
            chunk, begun, size = [], number, 0
        chunk.append(line)
        size += len(line)
    yield begun, "".join(chunk)


def _entry(line: int, whole: model.Entry, strings: Fields) -> Entry:
    fields: dict[str, str] = {}
    for field in whole.fields:
        value = _value(field.value, strings).strip()
        if value:
            fields.setdefault(field.key.lower(), value)
    return Entry(line, whole.entry_type.lower(), whole.key, fields)


def _estate(entry: Entry) -> Entry:
    """An entry with no more than others may take over from it."""
    if entry.kind == "xdata":
        return entry
    kept = {name: entry.fields[name] for name in (*_HANDED_DOWN, *_HEIR) if name in entry.fields}
    return entry._replace(fields=kept)


def _reason(block: model.Block) -> str:
    error = getattr(block, "error", None)
    why = str(getattr(error, "abort_reason", error))
    cut = why.startswith("Unexpected") or "found @" in why or "found `@" in why
    return "it is not closed" if cut else " ".join(why.split())


def _value(raw: str, strings: Fields) -> str:
    """What a field says: its pieces, joined by #, of which each is in {}, in "" or a name."""
    simple = _SIMPLE.fullmatch(raw)
    if simple:
        return simple[simple.lastindex or 0]
    said: list[str] = []
    place = 0
    while piece := _PIECE.match(raw, place):
        place = piece.end()
        if piece[1]:
            end = _closing(raw, place, opened=piece[1])
            said.append(raw[place:end])
            place = end + 1
        else:
            name = piece[2].strip()
            said.append(strings.get(name.lower(), name))
        joint = _JOINT.match(raw, place)
        if not joint:  # whatever follows lacks its comma
            break
        place = joint.end()
    return "".join(said)


def _closing(raw: str, start: int, *, opened: str) -> int:
    """Where the brace or quote ends that was opened right before `start`."""
    depth = 0
    for mark in _BRACE_OR_QUOTE.finditer(raw, start):
        if depth == 0 and mark[0] == ("}" if opened == "{" else '"'):
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return len(raw)


def _inherited(entry: Entry, named: Mapping[str, Entry], generations: int) -> Fields:
    """The fields of an entry and what it takes over: all of `xdata`, the context of `crossref`.

    What names the parent alone (its identifiers, its abstract) stays with it; its title becomes
    the `booktitle`, and the title of an entry that has none.
    """
    fields = dict(entry.fields)
    if not generations:
        return fields
    for name in fields.get("xdata", "").lower().split(","):
        if parent := named.get(name.strip()):
            fields = {**_inherited(parent, named, generations - 1), **fields}
    if parent := named.get(fields.get("crossref", "").strip().lower()):
        context = _inherited(parent, named, generations - 1)
        if "title" in context:
            context = {"booktitle": context["title"], **context}
        fields = {**context, **fields}
    return fields
