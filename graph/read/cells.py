"""Many in one cell: names of authors, and references, as tables string them together."""

from __future__ import annotations

import ast
import re
from itertools import pairwise

from graph.read.fields import doi, line
from graph.read.openalex import number

_AND = re.compile(r",? and ")
_PUBMED = re.compile(r"(?:[^,.]+ [A-Z]{1,3}(?:, |\.$))+")
_AUTHOR_NUMBER = re.compile(r"\s*\(\d{6,}\)")
_INITIALS = re.compile(r"(?:[^\W\d_a-z][a-z]?\.?[ -]?){1,5}")
_PREFIX = re.compile(r"\b(?:Mc|Mac|De|Di|Du|La|Le|Van)$")  # as in McDonald, LeCun
_DIMENSIONS = re.compile(r"\]\s*;\s*(?=\[)")
_DIMENSIONS_NUMBER = re.compile(r"pub\.\d+")


def people_in(text: str, *, run_together: bool = False) -> list[str]:
    """Names in a cell: "Gu, A.; Dao, T.", "Gu A., Dao T.", "Albert Gu|Tri Dao", "['Gu, A.']".

    A comma parts names only where it cannot part family name and given names. With `run_together`
    nothing does: "Albert GuTri Dao".
    """
    listed = _listed(text)
    if listed:
        return listed
    text = _AUTHOR_NUMBER.sub("", line(text))
    for mark in ";|":
        if mark in text:
            return text.split(mark)
    if run_together:
        return _by_capitals(text)
    if _PUBMED.fullmatch(text):  # "Gu A, Dao T."
        text = text[:-1]
    return [name for part in _AND.split(text) for name in _by_commas(part)]


def references_in(text: str) -> list[str]:
    """References in a cell, each as it stands, or by its number in OpenAlex or Dimensions."""
    listed = _listed(text)
    if listed:
        return listed
    text = line(text)
    if text.startswith("[") and "|" in text:
        return list(map(_of_dimensions, _DIMENSIONS.split(text)))
    parts = map(str.strip, text.split("|" if "|" in text and ";" not in text else ";"))
    return [number(part) or part for part in parts if part]


def _by_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, parts[1::2])):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [", ".join(pair) for pair in pairs]
    return parts if len(parts) > 2 or all(" " in part for part in parts) else [text]


def _by_capitals(text: str) -> list[str]:
    """Names of at least two words, parted where a capital follows another letter."""
    seams = [
        place
        for place in range(1, len(text))
        if text[place].isupper()
        and text[place - 1].isalpha()
        and not text[place - 1].isupper()
        and not _PREFIX.search(text, 0, place)
    ]
    names = [""]
    for start, end in pairwise([0, *seams, len(text)]):
        if " " in names[-1] and " " in text[start:]:
            names.append("")
        names[-1] += text[start:end]
    return names


def _listed(text: str) -> list[str]:
    """Items of a list as Python or JSON writes it; none of anything else."""
    if not re.match(r"\s*\[\s*['\"]", text):
        return []
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _of_dimensions(reference: str) -> str:
    """A reference of which the parts stand between bars, by its DOI or number if it has one."""
    parts = [part.strip() for part in reference.strip("[] ").split("|")]
    numbers = filter(_DIMENSIONS_NUMBER.fullmatch, parts)
    named = next(filter(None, map(doi, parts)), "") or next(numbers, "")
    return named or ", ".join(filter(None, parts))
