"""Whether two records are the same paper, and why."""

from __future__ import annotations

from typing import NamedTuple

from graph.read.identifiers import UNIQUE, of_preprint, same_place
from graph.read.merge.likeness import Likeness, abstracts_agree, authors_agree, titles_of
from graph.read.merge.sign import Sign

REACH = 3
"""Years that may lie between a preprint and the paper it became."""

_SHARED = frozenset({"doi", "isbn", "url"})
"""Kinds of identifiers that the parts of a book or an issue may share."""

_WEAK = frozenset({"isbn", "url"})
"""Those that say nothing against an identifier of the part's own."""


class Verdict(NamedTuple):
    """strength: above 0 they are one paper, at 0 nothing says so, below 0 something speaks against.

    reason: why they are held to be one.
    """

    strength: int
    reason: str = ""


_OPEN = Verdict(0)
_APART = Verdict(-1)


def compare(one: Sign, other: Sign) -> Verdict:
    """Say whether two records are one paper; the same for either order."""
    titles = titles_of(one, other)
    abstracts = abstracts_agree(one, other, titles)
    authors = authors_agree(one.authors, other.authors)
    shared = one.identifiers & other.identifiers
    apart = _identified_apart(one, other) or (not abstracts and _published_apart(one, other))
    if shared and not (apart and _WEAK.issuperset(kind for kind, _ in shared)):
        return _identified(shared, titles, abstracts=abstracts, authors=authors)
    if apart or not _near_in_time(one, other, REACH) or authors is False:
        return _APART
    if titles is Likeness.OTHER:
        return _OPEN if authors else _APART
    if titles is Likeness.SAME:
        return _titled(one, other, abstracts=abstracts, authors=authors)
    return _titled_alike(one, other, titles, abstracts=abstracts, authors=authors)


def _identified(
    shared: frozenset[tuple[str, str]],
    titles: Likeness,
    *,
    abstracts: bool | None,
    authors: bool | None,
) -> Verdict:
    """Of records with an identifier in common."""
    kind, value = min(shared)
    own = any(kind not in _SHARED for kind, _ in shared)
    if titles or abstracts or (own and authors):
        return Verdict(5, f"same {kind} {value}")
    return _OPEN if authors else _APART


def _titled(one: Sign, other: Sign, *, abstracts: bool | None, authors: bool | None) -> Verdict:
    """Of records with one title that may be by one author and of one time."""
    if abstracts:
        return Verdict(4, "same title and abstract")
    if one.key and one.key == other.key:
        return Verdict(4, "same title and key")
    if one.generic or (abstracts is False and not authors):
        return _APART if abstracts is False else _OPEN
    dated = _dated(one, other)
    if authors and dated:
        return Verdict(3, "same title, first author and year")
    if abstracts is False or one.short:
        return _OPEN
    if not _near_in_time(one, other, 0) and not (one.preprint or other.preprint):
        return _OPEN
    known = ", ".join(["first author"] * bool(authors) + ["year"] * dated)
    return Verdict(2, f"same title{', ' if known else ''}{known}")


def _titled_alike(
    one: Sign, other: Sign, titles: Likeness, *, abstracts: bool | None, authors: bool | None
) -> Verdict:
    """Of records with similar titles that may be by one author and of one time."""
    if abstracts:
        return Verdict(2, "nearly the same title, same abstract")
    if abstracts is None and titles is Likeness.NEAR and authors and _dated(one, other):
        return Verdict(1, "nearly the same title, same first author and year")
    return _APART if abstracts is False or titles is Likeness.ALIKE else _OPEN


def _identified_apart(one: Sign, other: Sign) -> bool:
    """Whether they have each an identifier of their own, of a kind of which a paper has one."""
    mine, yours = dict(one.identifiers), dict(other.identifiers)
    for kind in UNIQUE:
        if kind in mine and kind in yours:
            dois = (signs.get("doi", "") for signs in (mine, yours))
            if kind not in ("doi", "pmid") or not any(map(of_preprint, dois)):
                return True
    return False


def _published_apart(one: Sign, other: Sign) -> bool:
    """Whether they stand in two places, as what comes with every issue does."""
    placed = bool(one.place and other.place) and not (one.preprint or other.preprint)
    return placed and not same_place(one.place, other.place)


def _dated(one: Sign, other: Sign) -> bool:
    """Whether both years are known and near enough for one paper, be one of them a preprint."""
    known = bool(one.year and other.year)
    return known and _near_in_time(one, other, REACH if one.preprint or other.preprint else 1)


def _near_in_time(one: Sign, other: Sign, years: int) -> bool:
    return not (one.year and other.year) or abs(one.year - other.year) <= years
