"""How many references in words find the paper they mean, how many another one, and how fast.

    python benchmarks/references.py CORPUS [--references 100000] [--papers 0]

CORPUS is anything that `paperkin build` reads. Half of its papers are the corpus; references, in
several styles, are made to papers of both halves, so that a reference to the other half must find
nothing. Papers without authors, year, or venue get invented ones; each has a volume and a page.
The same draw every time.

Recall is the share of references to the corpus that found their paper; wrong are, of all
references in a style, those that found another. Where the papers of CORPUS come with references
that hold DOIs, these are resolved with and without the DOIs, which must come to the same.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from merging import mistyped, person

import graph
from graph import Paper
from graph.core.text import title_key
from graph.read.fields import doi
from graph.read.references import resolve

Style = Callable[[Paper, random.Random], str]

DOI = re.compile(r",? ?(?:DOI:? |https?://(?:dx\.)?doi\.org/)?\[?10\.\d{4,9}/.*$", re.IGNORECASE)
VENUES = (
    "Journal of Machine Learning Research",
    "Advances in Neural Information Processing Systems",
    "Physical Review Letters",
    "Journal of the Acoustical Society of America",
    "Computational Linguistics",
)


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description="Measure the resolution of references.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--references", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=0)
    told = parser.parse_args()
    dice = random.Random(0)
    every = [paper for paper in graph.read_papers(told.corpus) if isinstance(paper, Paper)]
    distinct = {title_key(paper.title): paper for paper in every}.values()
    papers = [complete(paper, number, dice) for number, paper in enumerate(distinct)]
    dice.shuffle(papers)
    papers = papers[: told.papers or None]
    held = papers[: (len(papers) + 1) // 2]
    table = graph.collect(held, merge=False).papers
    row = {key: number for number, key in enumerate(table["key"].to_pylist())}
    meant = dice.choices(papers, k=told.references)
    styles = [list(STYLES)[number % len(STYLES)] for number in range(len(meant))]
    references = [STYLES[style](paper, dice) for style, paper in zip(styles, meant, strict=True)]
    target = np.array([row.get(paper.key, -1) for paper in meant])
    start = time.process_time()
    found = resolve(references, table)
    seconds = time.process_time() - start
    counts = Counter(styles)
    print("recall    wrong    style")
    for style in STYLES:
        of = np.array([other == style for other in styles])
        inside = of & (target >= 0)
        right = (found == target)[inside].mean()
        wrong = (of & (found >= 0) & (found != target)).sum() / counts[style]
        print(f"{right:7.2%}  {wrong:6.2%}   {style}: {references[styles.index(style)][:90]}")
    print(
        f"{len(references)} references to {len(papers)} papers, {len(held)} of them in the corpus:"
    )
    print(f"{seconds:.1f} s of CPU, {seconds / len(references) * 1e6:.0f} for a million")
    hidden(every)
    few = references[:50]
    start = time.process_time()
    resolve(few, table)
    print(f"{time.process_time() - start:.2f} s of CPU for {len(few)} of them")


def hidden(papers: list[Paper]) -> None:
    """Print what becomes of the papers' own references when their DOIs are hidden."""
    table = graph.collect(papers).papers
    told = [text for held in table["references"].to_pylist() for text in held if "10." in text]
    dois = [doi(text) for text in told]
    known = np.array(resolve(dois, table))
    found = np.array(resolve([DOI.sub("", text) for text in told], table))
    inside, away = known >= 0, (known < 0) & (np.array(dois) != "")
    if not inside.any():
        return
    same = (found == known)[inside].mean()
    other = ((found >= 0) & (found != known))[inside].sum()
    print(f"without their DOIs, of {inside.sum()} references to papers that are there {same:.1%}")
    print(f"find them and {other} another; of {away.sum()} to others, {(found >= 0)[away].sum()}")


def complete(paper: Paper, number: int, dice: random.Random) -> Paper:
    """The paper with a key of its own, authors, year, venue, volume and page."""
    return replace(
        paper,
        key=f"key{number}",
        authors=paper.authors or tuple(person(dice) for _ in range(dice.randint(1, 5))),
        year=paper.year or dice.randint(1990, 2025),
        venue=paper.venue if " " in paper.venue else dice.choice(VENUES),
        identifiers={"locator": f"{dice.randint(1, 60)}:{dice.randint(1, 3000)}"},
        references=(),
    )


def brief(paper: Paper, dice: random.Random) -> str:
    """As Web of Science has it."""
    volume, page = paper.identifiers["locator"].split(":")
    source = " ".join(word[:4] for word in re.findall(r"\w+", paper.venue) if len(word) > 3)
    first = paper.authors[0].split()
    name = f"{first[-1]} {''.join(given[0] for given in first[:-1])}"
    return f"{name}, {paper.year}, {source.upper()[:20].strip()}, V{volume}, P{page}"


def brief_without_place(paper: Paper, dice: random.Random) -> str:
    """As Web of Science has it, of what has no volume yet."""
    return brief(paper, dice).partition(", V")[0]


def titled(paper: Paper, dice: random.Random) -> str:
    """As Scopus has it."""
    volume, page = paper.identifiers["locator"].split(":")
    names = ", ".join(f"{name.split()[-1]}, {name[0]}." for name in paper.authors)
    return (
        f"{names}, {paper.title} ({paper.year}) {paper.venue}, {volume}, pp. {page}-{int(page) + 9}"
    )


def plain(paper: Paper, dice: random.Random) -> str:
    """As people write it."""
    name = paper.authors[0]
    return f"{name[0]}. {name.split()[-1]} et al. {paper.title}. {paper.venue} {paper.year}."


def misspelt(paper: Paper, dice: random.Random) -> str:
    """As people write it, with a typo in every forty letters of the title."""
    title = mistyped(paper.title, max(1, len(paper.title) // 40), dice)
    return plain(replace(paper, title=title), dice)


def bare(paper: Paper, dice: random.Random) -> str:
    """The title alone, in small letters."""
    return paper.title.lower()


STYLES: dict[str, Style] = {
    "Web of Science": brief,
    "Web of Science, no volume": brief_without_place,
    "Scopus": titled,
    "plain": plain,
    "plain, typos": misspelt,
    "title": bare,
}

if __name__ == "__main__":
    main()
