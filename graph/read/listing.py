"""Listings saved from a paper site: a title paragraph and an abstract paragraph in turn.

Paragraphs are divided by empty lines. What stands above the first title (site name, "Subscribe",
a date) is page furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from graph.core.text import sentences, squeeze
from graph.core.types import Paper, Record, Skip, Source

LONGEST_TITLE = 250
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FURNITURE = re.compile(
    rf"new|subscribe|log ?in|sign ?up|daily papers|trending papers|get trending papers\b.*"
    rf"|by ?ak\b.*|{_MONTH} \d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?",
    re.IGNORECASE,
)
# Tagged formats, markup and code: no title begins so. And no title is the address of a site.
_NOT_A_TITLE = re.compile(r"[#@%<{\[|>*=]|[-+] |TY  - |PMID- |[A-Z0-9]{2} |\S+\.[a-z]+$")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    line: int
    text: str
    lines: int

    @property
    def is_junk(self) -> bool:
        return len(_NOT_TEXT.findall(self.text)) * 10 > len(self.text)

    @property
    def is_furniture(self) -> bool:
        return _FURNITURE.fullmatch(self.text) is not None

    @property
    def is_abstract(self) -> bool:
        if len(self.text) > LONGEST_TITLE:
            return True
        ended = self.text.endswith((".", '."', ".)", "!", "?"))
        return ended and (len(self.text) > 100 or len(sentences(self.text)) > 1)


def recognises(head: str) -> bool:
    """Whether `head` (the beginning of a file) goes title, abstract, title, abstract.

    At least six in ten of its long paragraphs stand directly under a short one-line paragraph that
    could be a title.
    """
    shown = [p for p in _paragraphs(head.splitlines()) if not p.is_furniture]
    abstracts = [place for place, p in enumerate(shown) if p.is_abstract]
    titled = sum(
        place > 0
        and shown[place - 1].lines == 1
        and not shown[place - 1].is_abstract
        and not _NOT_A_TITLE.match(shown[place - 1].text)
        for place in abstracts
    )
    return titled > 0 and titled >= 0.6 * len(abstracts)


def read(lines: Iterable[str], file: str) -> Iterator[Record]:
    """Yield the papers of a listing, and what of it was left out."""
    title: _Paragraph | None = None
    at_head = True
    for paragraph in _paragraphs(lines):
        source = Source(file, paragraph.line)
        if paragraph.is_junk:
            yield Skip(source, "not text: mostly control characters")
        elif paragraph.is_furniture:
            continue
        elif paragraph.is_abstract and title is None:
            yield Skip(source, f"an abstract without a title: {_start(paragraph.text)}")
        elif paragraph.is_abstract and title is not None:
            yield Paper(title.text, abstract=paragraph.text, source=Source(file, title.line))
            title, at_head = None, False
        else:
            if title is not None:
                yield _untold(title, file, at_head=at_head)
            title = paragraph
    if title is not None:
        yield _untold(title, file, at_head=at_head)


def _untold(title: _Paragraph, file: str, *, at_head: bool) -> Record:
    """What a short paragraph with no abstract is: a paper, or a heading of the page."""
    source = Source(file, title.line)
    if at_head and len(title.text.split()) < 3:
        return Skip(source, f"a page heading rather than a title: {_start(title.text)}")
    return Paper(title.text, source=source)


def _paragraphs(lines: Iterable[str]) -> Iterator[_Paragraph]:
    numbered = enumerate(lines, start=1)
    for filled, group in groupby(numbered, key=lambda pair: bool(pair[1].strip())):
        if filled:
            block = list(group)
            yield _Paragraph(block[0][0], squeeze(" ".join(text for _, text in block)), len(block))


def _start(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
