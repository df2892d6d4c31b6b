"""BibTeX and BibLaTeX: `@article{key, title = {...}, author = {...}, ...}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import fields
from graph.read.addresses import addressed
from graph.read.entries import Entry, Fields, entries
from graph.read.latex import plain

# The types that all know, or any other with a field; much else has words behind an at sign.
_BEGUN = re.compile(
    r"^[ \t]*@(?:(?:comment|string|preamble|article|book|booklet|collection|conference|inbook"
    r"|incollection|inproceedings|manual|mastersthesis|misc|online|phdthesis|proceedings|report"
    r"""|techreport|thesis|unpublished)\s*[{(]"""
    r"""|\w+\s*\{\s*(?:[^\s{}(),="#%\\]*\s*,\s*)?(?:\}|[\w-]+\s*=\s*["{\w]))""",
    re.MULTILINE | re.IGNORECASE,
)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_SEMICOLON = re.compile(r"\s*;\s*")
_GROUP = re.compile(r"\{[^{}]*\}")
_UNNAMED = {"others", "et al", "et al."}
_EPRINT = re.compile(r"(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.I)

_NO_PAPERS = {"control", "ieeetranbstctl", "set", "xdata"}
_WHOLES = {"book", "collection", "manual", "mvbook", "mvcollection", "periodical", "proceedings"}
_VENUES = ("journal", "journaltitle", "booktitle", "eventtitle", "series", "school", "institution")
_PLACES = ("url", "doi", "note", "howpublished", "journal", "volume", "unique-id")
_REFERENCES = ("references", "cites", "cited-references", "cited_references")


def recognises(head: str) -> bool:
    """Whether a line of `head` begins an entry, a string, a preamble or a comment of BibTeX."""
    return _BEGUN.search(head) is not None


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the paper of each entry, and those left out: broken, or without a title."""
    for entry in entries(text, file):
        if isinstance(entry, Skip):
            yield entry
        elif entry.kind not in _NO_PAPERS:
            yield _paper(entry, Source(file, entry.line))


def _paper(entry: Entry, source: Source) -> Record:
    said = entry.fields
    title = _title(entry)
    if not title:
        return Skip(source, "no title")
    people = said.get("author") or (said.get("editor") if entry.kind in _WHOLES else None)
    return Paper(
        title,
        key=entry.key,
        abstract=_text(said, "abstract"),
        year=fields.year(said.get("year")) or fields.year(said.get("date")),
        authors=_people(people or ""),
        venue=_text(said, *_VENUES),
        identifiers=_identifiers(entry),
        references=tuple(_references(said)),
        source=source,
    )


def _text(said: Fields, *names: str) -> str:
    """Plain text of the first field of `names` that says anything."""
    found = (fields.line(plain(said[name])) for name in names if name in said)
    return next(filter(None, found), "")


def _title(entry: Entry) -> str:
    whole = ("booktitle", "maintitle") if entry.kind in _WHOLES else ()
    title = _text(entry.fields, "title", *whole, "shorttitle")
    subtitle = _text(entry.fields, "subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title or subtitle


def _people(names: str) -> tuple[str, ...]:
    said = _parted(" ".join(names.split()), _AND)
    if len(said) == 1 and "&" not in names:  # else the semicolon of an entity
        said = _parted(said[0], _SEMICOLON)
    people = (fields.line(plain(_said(name))) for name in said)
    return tuple(name for name in people if name and name.casefold() not in _UNNAMED)


def _said(name: str) -> str:
    """A name as one says it: of "von Last, First", "von Last, Jr, First" or BibLaTeX's parts."""
    parts = _parted(name.strip(), _COMMA)
    named = dict(re.split(r"\s*=\s*", part, maxsplit=1) for part in parts if "=" in part)
    if "family" in named:
        order = (named.get(part, "") for part in ("given", "prefix", "family", "suffix"))
        return " ".join(filter(None, order))
    return fields.said(parts)


def _parted(text: str, at: re.Pattern[str]) -> list[str]:
    """`text` cut where `at` matches outside all braces."""
    hidden, last = text, ""
    while hidden != last:
        hidden, last = _GROUP.sub(lambda group: "\0" * len(group[0]), hidden), hidden
    cuts = [0, *(place for cut in at.finditer(hidden) for place in cut.span()), len(text)]
    return [text[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=True)]


def _identifiers(entry: Entry) -> dict[str, str]:
    said = {name: re.sub(r"[\\{}]", "", value) for name, value in entry.fields.items()}
    found = addressed(*(said[name] for name in _PLACES if name in said))
    own = {"pmid": "pmid", "pmcid": "pmcid", "pmc": "pmcid", "arxiv": "arxiv"}
    found |= {kind: said[name] for name, kind in own.items() if name in said}
    if doi := fields.doi(said.get("doi")):
        found["doi"] = doi
    if "isbn" in said and entry.kind in _WHOLES:  # elsewhere, that of the book it stands in
        found["isbn"] = said["isbn"]
    found["locator"] = fields.locator(said.get("volume"), said.get("pages", said.get("eid")))
    eprint = said.get("eprint", "")
    archive = said.get("archiveprefix", said.get("eprinttype", "")).lower()
    if archive == "arxiv" or (not archive and _EPRINT.fullmatch(eprint)):
        found["arxiv"] = eprint
    elif archive == "pubmed":
        found["pmid"] = eprint
    return fields.identifiers(**found)


def _references(said: Fields) -> Iterator[str]:
    """Cited keys or references: a line each as Web of Science has it, or divided by a sign."""
    name = next((name for name in _REFERENCES if name in said), "")
    value = said.get(name, "")
    keys = [key.strip() for key in value.split(",")]
    if not any(re.search(r"[\s;]", key) for key in keys):
        yield from filter(None, keys)
        return
    apart = ";" if ";" in value and not name.startswith("cited") else "\n"
    for item in value.split(apart):
        if reference := fields.line(plain(item)).strip(" .,;"):
            yield reference
