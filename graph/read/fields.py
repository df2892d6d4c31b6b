"""Fields as sources spell them -> fields of a paper: one place for all formats.

Every function takes whatever a source holds, of any type, and gives nothing for what it cannot use.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from graph.core.text import clean

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
# Within a sentence, and between sentences. What else stands in angles is the text's own: a
# placeholder, a token, "<subject, object>".
_INLINE = (
    "a|abbr|b|bold|em|email|emph|ext-link|fixed-case|font|i|italic|math|mathml|mfenced|mfrac|mi|mn"
    "|mo|mover|mrow|ms|mspace|msqrt|mstyle|msub|msubsup|msup|mtext|munder|named-content|monospace"
    "|overline|roman|sans-serif|sc|scp|semantics|small|span|strike|strong|styled-content|sub|sup|tt"
    "|u|underline|url|xref"
)
_BLOCK = (
    "abstract|abstracttext|alternatives|blockquote|br|center|citation|code|dd|disp-formula|div|dl"
    "|dt|formula|graphic|h[1-6]|hr|img|inline-formula|inline-graphic|label|li|list|list-item|ol|p"
    "|pre|sec|section|table|tbody|td|tex-math|th|title|tr|ul"
)
_TAG = re.compile(
    rf"</?(?:[a-z]\w{{0,9}}:)?(?:({_INLINE})|{_BLOCK})(?:\s[^<>]{{0,300}})?/?>", re.IGNORECASE
)
# What UTF-8 looks like that was read as Latin-1 or cp1252, and what cp1252 read as Latin-1 does.
_CONTINUED = "".join(
    chr(byte) + bytes([byte]).decode("cp1252", "ignore") for byte in range(128, 192)
)
_MOJIBAKE = re.compile(f"[\x80-\x9f]|[\xc2-\xf4][{re.escape(_CONTINUED)}]")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
# Angles stand only around a page, in what was made of a SICI: ...43:4<433::AID-JBM1>3.0.CO;2-#
_DOI = re.compile(r"10\.\d{4,9}/(?:[^\s\"<>]|<\d[^\s\"<>]{0,40}>){1,300}")
_CLOSING = (".", ",", ";", ":", "]", "}")
_SUFFIX = re.compile(r"(?:jr|sr|[iv]{1,4}|[2-5](?:nd|rd|th))\.?", re.IGNORECASE)
_PAGE = re.compile(r"(?:(?<![^\W\d_])[A-Za-z]{1,3})?\d+")
_ARXIV = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?!\d)")


def line(value: Any) -> str:
    """One line of plain text from a string or a number: no markup, entities or mojibake."""
    if not isinstance(value, str):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if number and value == value else ""  # which NaN does not
    text = value
    if "&" in text:  # twice: what was escaped may have been escaped before
        text = _ENTITY.sub(_character, _ENTITY.sub(_character, text))
    if "<" in text:
        text = _TAG.sub(_unmarked, text)
    if not text.isascii() and _MOJIBAKE.search(text):
        from ftfy import fix_encoding

        text = fix_encoding(text)
    return clean(text)


def year(value: Any) -> int | None:
    """The first four digits that can be a year: of 2017, "2017-06-12", "June 2017"."""
    if isinstance(value, int) and 1400 <= value < 2100:
        return value
    found = _YEAR.search(str(value)) if isinstance(value, str | int | float) else None
    return int(found[1]) if found else None


def people(names: Iterable[Any]) -> tuple[str, ...]:
    """Names in their order, each as one says it: "Gu, Albert" becomes "Albert Gu"."""
    return tuple(filter(None, map(_said, names)))


def identifiers(**found: Any) -> dict[str, str]:
    """Identifiers by kind, sorted, each in its shortest form; those without a value are left out.

    Kinds in use: doi, arxiv, pmid, pmcid, openalex, s2, wos, scopus, isbn, acl, url, locator.
    """
    short = {kind: _SHORT.get(kind, line)(value) for kind, value in found.items()}
    return {kind: short[kind] for kind in sorted(short) if short[kind]}


def doi(value: Any) -> str:
    """The DOI in an address or a text, in lower case (DOIs do not tell case apart)."""
    found = _DOI.search(line(value))
    name = found[0].lower() if found else ""
    while name.endswith(_CLOSING) or (name.endswith(")") and name.count("(") < name.count(")")):
        name = name[:-1]  # the sentence's and not the DOI's
    return name


def arxiv(value: Any) -> str:
    """The arXiv number in an address or a text, without its version."""
    found = _ARXIV.search(line(value))
    return found[1] if found else ""


def locator(volume: Any, page: Any) -> str:
    """Volume and first page as "89:135", ":135" without a volume, "" without a page."""
    first, number = _PAGE.search(line(page)), re.search(r"\d+", line(volume))
    return f"{number[0] if number else ''}:{first[0]}".lower() if first else ""


def said(parts: Iterable[str]) -> str:
    """A name as one says it, of its parts with the family first: "King", "Jr", "Martin".

    More parts than a family, a given name and a suffix are no person's: they stay as they stand.
    """
    family, *rest = (part.strip() for part in parts)
    for place in (1, 0) if len(rest) == 2 else ():
        if _SUFFIX.fullmatch(rest[place]):
            return " ".join(filter(None, (rest[1 - place], family, rest[place])))
    return " ".join(filter(None, (*rest, family))) if len(rest) < 2 else ", ".join((family, *rest))


def _said(name: Any) -> str:
    return said(line(name).split(","))


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def _unmarked(tag: re.Match[str]) -> str:
    return "" if tag[1] else " "


_SHORT = {"doi": doi, "arxiv": arxiv}
