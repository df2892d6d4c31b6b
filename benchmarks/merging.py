"""How well records of one paper are told from records of others, and how fast.

    python benchmarks/merging.py CORPUS [--papers 20000] [--fill 0] [--show 0]

CORPUS is anything that `paperkin build` reads. Of papers drawn from it, the same in every run, each
gets a copy that is damaged in one way, and every tenth a look-alike: another paper that a careless
eye would take for it. Records without authors get invented ones. All of them are merged together;
--fill adds so many further records, made of halves of real ones.

Recall is the share of damaged copies that found their originals; precision the share of pairs of
merged records that are a paper and its copy. What is merged among the papers themselves counts as
wrong, though a corpus may hold a paper twice: --show lists so many of the wrong ones.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import graph
from graph import Paper
from graph.core.types import Source

Change = Callable[[Paper, random.Random], Paper]

SYLLABLES = re.findall("..", "katomirelovidubegaholestrimaronuwuzefias")
WORDS = re.compile(r"[^\W\d_]{5,}")


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description="Measure the merging of duplicates.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--fill", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    told = parser.parse_args()
    dice = random.Random(0)
    papers = list(originals(told.corpus, told.papers, dice))
    copies = [(kind, DAMAGES[kind](paper, dice)) for paper, kind in paired(papers, DAMAGES)]
    alike = [
        (kind, LOOKALIKES[kind](paper, dice)) for paper, kind in paired(papers[::10], LOOKALIKES)
    ]
    more = list(fill(papers, told.fill, dice))
    records = [*papers, *(copy for _, copy in copies), *(other for _, other in alike), *more]
    start = time.process_time()
    corpus = graph.collect(numbered(records), merge=False)
    packed = time.process_time()
    corpus = graph.collect(numbered(records))
    seconds = 2 * packed - start - time.process_time()
    groups = [
        [source["line"] for source in sources] for sources in corpus.papers["sources"].to_pylist()
    ]
    report(groups, len(papers), [kind for kind, _ in copies], [kind for kind, _ in alike])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{len(records)} records, {-seconds / len(records) * 1e5:.1f} s of CPU per 100,000", end=""
    )
    print(f" to merge them; {memory:.1f} GB in all")
    for line in list(wrong(groups, records, len(papers), corpus))[: told.show]:
        print(line)


def originals(path: Path, count: int, dice: random.Random) -> Iterator[Paper]:
    """Papers drawn from a corpus, with authors, year, DOI."""
    every = [paper for paper in graph.read_papers(path) if isinstance(paper, Paper)]
    for number, paper in enumerate(dice.sample(every, min(count, len(every)))):
        known = dict(paper.identifiers)
        if number % 2:
            known.setdefault("doi", f"10.5555/{number:07}")
        yield replace(
            paper,
            key="",
            authors=paper.authors or tuple(person(dice) for _ in range(dice.randint(1, 5))),
            year=paper.year or dice.randint(1990, 2025),
            identifiers=known,
            references=(),
        )


def paired(papers: Iterable[Paper], kinds: Iterable[str]) -> Iterator[tuple[Paper, str]]:
    """Each paper with one kind, the kinds by turns."""
    names = list(kinds)
    for number, paper in enumerate(papers):
        yield paper, names[number % len(names)]


def fill(papers: list[Paper], count: int, dice: random.Random) -> Iterator[Paper]:
    """Papers that are none, made of the first half of one and the second half of another."""
    for _ in range(count):
        one, other = dice.choice(papers), dice.choice(papers)
        yield replace(
            one,
            title=halves(one.title, other.title),
            abstract=halves(one.abstract, other.abstract),
            authors=(person(dice), *other.authors[1:]),
            identifiers={},
        )


def halves(one: str, other: str) -> str:
    """Words of the first half of one text and of the second half of another."""
    left, right = one.split(), other.split()
    return " ".join(left[: (len(left) + 1) // 2] + right[len(right) // 2 :])


def numbered(records: Iterable[Paper]) -> Iterator[Paper]:
    """Records by their place in the list."""
    for number, record in enumerate(records):
        yield replace(record, source=Source("", number))


def report(groups: list[list[int]], n: int, kinds: list[str], alike: list[str]) -> None:
    """Print recall by damage, look-alikes kept apart, precision over all pairs."""
    place = {record: number for number, group in enumerate(groups) for record in group}
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        found[kind].append(place[number] == place[n + number])
    apart: defaultdict[str, list[bool]] = defaultdict(list)
    first = n + len(kinds)
    for number, kind in enumerate(alike):
        apart[kind].append(place[10 * number] != place[first + number])
    for title, table in (("recall by damage", found), ("look-alikes kept apart", apart)):
        print(title)
        for kind, hits in table.items():
            print(f"  {sum(hits) / len(hits):7.2%}  {kind} ({len(hits)})")
    right = sum(map(sum, found.values()))
    merged = sum(1 for group in groups for _ in combinations(group, 2))
    print(f"recall {right / len(kinds):.2%}, precision {right / max(merged, 1):.2%}")


def wrong(
    groups: list[list[int]], records: list[Paper], n: int, corpus: graph.Corpus
) -> Iterator[str]:
    """Titles of records that were merged and are not one paper, and why they were."""
    reasons = {merge.sources: merge.reason for merge in corpus.audit.merges}
    for group in groups:
        for one, other in combinations(group, 2):
            if other != one + n or one >= n:
                why = reasons[tuple(Source("", record) for record in group)]
                yield f"{why}\n    {records[one].title}\n    {records[other].title}"


# Damages: the same paper as another source has it.


def other_case(paper: Paper, dice: random.Random) -> Paper:
    """A title in capitals, in small letters, or with every word in capitals."""
    return replace(bare(paper), title=dice.choice((str.upper, str.lower, str.title))(paper.title))


def other_punctuation(paper: Paper, dice: random.Random) -> Paper:
    """A title without its punctuation, with other dashes, and with a point behind it."""
    title = re.sub(r"[:,;]", dice.choice(("", " -", " –")), paper.title)
    return replace(bare(paper), title=re.sub(r"-", dice.choice(("", " ", "‐")), title) + ".")


def latex(paper: Paper, dice: random.Random) -> Paper:
    """A title and names as BibTeX has them."""
    words = paper.title.replace("&", r"\&").split()
    title = " ".join(f"{{{w}}}" if w[:1].isupper() and dice.random() < 0.5 else w for w in words)
    title = re.sub(
        "[éöüó]", lambda c: {"é": r"{\'e}", "ö": r"{\"o}", "ü": r"\"{u}"}.get(c[0], r"\'o"), title
    )
    return replace(bare(paper), title=title, abstract=paper.abstract.replace("%", r"\%"))


def typos(paper: Paper, dice: random.Random) -> Paper:
    """A typo in every fifty letters of the title, and in every hundred of the abstract."""
    return replace(
        bare(paper),
        title=mistyped(paper.title, max(1, len(paper.title) // 50), dice),
        abstract=mistyped(paper.abstract, len(paper.abstract) // 100, dice),
    )


def typos_alone(paper: Paper, dice: random.Random) -> Paper:
    """Typos in the title, and no abstract."""
    return replace(typos(paper, dice), abstract="")


def truncated(paper: Paper, dice: random.Random) -> Paper:
    """A title and an abstract that end early."""
    length = int(len(paper.title) * dice.uniform(0.6, 0.9))
    return replace(bare(paper), title=paper.title[:length] + "…", abstract=paper.abstract[:400])


def versioned(paper: Paper, dice: random.Random) -> Paper:
    """Another version of a preprint: an identifier with "v2", authors unknown, typos."""
    known = {"doi": f"https://doi.org/{paper.identifiers['doi']}"} if paper.identifiers else {}
    title = f"{paper.title} [version 2; peer review: 1 approved]"
    return replace(typos_alone(paper, dice), identifiers=known, authors=(), title=title)


def swapped(paper: Paper, dice: random.Random) -> Paper:
    """Authors by initials and in another order, and a word of the abstract in five left out."""
    names = [f"{name.split()[-1]}, {name[0]}." for name in paper.authors]
    kept = (word for word in paper.abstract.split() if dice.random() < 0.98)
    return replace(
        bare(paper), authors=(*names[1:2], *names[:1], *names[2:]), abstract=" ".join(kept)
    )


def dropped(paper: Paper, dice: random.Random) -> Paper:
    """Some of all fields but the title."""
    empty = {"abstract": "", "authors": (), "year": None, "venue": ""}
    return replace(bare(paper), **{name: empty[name] for name in dice.sample(sorted(empty), 2)})


def published(paper: Paper, dice: random.Random) -> Paper:
    """What became of a preprint: another DOI, two years on, sentences of the abstract left out."""
    sentences = [s for s in paper.abstract.split(". ") if dice.random() < 0.7]
    return replace(
        paper,
        identifiers={"doi": f"10.48550/arxiv.{dice.randint(0, 10**6)}"},
        year=(paper.year or 0) - dice.randint(0, 2),
        venue="arXiv",
        abstract=". ".join(sentences),
    )


def much(paper: Paper, dice: random.Random) -> Paper:
    """Case, punctuation, typos and fewer authors at once."""
    worse = typos(other_punctuation(other_case(paper, dice), dice), dice)
    return replace(worse, authors=worse.authors[:1], abstract=worse.abstract[:300])


def bare(paper: Paper) -> Paper:
    """The record without identifiers, so that the rest has to tell."""
    return replace(paper, identifiers={})


def mistyped(text: str, count: int, dice: random.Random) -> str:
    """A text with so many letters swapped, left out, doubled, or struck beside."""
    for _ in range(count):
        at = dice.randrange(max(len(text) - 1, 1))
        pair = text[at : at + 2]
        text = (
            text[:at]
            + dice.choice((pair[::-1], pair[1:], pair[:1] + pair, "e" + pair[1:]))
            + text[at + 2 :]
        )
    return text


DAMAGES: dict[str, Change] = {
    "case": other_case,
    "punctuation": other_punctuation,
    "LaTeX": latex,
    "typos": typos,
    "typos, no abstract": typos_alone,
    "truncation": truncated,
    "v2, typos, no abstract, no authors": versioned,
    "authors swapped, abstract edited": swapped,
    "two fields dropped": dropped,
    "preprint and published, other DOIs": published,
    "much at once": much,
}

# Look-alikes: another paper.


def part(paper: Paper, dice: random.Random) -> Paper:
    """The second part of a paper."""
    return replace(other(paper), title=f"{paper.title}. Part II", abstract="")


def reply(paper: Paper, dice: random.Random) -> Paper:
    """What somebody, or the author, has to say of a paper."""
    start = dice.choice(("Comment on", "Reply to", "Erratum:", "Correction to", "Discussion of"))
    return replace(other(paper), title=f"{start} {paper.title}", abstract="")


def next_year(paper: Paper, dice: random.Random) -> Paper:
    """The same under another number."""
    return replace(other(paper), title=f"{paper.title} {dice.randint(2, 9)}", abstract="")


def namesake(paper: Paper, dice: random.Random) -> Paper:
    """Another paper of that title, by others, at another time."""
    return replace(
        other(paper),
        authors=(person(dice), person(dice)),
        year=(paper.year or 2000) + dice.randint(-2, 2),
        abstract="",
    )


def successor(paper: Paper, dice: random.Random) -> Paper:
    """The authors' next paper: a word of the title is another, and there is no abstract."""
    found = list(WORDS.finditer(paper.title))
    if not found:
        return next_year(paper, dice)
    at = dice.choice(found)
    words = [
        word for word in ("network", "robust", "grammar", "motion") if word[0] != at[0][0].lower()
    ]
    title = paper.title[: at.start()] + dice.choice(words) + paper.title[at.end() :]
    return replace(other(paper), title=title, abstract="")


def chapter(paper: Paper, dice: random.Random) -> Paper:
    """Another chapter of a book that has one DOI for all."""
    words = paper.title.split()
    dice.shuffle(words)
    title = f"{' '.join(words[: len(words) // 3])} and {person(dice)}: {person(dice)}"
    return replace(paper, title=title, authors=(person(dice),), abstract="")


def other(paper: Paper) -> Paper:
    """A record without the identifiers of the one that it looks like."""
    return replace(paper, identifiers={})


def person(dice: random.Random) -> str:
    """An invented name; every third person has one of twenty family names."""
    given, family = ("".join(dice.choices(SYLLABLES, k=k)) for k in (2, dice.choice((1, 3, 3))))
    return f"{given} {family}".title()


LOOKALIKES: dict[str, Change] = {
    "part II": part,
    "comment, reply, erratum": reply,
    "another number": next_year,
    "the same title by others": namesake,
    "another word, same authors and year, no abstract": successor,
    "a chapter, same DOI": chapter,
}

if __name__ == "__main__":
    main()
