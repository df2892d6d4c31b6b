"""Findings of all papers -> one name a thing: its kind, its spellings, who introduces it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.relate.names.gazetteer import Known
from graph.relate.names.mentions import CAPITAL, COINED, LOOSE
from graph.relate.names.scan import Claimed, Defined, Findings, Tally
from graph.relate.names.text import key, pieces, word
from graph.relate.names.phrases import is_name
from graph.relate.names.senses import Sense, head_kind, senses
from graph.relate.names.vocabulary import BENCHMARK, DATASET, MODEL


@dataclass(slots=True)
class Entry:
    """One thing: kind, spellings with their number of papers, whether the gazetteer knows it."""

    kind: str
    surfaces: Counter[str] = field(default_factory=Counter)
    known: bool = False
    name: str = ""


@dataclass(slots=True)
class Lexicon:
    """entries: all things. forms: key -> entry. cases: key -> how it is matched. local: (paper, key)
    -> entry, or -1 for none, where a paper defines it otherwise. claims: (paper, entry, strength).
    spelled: (paper, entry) where the paper spells out an acronym that is known without long form.
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

    def spell(self, number: int, surface: str, count: int) -> None:
        """Note that the entry is also written `surface`; the first entry of a key keeps it."""
        folded = key(surface)
        if len(folded) < 2:
            return
        self.entries[number].surfaces[surface] += count
        case = case_of(surface)
        if self.forms.setdefault(folded, number) == number and (
            count == 0 or not self.entries[number].known
        ):
            self.cases[folded] = min(case, self.cases.get(folded, case))
        else:
            self.cases.setdefault(folded, case)

    def surfaces(self) -> Iterator[str]:
        """All spellings of all entries."""
        for entry in self.entries:
            yield from entry.surfaces


def build(findings: Findings, known: tuple[Known, ...]) -> Lexicon:
    """Join what all papers say into one lexicon; in the order of the papers."""
    lexicon = Lexicon()
    for item in known:
        number = lexicon.entry(item.kind, known=True, name=item.name)
        for surface in (item.name, *item.aliases):
            lexicon.spell(number, surface, 0)
    claimed = {(claim.paper, key(claim.surface)) for claim in findings.claims}
    _add_senses(lexicon, findings.definitions, claimed)
    _add_claims(lexicon, findings.claims)
    _add_candidates(lexicon, findings.tallies)
    return lexicon


def _add_senses(
    lexicon: Lexicon, definitions: list[Defined], claimed: set[tuple[int, str]]
) -> None:
    by_short: dict[str, list[Defined]] = defaultdict(list)
    for item in definitions:
        by_short[key(item.short)].append(item)
    found = [
        (short, sense) for short in sorted(by_short) for sense in senses(by_short[short])
    ]
    found.sort(key=lambda pair: (-len(pair[1].papers), pair[0], pair[1].signature))
    totals = {short: len({item.paper for item in items}) for short, items in by_short.items()}
    for short, sense in found:
        _add_sense(lexicon, short, sense, totals[short], claimed)


def _add_sense(
    lexicon: Lexicon, short: str, sense: Sense, total: int, claimed: set[tuple[int, str]]
) -> None:
    own = any((paper, name) in claimed for paper in sense.papers for name in (short, *sense.keys))
    held = _known_sense(lexicon, short, sense)
    kind = head_kind(sense)
    if held is None and not own and (not kind or not is_name(next(iter(sense.shorts)))):
        for paper in sense.papers:
            lexicon.local[paper, short] = -1
        return
    number = held if held is not None else lexicon.entry(kind or "method")
    dominant = 5 * len(sense.papers) >= 3 * total
    bare = held is not None and all(len(pieces(name)) == 1 for name in lexicon.entries[held].surfaces)
    for paper in sense.papers:
        lexicon.local[paper, short] = number
        if bare:
            lexicon.spelled.add((paper, number))
        for folded in sense.keys:
            if lexicon.forms.get(folded, number) != number:
                lexicon.local[paper, folded] = number
    entry = lexicon.entries[number]
    for surface, count in sense.shorts.items():
        if dominant:
            lexicon.spell(number, surface, count)
        else:
            entry.surfaces[surface] += count
    for surface, count in sense.longs.items():
        lexicon.spell(number, surface, count)


def _known_sense(lexicon: Lexicon, short: str, sense: Sense) -> int | None:
    """The entry that already has this long form: the gazetteer's, or a commoner acronym's."""
    for folded in sense.keys:
        if folded in lexicon.forms:
            return lexicon.forms[folded]
    number = lexicon.forms.get(short)
    if number is None or not lexicon.entries[number].known:
        return None
    longs = [surface for surface in lexicon.entries[number].surfaces if len(pieces(surface)) > 1]
    return number if not longs or sense.meets(longs) else None


def _add_claims(lexicon: Lexicon, claims: list[Claimed]) -> None:
    for claim in sorted(claims, key=lambda item: (-item.strength, item.paper, item.surface)):
        folded = key(claim.surface)
        number = lexicon.local.get((claim.paper, folded), lexicon.forms.get(folded))
        if number == -1:
            continue
        if number is None:
            number = lexicon.entry(noun_kind(claim.noun))
            lexicon.spell(number, claim.surface, 1)
        entry = lexicon.entries[number]
        if not entry.known and claim.surface not in entry.surfaces:
            lexicon.spell(number, claim.surface, 1)
        lexicon.claims.append((claim.paper, number, claim.strength))


def noun_kind(noun: str) -> str:
    """Kind of thing that a noun tells: `corpus` -> dataset; method where it tells nothing."""
    if noun in DATASET:
        return "dataset"
    if noun in BENCHMARK:
        return "benchmark"
    return "model" if noun in MODEL else "method"


def _add_candidates(lexicon: Lexicon, tallies: dict[str, Tally]) -> None:
    for folded in sorted(tallies):
        if folded in lexicon.forms or not _accepted(folded, tallies[folded]):
            continue
        tally = tallies[folded]
        kind = "dataset" if tally.data > tally.method else "model"
        number = lexicon.entry(kind)
        for surface, count in tally.surfaces.items():
            lexicon.spell(number, surface, count)


def _accepted(folded: str, tally: Tally) -> bool:
    company = tally.method + tally.data
    letters = sum(map(str.isalpha, folded))
    if letters < 2 or not tally.sure or folded[0].isdigit():
        return company > 0 and 5 * company >= tally.papers and letters > 0 and len(folded) > 1
    return True


def case_of(surface: str) -> int:
    """How a spelling is to be matched in other texts."""
    parts = pieces(surface)
    capitals = sum(map(str.isupper, surface))
    if capitals == 0 or len(parts) > 1 and len("".join(parts)) > 7:
        return LOOSE
    if any(map(str.isdigit, surface)) and len("".join(parts)) > 3:
        return LOOSE
    return COINED if capitals > 1 or word(surface).coined else CAPITAL

