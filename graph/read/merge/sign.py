"""What of a record tells which paper it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.core.text import title_key, words
from graph.read.authors import Name, name_of
from graph.read.folding import fold_title
from graph.read.identifiers import FORMER, LOCATOR, in_preprints, of_preprint

Row = Mapping[str, Any]

ABSTRACT = 1_200
"""Letters of an abstract by which it is compared, its beginning."""

SHORT_TITLE = 3
"""A title of at most this many words ("Deep learning") proves little by itself."""

_SPARSE = 100
"""Letters of an abstract below which it says nothing."""

_GENERIC = re.compile(
    r"(?:guest )?editorial|editors? (?:note|introduction|choice)s?|(?:general )?introduction"
    r"|preface|foreword|conclusions?|summary|abstracts?|(?:table of )?contents|(?:\w+ )?index"
    r"|(?:front|back) (?:matter|cover)|in memoriam|obituar(?:y|ies)|announcements?|news"
    r"|errat(?:um|a)|corrigend(?:um|a)|corrections?|acknowledge?ments?|bibliography|references"
    r"|appendix|glossary|untitled|(?:no )?title|books? reviews?|letters? to the editors?|list of .*"
    r"|(?:message|note|letter|word|welcome|preface|foreword) (?:from|by|of) .*|in this issue"
    r"|(?:introduction|editorial|preface) (?:to|of|for|on) the .*(?:issue|section|volume|track).*"
    r"|(?:invited|keynote|panel) (?:talk|address|lecture|discussion|paper)|(?:call for )?papers"
    r"|(?:conference )?proceedings|(?:the )?authors? (?:reply|replies|response)"
    r"|response|reply|comments?"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A record as it is compared.

    words: of its title, folded; title: the same without blanks. short, generic: whether other
    papers may well have the same. abstract: letters and digits of its beginning, "" if it says
    nothing. preprint: whether it is, or has been, one. place: volume and page.
    """

    words: tuple[str, ...]
    title: str
    short: bool
    generic: bool
    abstract: str
    year: int
    authors: tuple[Name, ...]
    identifiers: frozenset[tuple[str, str]]
    preprint: bool
    key: str
    place: str


def sign_of(row: Row) -> Sign:
    """The signs of a record of schema `PAPERS`."""
    folded = fold_title(row["title"])
    told = [pair for pair in row["identifiers"] if pair[0] not in (FORMER, LOCATOR)]
    known = {(kind, value.casefold()) for kind, value in told}
    dois = [value for kind, value in known if kind == "doi"]
    abstract = title_key(row["abstract"][: 2 * ABSTRACT]).replace(" ", "").removeprefix("abstract")
    return Sign(
        words=tuple(folded.split()),
        title=folded.replace(" ", ""),
        short=len(words(folded)) <= SHORT_TITLE,
        generic=_GENERIC.fullmatch(folded) is not None,
        abstract=abstract[:ABSTRACT] if len(abstract) >= _SPARSE else "",
        year=row["year"] or 0,
        authors=tuple(map(name_of, row["authors"])),
        identifiers=frozenset(known),
        preprint=any(kind == "arxiv" for kind, _ in known)
        or any(map(of_preprint, dois))
        or in_preprints(row["venue"]),
        key=row["key"],
        place=dict(row["identifiers"]).get(LOCATOR, ""),
    )
