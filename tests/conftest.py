"""What tests share: the seeds, read and built once, and small corpora made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import graph
from graph import Atlas, Corpus, Paper

# The same examples in every run, so that what passes here passes there; to look for new ones:
# pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Atlas:
    return graph.build(graph.read_papers(SEEDS))


@pytest.fixture(scope="session")
def row(seeds: Atlas):
    """Row of a paper of the seeds by words, as a person would name it."""
    return lambda text: graph.find_paper(seeds.corpus, seeds.names, text)


@pytest.fixture(scope="session")
def toy() -> Corpus:
    """Two fields of three papers, one paper of none; D cites E, and E's key is its DOI."""
    return graph.collect(
        [
            Paper("Whale song structure", key="A", abstract="Whale song repeats ocean themes."),
            Paper("Ocean whale migration", key="B", abstract="Whale pods cross the ocean singing."),
            Paper("Song of the ocean whale", key="C", abstract="Ocean recordings of whale song."),
            Paper(
                "Sorting networks",
                key="D",
                abstract="Sorting arrays with comparator networks.",
                references=("https://doi.org/10.1/E",),
            ),
            Paper(
                "Parallel sorting of arrays",
                key="E",
                abstract="Comparator arrays sorting in parallel.",
                identifiers={"doi": "10.1/e"},
                year=2001,
            ),
            Paper("Comparator arrays", key="F", abstract="Networks of sorting comparator arrays."),
            Paper("Zwölf", key="G"),
        ]
    )


@pytest.fixture(scope="session")
def toy_atlas(toy: Corpus) -> Atlas:
    return graph.build(toy)
