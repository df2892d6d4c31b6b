"""What a reference says, as databases and people write them down.

Vaswani A., 2017, ADV NEUR IN, V30, P5998, DOI 10.5555/3295222           Web of Science
Vaswani, A., Shazeer, N., Attention is all you need (2017) NeurIPS, 30    Scopus
A. Vaswani et al. Attention is all you need. NeurIPS 2017.                anybody
10.5555/3295222, arXiv:1706.03762v5, W2963403868, vaswani2017             others
"""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.core.text import fold
from graph.read.addresses import addressed
from graph.read.authors import JOINED, Name, name_of
from graph.read.fields import doi, locator
from graph.read.identifiers import short

HEADS = 4
"""Words at the beginning of a reference among which the first author's family name stands."""

_HINT = re.compile(r"arxiv|doi|pmid|pubmed|medline|pmc\d|acl|wos:|2-s2", re.IGNORECASE)
_OPENALEX = re.compile(r"https?://(?:api\.)?openalex\.org/(?:works/)?", re.IGNORECASE)
_PMID = re.compile(r"\bpmid:?\s*(\d{4,9})\b", re.IGNORECASE)
_PACKED_ARXIV = re.compile(
    r"\bARXIV\s?(\d{4})\.?(\d{4,5})\b", re.IGNORECASE
)  # as in a source's name
_YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)(?!\d)")
_BRACKETED = re.compile(r"\((1[6-9]\d\d|20\d\d)[a-z]?\)")
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’‐-][^\W\d_]+)*")
_KEY = re.compile(r"(?=\S*\d)(?=\S*[^\W\d])\S{4,}|\d{5,}|\S+[:/_]\S+")
_TITLE = (4, 30)
_NO_HEADS = {"et", "al", "and", "anonymous"}
_BRIEF = re.compile(
    r"(?P<author>[^,\d]{2,60}), (?P<year>1[6-9]\d\d|20\d\d), (?P<source>[^,]{2,90})"
    r"(?:, V(?P<volume>[^\s,]*))?(?:, (?:[Pp]|ART |ARTN )(?P<page>[^\s,]+))?"
    r"(?:, (?:DOI|PMID|ARTN|UNSP|\[).*)?"
)
# Names with initials, the year, then no title but the source.
_INITIALS_BEHIND = re.compile(r"(?<!,) (?=[A-Z.-]{1,6}$)")
_INITIALS = r"(?:[A-Z][a-z]?\.[ -]?){1,5}"
_UNTITLED = re.compile(
    rf"(?P<author>[^\W\d_][^,(]{{0,40}}(?:, {_INITIALS})?),? (?:[^,(]{{2,40}}, {_INITIALS},? )*"
    r"\((?P<year>1[6-9]\d\d|20\d\d)\) (?P<source>[^,;]{2,90}),"
    r"(?: (?P<volume>\d+)\b)?(?:.*?\bp{1,2}\. ?(?P<page>\w+))?.*"
)


class Reference(NamedTuple):
    """What a reference says.

    identifiers: in the form of the corpus, in lower case, the surest first. years: what may be
    the year of the work.
    heads: words at its beginning, folded. author, source, locator: of a reference that gives no
    title, the first author, the source, be it abbreviated, and volume and page; else None and "".
    """

    identifiers: tuple[str, ...]
    years: tuple[int, ...]
    heads: tuple[str, ...]
    author: Name | None = None
    source: str = ""
    locator: str = ""


def read_reference(text: str) -> Reference:
    """What one reference says."""
    brief = _BRIEF.fullmatch(text) or _UNTITLED.fullmatch(text)
    years = [brief["year"]] if brief else _BRACKETED.findall(text) or _YEAR.findall(text)
    words = (JOINED.sub("", word) for word in _WORD.findall(fold(text[:80])))
    heads = [word for word in words if word not in _NO_HEADS]
    return Reference(
        identifiers=identifiers_in(text),
        years=tuple(dict.fromkeys(map(int, years))),
        heads=tuple(heads[:HEADS]),
        author=name_of(_INITIALS_BEHIND.sub(", ", brief["author"])) if brief else None,
        source=brief["source"] if brief else "",
        locator=locator(brief["volume"], brief["page"]) if brief else "",
    )


def identifiers_in(text: str) -> tuple[str, ...]:
    """Identifiers in a reference, in lower case, a DOI first."""
    found = []
    if "10." in text and (name := doi(text)):
        found.append(short("doi", name))
    if _HINT.search(text):
        if packed := _PACKED_ARXIV.search(text):
            found.append(f"{packed[1]}.{packed[2]}")
        if number := _PMID.search(text):
            found.append(number[1])
        known = addressed(text)
        found += [short(kind, known[kind]).lower() for kind in sorted(known)]
    if " " not in text.strip():
        found.append(short("", _OPENALEX.sub("", text)).lower())
    return tuple(dict.fromkeys(found))


def reads_well(text: str, said: Reference) -> bool:
    """Whether a text reads like a reference: an identifier, a key, a citation, or a title."""
    if " " not in text:
        return bool(_KEY.fullmatch(text))
    if said.identifiers or (said.years and said.heads):
        return True
    return _TITLE[0] <= len(text.split()) <= _TITLE[1] and text.count(",") < 2 and ";" not in text
