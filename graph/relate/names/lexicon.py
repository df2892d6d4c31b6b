"""Findings of all papers -> one name a thing: its kind, its spellings, who introduces it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graph.relate.names.forms import CAPITAL, COINED, LOOSE
from graph.relate.names.gazetteer import Known
from graph.relate.names.phrases import is_name
from graph.relate.names.scan import Defined, Findings
from graph.relate.names.senses import Sense, head_kind, senses
from graph.relate.names.tallies import Tally
from graph.relate.names.text import key, pieces
from graph.relate.names.vocabulary import BENCHMARK, DATASET, MODEL


@dataclass(slots=True)
class Entry:
    """One thing: kind, spellings with their number of papers, and how it came to be known.

    known: by the gazetteer. solid: by its shape, and not by the word of those alone who claim to
    introduce it. definers: papers that spell its acronym out.
    """

    kind: str
    surfaces: dict[str, int] = field(default_factory=dict)
    known: bool = False
    solid: bool = False
    definers: int = 0
    name: str = ""

    def write(self, surface: str, count: int) -> None:
        """Note that `count` more papers write it `surface`."""
        self.surfaces[surface] = self.surfaces.get(surface, 0) + count


@dataclass(slots=True)
class Lexicon:
    """All things named, and how to know them in a text.

    forms: key -> entry, in every paper. cases: key -> how it is matched. local: (paper, key) ->
    entry, or -1 for none, where a paper has a meaning of its own. claims: (paper, entry,
    strength). spelled: (paper, entry) where the paper spells out an acronym that is known without
    a long form.
    """

    entries: list[Entry] = field(default_factory=list)
    forms: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    local: dict[tuple[int, str], int] = field(default_factory=dict)
    claims: list[tuple[int, int, int]] = field(default_factory=list)
    spelled: set[tuple[int, int]] = field(default_factory=set)

    def entry(self, kind: str, *, known: bool = False, name: str = "") -> int:
        """Number of a new entry."""
        self.entries.append(Entry(kind, known=known, name=name))
        return len(self.entries) - 1

    def spell(self, number: int, surface: str, count: int, *, loose: bool = False) -> None:
        """Note that the entry is also written `surface`; the first entry of a key keeps it."""
        folded = key(surface)
        if len(folded) < 2:
            return
        self.entries[number].write(surface, count)
        case = LOOSE if loose else case_of(surface)
        if self.forms.setdefault(folded, number) != number:
            return
        if folded not in self.cases or not self.entries[number].known:
            self.cases[folded] = min(case, self.cases.get(folded, case))

    def note(self, number: int, surface: str, papers: Iterable[int]) -> None:
        """Note a spelling that belongs to the entry in these papers alone."""
        folded = key(surface)
        self.entries[number].write(surface, 0)
        for paper in papers:
            self.local[paper, folded] = number
            self.entries[number].write(surface, 1)
        self.cases.setdefault(folded, case_of(surface))

    def surfaces(self) -> Iterator[str]:
        """All spellings of all entries."""
        for entry in self.entries:
            yield from entry.surfaces


def build(findings: Findings, known: Sequence[Known], *, learnt: Sequence[Known] = ()) -> Lexicon:
    """Join what all papers say into one lexicon; in the order of the papers.

    learnt: names from papers that were read before, which get the first numbers; those that are
    known besides count as such. A spelling by which others may mean a common word is not looked
    for.
    """
    lexicon = Lexicon()
    general = {item.name for item in known}
    for item in learnt:
        number = lexicon.entry(item.kind, known=True, name=item.name)
        for surface in (item.name, *item.aliases):
            if item.name not in general and _is_ordinary(key(surface), surface, findings):
                lexicon.note(number, surface, ())
            else:
                lexicon.spell(number, surface, 0, loose=_is_phrase(surface))
    before = {item.name for item in learnt}
    for item in known:
        if item.name in before:
            continue
        number = lexicon.entry(item.kind, known=True, name=item.name)
        for surface in (item.name, *item.aliases):
            lexicon.spell(number, surface, 0, loose=_is_phrase(surface))
    _add_senses(lexicon, findings)
    _add_claims(lexicon, findings)
    _add_candidates(lexicon, findings)
    return lexicon


def _is_phrase(surface: str) -> bool:
    """Several words of which one is written small: capitals in it are a person's (Markov model)."""
    parts = surface.split()
    return len(parts) > 1 and any(part.islower() and len(part) > 3 for part in parts)


def _add_senses(lexicon: Lexicon, findings: Findings) -> None:
    claimed = {(claim.paper, key(claim.surface)) for claim in findings.claims}
    by_short: dict[str, list[Defined]] = defaultdict(list)
    for item in findings.definitions:
        by_short[key(item.short)].append(item)
    found = [(short, sense) for short in sorted(by_short) for sense in senses(by_short[short])]
    found.sort(key=lambda pair: (-len(pair[1].papers), pair[0], pair[1].signature))
    totals = {short: len({item.paper for item in items}) for short, items in by_short.items()}
    for short, sense in found:
        lone = len(short) < 3 or _is_ordinary(short, short.upper(), findings)
        dominant = not lone and 5 * len(sense.papers) >= 3 * totals[short]
        _add_sense(lexicon, short, sense, claimed, dominant=dominant)


