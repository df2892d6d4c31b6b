"""Fields as sources spell them -> fields of a paper: one place for all formats.

Every function takes whatever a source holds, of any type, and gives nothing for what it cannot use.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from graph.core.text import clean

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:_-]{0,30}(?:\s[^<>]{0,300})?/?>")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_ARXIV = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?!\d)")


def line(value: Any) -> str:
    """One line of plain text from a string or a number: no markup, entities or mojibake."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        from ftfy import fix_encoding

        text = fix_encoding(text)
    return clean(text)


def year(value: Any) -> int | None:
    """The first four digits that can be a year: of 2017, "2017-06-12", "June 2017"."""
    found = _YEAR.search(str(value)) if isinstance(value, str | int | float) else None
    return int(found[1]) if found else None


def people(names: Iterable[Any]) -> tuple[str, ...]:
    """Names in their order, each as one says it: "Gu, Albert" becomes "Albert Gu"."""
    return tuple(filter(None, map(_said, names)))


def identifiers(**found: Any) -> dict[str, str]:
    """Identifiers by kind, sorted, each in its shortest form; those without a value are left out.

    Kinds in use: doi, arxiv, pmid, pmcid, openalex, s2, wos, scopus, isbn, acl, url.
    """
    short = {kind: _SHORT.get(kind, line)(value) for kind, value in found.items()}
    return {kind: short[kind] for kind in sorted(short) if short[kind]}


def doi(value: Any) -> str:
    """The DOI in an address or a text, in lower case (DOIs do not tell case apart)."""
    found = _DOI.search(line(value))
    return found[0].rstrip(".,;)]}").lower() if found else ""


def arxiv(value: Any) -> str:
    """The arXiv number in an address or a text, without its version."""
    found = _ARXIV.search(line(value))
    return found[1] if found else ""


def _said(name: Any) -> str:
    family, comma, given = line(name).partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else family


_SHORT = {"doi": doi, "arxiv": arxiv}
