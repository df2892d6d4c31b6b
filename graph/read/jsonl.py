"""JSON Lines: one object a line, of which only "title" is required.

Known fields: id, title, abstract, year, authors (strings or {"name"}), venue, references (keys,
identifiers or raw strings), doi, arxiv, and identifiers (an object). Others are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.core.types import Paper, Record, Skip, Source
from graph.read.fields import identifiers, line, people, year


def recognises(head: str) -> bool:
    """Whether the first filled line of `head` begins an object with a title."""
    first = head.lstrip().partition("\n")[0]
    if not first.startswith("{"):
        return False
    try:
        return "title" in json.loads(first)
    except ValueError:
        return first.find('"title"') > 0


def read(text: Iterable[str], file: str) -> Iterator[Record]:
    """Yield a paper for each line that holds one, and what was left out."""
    for number, filled in enumerate(text, start=1):
        if filled.isspace():
            continue
        source = Source(file, number)
        try:
            fields = json.loads(filled, strict=False)
        except (ValueError, RecursionError) as error:
            yield Skip(source, f"not valid JSON: {error}")
            continue
        yield paper(fields, source) if isinstance(fields, dict) else Skip(source, "not an object")


def paper(fields: Mapping[str, Any], source: Source) -> Paper | Skip:
    """Make a paper of an object with the fields named above."""
    title = line(fields.get("title"))
    if not title:
        return Skip(source, "no title")
    known = fields.get("identifiers")
    known = dict(known) if isinstance(known, dict) else {}
    known |= {kind: fields[kind] for kind in ("doi", "arxiv") if fields.get(kind)}
    return Paper(
        title,
        key=line(fields.get("id")),
        abstract=line(fields.get("abstract")),
        year=year(fields.get("year")),
        authors=people(map(_name, _items(fields.get("authors")))),
        venue=line(fields.get("venue")),
        identifiers=identifiers(**known),
        references=tuple(filter(None, map(line, _items(fields.get("references"))))),
        source=source,
    )


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return value.split(";") if isinstance(value, str) else []


def _name(author: Any) -> Any:
    return author.get("name") if isinstance(author, dict) else author
