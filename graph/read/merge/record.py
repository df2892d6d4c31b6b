"""One record of several: the best of each field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from graph.read.identifiers import FORMER, LOCATOR, in_preprints, of_preprint
from graph.read.merge.sign import Row


def richness(row: Row) -> tuple[Any, ...]:
    """Sort key that puts the record with most to say first; never a tie between unequal ones."""
    filled = sum(bool(row[name]) for name in ("year", "authors", "venue", "identifiers"))
    return (
        -len(row["abstract"]),
        -filled,
        -len(row["references"]),
        row["title"],
        row["abstract"],
        row["key"],
        repr([row[name] for name in ("year", "authors", "venue", "identifiers", "references")]),
        [(source["file"], source["line"]) for source in row["sources"]],
    )


def merged(rows: Sequence[Row], *, key: str = "") -> dict[str, Any]:
    """One record of several, richest first; key: by which it goes, "" for the richest one's.

    Title, key and abstract are those of the first that has them, a title that is cut short aside;
    authors the longest list; year and venue those of the publication before those of a preprint.
    Identifiers and references are all that any has; of several of a kind, and of several keys, the
    others are kept as `FORMER`, so that who knows them finds the paper.
    """
    published = sorted(rows, key=_is_preprint)
    key = key or _first(rows, "key")
    every = [pair for row in reversed(published) for pair in row["identifiers"]]
    identifiers = {kind: value for kind, value in every if kind != FORMER}
    former = {value for kind, value in every if kind != LOCATOR} | {row["key"] for row in rows}
    former -= {"", key, *identifiers.values()}
    return {
        "key": key,
        "title": _title(rows),
        "abstract": _first(rows, "abstract"),
        "year": _first(published, "year") or None,
        "authors": max((row["authors"] for row in rows), key=_fullness),
        "venue": _first(published, "venue"),
        "identifiers": [*sorted(identifiers.items()), *((FORMER, it) for it in sorted(former))],
        "references": [*dict.fromkeys(chain.from_iterable(row["references"] for row in rows))],
        "sources": sorted(
            chain.from_iterable(row["sources"] for row in rows),
            key=lambda source: (source["file"], source["line"]),
        ),
    }


def _first(rows: Sequence[Row], name: str) -> Any:
    return next((row[name] for row in rows if row[name]), "")


def _title(rows: Sequence[Row]) -> str:
    """The richest record's title, or one that goes on where it ends; rather none in capitals."""
    titles: list[str] = [row["title"] for row in rows]
    beginning = titles[0].rstrip(" .…").casefold()
    same = [title for title in titles if title.casefold().startswith(beginning)]
    return max(same, key=lambda title: (not title.isupper(), len(title.rstrip(" ."))))


def _fullness(authors: Sequence[str]) -> tuple[int, int]:
    return len(authors), sum(map(len, authors))


def _is_preprint(row: Row) -> bool:
    known = dict(row["identifiers"])
    doi = known.get("doi", "")
    if doi:
        return of_preprint(doi)
    return in_preprints(row["venue"]) or ("arxiv" in known and not row["venue"])
