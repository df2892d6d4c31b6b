"""How well and how fast names are extracted.

usage: python benchmarks/names.py GOLD CORPUS [LARGE]

GOLD    JSON: a list of {title, introduces: [{name, aliases}], mentions: [{name, aliases}], ignore}
CORPUS  a file or folder of papers, in any format that paperkin reads, with those of GOLD
LARGE   papers to measure the throughput on (CORPUS where it is left out)

A paper's extracted names are compared with the gold ones by their spellings: case, hyphens against
blanks, and a plural's s do not count. An extracted name is right when it shares a spelling with a
gold name that no other has taken yet. It is wrong when it shares one with no gold name and none
with what GOLD says to ignore; for `mentions` the names that the gold paper introduces are ignored
too. A second extracted name for the same gold name is neither.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

import graph
from graph.core.blocks import row_blocks
from graph.core.text import title_key
from graph.core.types import Corpus, Names
from graph.core.workers import cores
from graph.relate.names import extract_names
from graph.relate.names.assemble import assemble, lookout
from graph.relate.names.extract import BLOCK
from graph.relate.names.gazetteer import gazetteer
from graph.relate.names.lexicon import build
from graph.relate.names.mentions import find
from graph.relate.names.scan import Findings, scan

Spellings = frozenset[str]
JOINTS = re.compile(r"[\s\-_–]+")


@dataclass
class Tally:
    """Names found right, found wrong, and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
            f"   ({self.right} right, {self.wrong} wrong, {self.missed} missed)"
        )


def plain(spelling: str) -> str:
    """A spelling without what does not count."""
    text = JOINTS.sub(" ", spelling.lower()).strip()
    plural = len(text) > 3 and text.endswith("s") and not text.endswith("ss")
    return text[:-1] if plural else text


def spellings(entry: dict[str, Any]) -> Spellings:
    """All spellings of a name, without what does not count."""
    return frozenset(plain(spelling) for spelling in (entry["name"], *entry["aliases"]))


def compare(
    found: list[Spellings], gold: list[Spellings], ignored: Spellings, tally: Tally
) -> None:
    """Add one paper's names to a tally."""
    left = list(gold)
    for name in found:
        taken = next((index for index, wanted in enumerate(left) if wanted & name), None)
        if taken is not None:
            del left[taken]
            tally.right += 1
        elif not name & ignored and not any(name & wanted for wanted in gold):
            tally.wrong += 1
    tally.missed += len(left)


def extracted(corpus: Corpus, names: Names) -> dict[str, tuple[list[Spellings], list[Spellings]]]:
    """What each paper introduces and what it only mentions, by the key of its title."""
    table = [spellings(row) for row in names.table.to_pylist()]
    found = {}
    for row, title in enumerate(corpus.papers["title"].to_pylist()):
        introduced = sorted(names.introduced[[row]].indices.tolist())
        mentioned = sorted(set(names.mentions[[row]].indices.tolist()) - set(introduced))
        found[title_key(title)] = ([table[i] for i in introduced], [table[i] for i in mentioned])
    return found


def score(gold: list[dict[str, Any]], corpus: Corpus, names: Names) -> dict[str, Tally]:
    """Tallies for introduces, mentions, and both together."""
    found = extracted(corpus, names)
    tallies = {"introduces": Tally(), "mentions": Tally(), "any": Tally()}
    for paper in gold:
        introduced, mentioned = found.get(title_key(paper["title"]), ([], []))
        makes = [spellings(entry) for entry in paper["introduces"]]
        uses = [spellings(entry) for entry in paper["mentions"]]
        ignored = frozenset(map(plain, paper["ignore"]))
        compare(introduced, makes, ignored, tallies["introduces"])
        compare(mentioned, uses, ignored.union(*makes), tallies["mentions"])
        compare(introduced + mentioned, makes + uses, ignored, tallies["any"])
    return tallies


def main(gold_file: str, corpus_path: str, large_path: str | None = None) -> None:
    """Print the scores with and without the gazetteer, and the throughput."""
    gold = json.loads(Path(gold_file).read_text(encoding="utf-8"))
    corpus = graph.collect(graph.read_papers(corpus_path))
    for known in (True, False):
        names = extract_names(corpus.papers, known=known)
        print(f"{'with' if known else 'without'} the gazetteer: {names.table.num_rows} names")
        for kind, tally in score(gold, corpus, names).items():
            print(f"  {kind:10s} {tally}")
    large = graph.collect(graph.read_papers(large_path)) if large_path else corpus
    started = time.perf_counter()
    names = extract_names(large.papers)
    seconds = time.perf_counter() - started
    print(
        f"{len(large)} abstracts in {seconds:.2f} s on {cores()} cores:"
        f" {len(large) / seconds:.0f} a second, {names.table.num_rows} names"
    )
    print("seconds of one core for 1,000 abstracts:")
    for step, busy in steps(large.papers).items():
        print(f"  {step:15s} {1000 * busy / max(1, len(large)):.3f}")


def steps(papers: pa.Table) -> dict[str, float]:
    """Processor seconds of each step of `extract_names`, all in this process."""
    blocks = row_blocks(papers.num_rows, BLOCK)
    clocks = [time.process_time()]
    parts = [scan(block.start, texts(papers, block)) for block in blocks]
    clocks.append(time.process_time())
    findings = Findings()
    for part in parts:
        findings.add(part)
    lexicon = build(findings, gazetteer())
    matcher = lookout(lexicon)
    clocks.append(time.process_time())
    found = [find(matcher, block.start, texts(papers, block)) for block in blocks]
    clocks.append(time.process_time())
    assemble(lexicon, found, papers.num_rows)
    clocks.append(time.process_time())
    spent = (after - before for before, after in pairwise(clocks))
    return dict(zip(("first pass", "merge", "second pass", "assembling"), spent, strict=True))


def texts(papers: pa.Table, block: range) -> Iterator[tuple[str, str]]:
    """(title, abstract) of each row of the block."""
    part = papers.slice(block.start, len(block))
    return zip(part["title"].to_pylist(), part["abstract"].to_pylist(), strict=True)


if __name__ == "__main__":
    if len(sys.argv) not in {3, 4}:
        sys.exit(__doc__)
    main(*sys.argv[1:])
