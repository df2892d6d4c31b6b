"""One paper -> what its own text says: claims, definitions, candidates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.relate.names.block import Sheet, read_block
from graph.relate.names.candidates import Candidate, candidates
from graph.relate.names.claim import MADE, OTHERS, TITLE, Claim, Context
from graph.relate.names.definitions import Definition, definitions
from graph.relate.names.introductions import claims
from graph.relate.names.lines import Line
from graph.relate.names.phrases import is_name
from graph.relate.names.signs import CLAIMS, DEFINES, NAMES, PARTED
from graph.relate.names.text import key, shouts
from graph.relate.names.titles import title_claims


@dataclass(slots=True)
class Tally:
    """How a corpus writes one key: spellings, papers, and papers by the company it keeps."""

    surfaces: dict[str, int] = field(default_factory=dict)
    papers: int = 0
    method: int = 0
    data: int = 0
    other: int = 0
    sure: int = 0

    def count(self, candidate: Candidate) -> None:
        """Take in one more paper."""
        surface = candidate.surface
        self.surfaces[surface] = self.surfaces.get(surface, 0) + 1
        self.papers += 1
        self.method += candidate.method
        self.data += candidate.data
        self.other += candidate.other
        self.sure += candidate.sure

    def add(self, other: Tally) -> None:
        """Take in the counts of other papers."""
        for surface, count in other.surfaces.items():
            self.surfaces[surface] = self.surfaces.get(surface, 0) + count
        self.papers += other.papers
        self.method += other.method
        self.data += other.data
        self.other += other.other
        self.sure += other.sure


class Defined(NamedTuple):
    """`short` stands for `long` in `paper`, as the text spells both."""

    paper: int
    short: str
    long: str


class Claimed(NamedTuple):
    """`paper` introduces `surface`; see `introductions.Claim`."""

    paper: int
    surface: str
    strength: int
    noun: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the texts of some papers say, in their order."""

    claims: list[Claimed] = field(default_factory=list)
    definitions: list[Defined] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    plain: Counter[str] = field(default_factory=Counter)
    """Papers that write a word without any capital."""

    def add(self, other: Findings) -> None:
        """Take in the findings of later papers."""
        self.plain.update(other.plain)
        self.claims.extend(other.claims)
        self.definitions.extend(other.definitions)
        for folded, tally in other.tallies.items():
            self.tallies.setdefault(folded, Tally()).add(tally)


def scan(first: int, texts: Iterable[tuple[str, str]]) -> Findings:
    """Findings of consecutive papers; `texts` gives (title, abstract), `first` the first row."""
    block = read_block(texts)
    findings = Findings(plain=Counter(block.plain()))
    for paper, sheet in enumerate(block, first):
        _scan_paper(findings, paper, sheet)
    return findings


def _scan_paper(findings: Findings, paper: int, sheet: Sheet) -> None:
    title, _ = sheet.heading
    everything = f"{sheet.title}\n{sheet.abstract}".lower()
    context = Context(lambda surface: everything.count(surface.lower()), title)
    seen: dict[str, Candidate] = {}
    made: list[Claim] = []
    for line, held in sheet.lines if shouts(sheet.title) else (sheet.heading, *sheet.lines):
        shorts = definitions(line) if held & DEFINES else []
        if held & PARTED:
            made.extend(title_claims(line, sheet.abstract))
        if held & (CLAIMS | DEFINES) and line is not title:
            made.extend(claims(line, shorts, context))
        _define(findings, paper, line, shorts)
        if held & NAMES:
            _note(seen, candidates(line, title=line is title))
    made = _without_others(made) or _repository(sheet.raw)
    findings.definitions.extend(
        Defined(paper, claim.surface, claim.long) for claim in made if claim.long
    )
    findings.claims.extend(
        Claimed(paper, claim.surface, claim.strength, claim.noun)
        for claim in made
        if claim.strength == TITLE or is_name(claim.surface)
    )
    for folded, candidate in seen.items():
        if folded not in findings.tallies:
            findings.tallies[folded] = Tally()
        findings.tallies[folded].count(candidate)


def _without_others(made: list[Claim]) -> list[Claim]:
    """Claims of what the text does not say elsewhere that others made."""
    others = {key(claim.surface) for claim in made if claim.strength == OTHERS}
    return [claim for claim in made if key(claim.surface) not in others] if others else made


def _note(seen: dict[str, Candidate], found: Iterable[Candidate]) -> None:
    for candidate in found:
        folded = key(candidate.surface)
        old = seen.get(folded)
        if old is None:
            seen[folded] = candidate
        else:
            seen[folded] = Candidate(
                old.surface,
                old.method or candidate.method,
                old.data or candidate.data,
                old.other or candidate.other,
                old.sure or candidate.sure,
            )


def _define(findings: Findings, paper: int, line: Line, shorts: Iterable[Definition]) -> None:
    for short in shorts:
        if short.first < short.last:
            long = line.span(short.first, short.last)
            findings.definitions.append(Defined(paper, line.tokens[short.short], long))


_REPOSITORY = re.compile(r"github\.com/[\w.-]{1,60}/([A-Za-z][A-Za-z]{2,20})\b(?![-_.]\w)")


def _repository(abstract: str) -> list[Claim]:
    """A text that names nothing may give its name away in the address of its code."""
    found = _REPOSITORY.findall(abstract)
    if len(found) != 1 or found[0][1:].islower() or not is_name(found[0]):
        return []
    return [Claim(found[0], MADE)]