def _add_sense(
    lexicon: Lexicon, short: str, sense: Sense, claimed: set[tuple[int, str]], *, dominant: bool
) -> None:
    """Enter one meaning of an acronym; where it is not `dominant`, for its own papers alone."""
    longs = sense.long_keys()
    names = (short, *longs)
    claimers = {paper for paper in sense.papers for name in names if (paper, name) in claimed}
    held = _known_sense(lexicon, short, sense, longs)
    kind = head_kind(sense)
    broad = not all(map(is_name, names))
    if held is None and (broad or (not kind and 2 * len(claimers) < len(sense.papers))):
        for paper in sense.papers:
            lexicon.local[paper, short] = -1
        return
    number = held if held is not None else lexicon.entry(kind or "method")
    _settle(lexicon, short, sense, number, longs)
    for surface, count in sense.shorts.items():
        if dominant:
            lexicon.spell(number, surface, count)
        else:
            lexicon.note(number, surface, sense.papers)
    for surface, count in sense.longs.items():
        if len(pieces(surface)) > 1:
            lexicon.spell(number, surface, count, loose=True)


def _settle(lexicon: Lexicon, short: str, sense: Sense, number: int, longs: list[str]) -> None:
    """In the papers that define the acronym, it means this and nothing else."""
    entry = lexicon.entries[number]
    entry.definers += len(sense.papers)
    bare = entry.known and all(len(pieces(name)) == 1 for name in entry.surfaces)
    others = [folded for folded in longs if lexicon.forms.get(folded, number) != number]
    for paper in sense.papers:
        lexicon.local[paper, short] = number
        if bare:
            lexicon.spelled.add((paper, number))
        for folded in others:
            lexicon.local[paper, folded] = number


def _known_sense(lexicon: Lexicon, short: str, sense: Sense, longs: list[str]) -> int | None:
    """The entry that already has this long form: the gazetteer's, or a commoner acronym's."""
    for folded in longs:
        if folded in lexicon.forms:
            return lexicon.forms[folded]
    number = lexicon.forms.get(short)
    if number is None or not lexicon.entries[number].known:
        return None
    known = [surface for surface in lexicon.entries[number].surfaces if len(pieces(surface)) > 1]
    return number if not known or sense.meets(known) else None


def _add_claims(lexicon: Lexicon, findings: Findings) -> None:
    order = sorted(findings.claims, key=lambda item: (-item.strength, item.paper, item.surface))
    for claim in order:
        folded = key(claim.surface)
        number = lexicon.local.get((claim.paper, folded), lexicon.forms.get(folded))
        if number == -1:
            continue
        if number is None:
            number = lexicon.entry(noun_kind(claim.noun))
        if _is_ordinary(folded, claim.surface, findings):
            lexicon.note(number, claim.surface, [claim.paper])
        elif not lexicon.entries[number].known:
            lexicon.spell(number, claim.surface, 1)
        lexicon.claims.append((claim.paper, number, claim.strength))


def _is_ordinary(folded: str, surface: str, findings: Findings) -> bool:
    """Whether other papers may mean a common word by this: one that text writes small.

    A word is common when more papers write it small than write it as this name is written.
    """
    small = _written_small(folded, findings)
    if surface.islower() and len(pieces(surface)) == 1 and surface.isalpha():
        return True
    return small > (findings.tallies[folded].papers if folded in findings.tallies else 1)


def _written_small(folded: str, findings: Findings) -> int:
    """Papers that write a word without a capital, in singular and in plural."""
    return findings.plain.get(folded, 0) + findings.plain.get(f"{folded}s", 0)


def noun_kind(noun: str) -> str:
    """Kind of thing that a noun tells: `corpus` -> dataset; method where it tells nothing."""
    if noun in DATASET:
        return "dataset"
    if noun in BENCHMARK:
        return "benchmark"
    return "model" if noun in MODEL else "method"


def _is_emphasis(surface: str, findings: Findings) -> bool:
    """Whether all words of a name are common ones, written with capitals for once (`LArge-Scale`).

    Papers that write the rarest of them small are counted against those that write the name.
    """
    parts = pieces(surface)
    least = min(_written_small(part, findings) for part in parts)
    return len(parts) > 1 and least > 2 + findings.tallies["".join(parts)].papers


def _add_candidates(lexicon: Lexicon, findings: Findings) -> None:
    for folded in sorted(findings.tallies):
        tally = findings.tallies[folded]
        if not _accepted(folded, tally):
            continue
        number = lexicon.forms.get(folded)
        if number is None:
            if any(
                _is_ordinary(folded, surface, findings) or _is_emphasis(surface, findings)
                for surface in tally.surfaces
            ):
                continue
            kind = "dataset" if tally.data > tally.method else "model"
            number = lexicon.entry(kind)
            for surface, count in tally.surfaces.items():
                lexicon.spell(number, surface, count)
        elif lexicon.entries[number].known:
            for surface in tally.surfaces:
                lexicon.entries[number].write(surface, 0)
        if lexicon.cases[folded] != LOOSE:
            lexicon.entries[number].solid = True


def _accepted(folded: str, tally: Tally) -> bool:
    """Written as hardly anything but a name, or often enough in a name's company."""
    company = tally.method + tally.data
    if tally.other > company and 2 * tally.other >= tally.papers:
        return False
    letters = sum(map(str.isalpha, folded))
    if letters < 2 or not tally.sure or folded[0].isdigit():
        return company > 0 and 5 * company >= tally.papers and letters > 0 and len(folded) > 2
    return True


def case_of(surface: str) -> int:
    """How a spelling is to be matched in other texts."""
    capitals = sum(map(str.isupper, surface))
    if any(map(str.isdigit, surface)):
        return COINED
    if capitals == 0:
        return LOOSE
    return COINED if capitals > 1 and len(pieces(surface)) == 1 else CAPITAL
