"""One paper -> what its own text says: claims, definitions, candidates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from graph.relate.names.block import Block, Sheet, read_block
from graph.relate.names.candidates import headed
from graph.relate.names.claim import MADE, OTHERS, TITLE, Claim, Context
from graph.relate.names.definitions import Definition, definitions
from graph.relate.names.introductions import claims
from graph.relate.names.lines import Line
from graph.relate.names.phrases import is_name
from graph.relate.names.signs import CLAIMS, HEADED, PARTED
from graph.relate.names.tallies import Phrase, Tally, tallied, with_phrases
from graph.relate.names.text import key
from graph.relate.names.titles import title_claims


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
    phrases: list[Phrase] = []
    for at, sheet in enumerate(block):
        _scan_paper(findings, first + at, block, sheet)
        phrases.extend(
            Phrase(at, told.place + name.first, told.place + name.last, name.surface)
            for told in sheet.told
            if told.holds & HEADED
            for name in headed(told.line, told.capitals)
        )
    findings.tallies.update(tallied(with_phrases(block.seen(), phrases)))
    return findings


def _scan_paper(findings: Findings, paper: int, block: Block, sheet: Sheet) -> None:
    context = Context(sheet.title, sheet.abstract, partial(block.lines.__getitem__, sheet.heading))
    made: list[Claim] = []
    for line, holds, _, cues, opened, _ in sheet.told:
        shorts = definitions(line, opened)
        if holds & PARTED:
            made.extend(title_claims(line, sheet.abstract))
        if holds & CLAIMS:
            made.extend(claims(line, cues, shorts, context))
        _define(findings, paper, line, shorts)
    made = _without_others(made) or _repository(sheet.raw)
    findings.definitions.extend(
        Defined(paper, claim.surface, claim.long) for claim in made if claim.long
    )
    findings.claims.extend(
        Claimed(paper, claim.surface, claim.strength, claim.noun)
        for claim in made
        if claim.strength == TITLE or is_name(claim.surface)
    )


def _without_others(made: list[Claim]) -> list[Claim]:
    """Claims of what the text does not say elsewhere that others made."""
    others = {key(claim.surface) for claim in made if claim.strength == OTHERS}
    return [claim for claim in made if key(claim.surface) not in others] if others else made


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
