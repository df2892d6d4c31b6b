"""Chains as the whole gives them: how far one gets where there is none, and no shortcut for all."""

import numpy as np
import pytest

import graph
from graph import NotFoundError, Paper, answers
from graph.kinship import nearest_pair
from graph.relate.surveys import find_surveys


@pytest.fixture(scope="module")
def islands(toy_atlas):
    return lambda *ends, **more: answers.path(toy_atlas, ends, **more)


@pytest.mark.parametrize("turned", [False, True])
def test_the_nearest_pair_is_the_best_of_all(seeds, turned):
    here, there = np.arange(0, 119, 5), np.arange(2, 119, 3)
    here, there = np.setdiff1d(here, there), np.setdiff1d(there, here)
    rows, columns = np.repeat(here, len(there)), np.tile(there, len(here))
    scores = graph.score_pairs(seeds, rows, columns)
    best = int(np.argmax(scores))
    pair = int(rows[best]), int(columns[best])
    one, other, score = nearest_pair(seeds, (there, here) if turned else (here, there))
    assert (one, other) == (pair[::-1] if turned else pair)
    assert score == pytest.approx(float(scores[best]), abs=1e-6)


def test_of_many_papers_those_with_most_to_link_them_are_held_against_the_others(
    seeds, monkeypatch
):
    monkeypatch.setattr("graph.kinship.BRIDGEHEADS", 1)
    here, there = np.arange(40), np.arange(40, 119)
    strong = int(np.argmax(seeds.graph.adjacency.sum(axis=1)[:40]))
    assert nearest_pair(seeds, (here, there))[0] == strong


def test_no_chain_tells_both_components_and_where_they_come_nearest(islands):
    with pytest.raises(NotFoundError) as told:
        islands(["A"], ["D"])
    assert str(told.value) == (
        "no chain of related papers leads from 'A' to 'D': the component of 'A' has 3 papers, "
        "that of 'D' 3; the two have nothing in common"
    )
    assert told.value.exit_code == 3
    with pytest.raises(NotFoundError, match=r"of 'G' or 'A' has 4 papers, that of 'E' or 'D' 3;"):
        islands(["G", "A"], ["E", "D"])
    with pytest.raises(NotFoundError, match=r"to 'B' via 'G': the component of 'A' has 3 .* 'G' 1"):
        islands(["A"], ["B"], via=["G"])


def test_what_else_stands_against_a_chain(islands):
    with pytest.raises(NotFoundError, match=r"'A' to 'B' via 'C': it would take 2 hops"):
        islands(["A"], ["B"], via=["C"], max_hops=1)
    with pytest.raises(
        NotFoundError, match=r"without 'C' or 'B': the component of 'A' has 1 paper"
    ):
        islands(["A"], ["G"], avoid=["C", "B"])


def test_a_paper_off_every_way_cannot_be_passed():
    line = [
        Paper("Whale", key="1", abstract="Whale ocean song."),
        Paper("Kite", key="2", abstract="Whale ocean song; kite wind flight."),
        Paper("Wind", key="3", abstract="Kite wind flight."),
    ]
    atlas = graph.build(line)
    [path] = answers.path(atlas, (["1"], ["3"]))["paths"]
    assert len(path["papers"]) == 3
    with pytest.raises(NotFoundError, match="every way passes some paper twice"):
        answers.path(atlas, (["1"], ["2"]), via=["3"])


def test_no_paper_and_no_survey_is_everybodys_shortcut(seeds):
    surveys = find_surveys(seeds.corpus.papers)
    n = len(seeds)
    passes = np.zeros(n)
    for start in range(0, n, 4):
        for end in set(range(n)) - {start}:
            [path] = graph.find_paths(seeds.graph, (start, end))
            passes[list(path.nodes[1:-1])] += 1
    pairs = len(range(0, n, 4)) * (n - 1)
    assert passes.max() < 0.15 * pairs
    assert passes[surveys].mean() < 2 * passes[~surveys].mean()
