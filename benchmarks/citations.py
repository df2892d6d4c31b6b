"""Whether text and citations together find held-back citations better than either alone.

    python benchmarks/citations.py FILE [--seeds N] [--hide SHARE]

FILE holds papers as JSON Lines: title, abstract, and `references` (ids) within the file. A tenth of
the citations is hidden, the rest is built, and for each paper that lost a reference others are
ranked by the score of text alone (terms, names, lineage, concepts), of citations alone (cites,
coupling, cocitation), of each citation layer, and of all of these as `paperkin build` blends them.
Every hidden reference is ranked on its own among the papers that this one does not cite; of equal
scores each place is as likely. Told are the mean reciprocal rank and the share found among the
first ten (recall@10), times 100, over all hidden references, with the spread (standard deviation)
over seeds: once among papers that some other paper cites, once among all papers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import graph
from graph.core.entries import row
from graph.core.sparse import edges
from graph.relate.layers import LAYERS, measures, scores_of

CITATIONS = ("cites", "coupling", "cocitation")
FIRST = 10

Pairs = NDArray[np.int64]


class Split(NamedTuple):
    """A corpus without some citations, and these: (h, 2), citing and cited, sorted."""

    corpus: graph.Corpus
    hidden: Pairs


def main() -> None:
    """Read the command line, measure, and report."""
    parser = argparse.ArgumentParser(description="Rank held-back citations.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--hide", type=float, default=0.1)
    told = parser.parse_args()
    with told.file.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    found: dict[str, list[NDArray[np.float64]]] = {}
    hidden = 0
    for seed in range(told.seeds):
        split = hide(records, told.hide, seed=seed)
        hidden += len(split.hidden)
        for name, ranks in measure(split).items():
            found.setdefault(name, []).append(ranks)
    report(found, f"{len(records)} papers, {hidden} hidden citations in {told.seeds} seeds")


def hide(records: Sequence[dict[str, Any]], share: float, *, seed: int) -> Split:
    """Collect the records without a random share of the citations among them."""
    place = {str(record["id"]): number for number, record in enumerate(records)}
    pairs = np.array(
        sorted(
            {
                (number, place[str(reference)])
                for number, record in enumerate(records)
                for reference in record["references"]
                if place.get(str(reference), number) != number
            }
        )
    )
    gone = np.random.default_rng(seed).random(len(pairs)) < share
    kept: list[list[str]] = [[] for _ in records]
    for citing, cited in pairs[~gone].tolist():
        kept[citing].append(f"{cited:06}")
    papers = [
        graph.Paper(
            str(record["title"] or "-"),
            key=f"{number:06}",
            abstract=str(record["abstract"] or ""),
            references=tuple(references),
        )
        for number, (record, references) in enumerate(zip(records, kept, strict=True))
    ]
    return Split(graph.collect(papers, merge=False), pairs[gone])


def measure(split: Split) -> dict[str, NDArray[np.float64]]:
    """Ranks of the hidden citations by each score: (h, 2), among cited papers and among all."""
    features, names, _ = graph.relate(split.corpus)
    scorers = {scorer.name: scorer for scorer in measures(split.corpus, features, names)}
    text = [name for name in scorers if name not in CITATIONS]
    told = {
        "text alone": text,
        "citations alone": CITATIONS,
        **{f"  {name} alone": [name] for name in CITATIONS},
        "text + citations": [*text, *CITATIONS],
    }
    return {
        name: np.array(list(ranked(split, [scorers[n] for n in used], [LAYERS[n] for n in used])))
        for name, used in told.items()
    }


def ranked(
    split: Split, scorers: Sequence[Any], shares: Sequence[float]
) -> Iterator[tuple[float, float]]:
    """Rank of each hidden citation among papers that others cite, and among all."""
    citations = split.corpus.citations
    cited = np.bincount(edges(citations)[1], minlength=len(split.corpus)) > 0
    for citing in np.unique(split.hidden[:, 0]).tolist():
        scores = scores_of(scorers, shares, citing)
        hidden = split.hidden[split.hidden[:, 0] == citing, 1]
        rivals = np.ones(len(scores), bool)
        rivals[[citing, *hidden, *row(citations, citing)[0]]] = False
        for one in hidden.tolist():
            yield tuple(
                1 + (among > scores[one]).sum() + (among == scores[one]).sum() / 2
                for among in (scores[rivals & cited], scores[rivals])
            )


def report(found: dict[str, list[NDArray[np.float64]]], title: str) -> None:
    """Print both tables, then whether the combination is ahead of either alone."""
    for column, among in enumerate(("papers that others cite", "all papers")):
        table = Table("score", "MRR", "recall@10", title=f"{title}; among {among}")
        means: dict[str, NDArray[np.float64]] = {}
        for name, seeds in found.items():
            each = np.array(
                [
                    (100 * np.mean(1 / r), 100 * np.mean(r <= FIRST))
                    for r in (s[:, column] for s in seeds)
                ]
            )
            means[name] = each.mean(axis=0)
            spread = each.std(axis=0)
            table.add_row(
                name, *(f"{m:.2f} ± {s:.2f}" for m, s in zip(means[name], spread, strict=True))
            )
        Console(width=120).print(table)
        both = means["text + citations"]
        for alone in ("text alone", "citations alone"):
            gain = both - means[alone]
            print(f"text + citations - {alone}: {gain[0]:+.2f} MRR, {gain[1]:+.2f} recall@10")


if __name__ == "__main__":
    main()
