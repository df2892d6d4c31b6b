import numpy as np
import pyarrow as pa
import pytest

from graph.core.sparse import canonical
from graph.core.types import NAMES, PLACES, Measure, Names
from graph.relate.lineage import (
    HOMONYM,
    LOAD,
    STEADY,
    SURVEY,
    lineage_measure,
    name_measure,
    rarity,
    steady_rarity,
)


def names(mentions, introduced, kinds=None):
    mentions = np.array(mentions, np.float32)
    kinds = kinds or ["model"] * mentions.shape[1]
    table = [{"name": f"N{i}", "kind": kind, "aliases": []} for i, kind in enumerate(kinds)]
    return Names(
        table=pa.Table.from_pylist(table, schema=NAMES),
        mentions=canonical(mentions),
        introduced=canonical(np.array(introduced, bool), dtype=bool),
        places=PLACES.empty_table(),
    )


ALIKE = Measure("terms", canonical(np.ones((100, 1))))
"""Terms of papers that are all alike: no name is doubted."""


def lineage(found, surveys=None, terms=ALIKE, years=None):
    n = found.mentions.shape[0]
    surveys = np.zeros(n, bool) if surveys is None else surveys
    return lineage_measure(found, surveys, terms=terms, years=years).matrix.toarray()


def spread(papers, *counts):
    """One column a name, mentioned once by so many of the papers."""
    return [[float(row < count) for count in counts] for row in range(papers)]


def test_rarity_falls_from_one_at_two_papers_to_none_at_a_third():
    found = rarity(names(spread(30, 1, 2, 5, 10, 30), np.zeros((30, 5))))
    assert found[[0, 1, 3, 4]].tolist() == [1, 1, 0, 0]
    assert found[2] == pytest.approx(np.log(10 / 5) / np.log(10 / 2))


def test_sharing_a_background_name_is_worth_nothing():
    measure = name_measure(names(spread(30, 30, 2), np.zeros((30, 2))))
    scores = (measure.matrix @ measure.matrix.T).toarray()
    assert scores[5, 6] == 0
    assert scores[0, 1] == pytest.approx(1 / LOAD)


def test_a_paper_that_names_many_ties_each_of_them_less():
    few = spread(90, *[2] * 3)
    many = spread(90, *[2] * 30)
    scores = [
        float((m.matrix @ m.matrix.T).toarray()[0, 1])
        for m in (name_measure(names(t, np.zeros_like(t))) for t in (few, many))
    ]
    assert scores == pytest.approx([1, 1])  # they share all they name
    lone = [[1, *[0] * 29], [1] * 30, *[[0] * 30] * 88]
    measure = name_measure(names(lone, np.zeros_like(lone)))
    assert (measure.matrix @ measure.matrix.T).toarray()[0, 1] == pytest.approx(
        1 / np.sqrt(LOAD * 30)
    )


def test_lineage_leads_from_the_paper_that_mentions_to_the_one_that_introduces():
    found = names([[3, 0], [1, 2], [0, 1]], [[1, 0], [0, 1], [0, 0]])
    matrix = lineage(found)
    assert matrix[1, 0] == pytest.approx(1 / 1.25)
    assert matrix[2, 1] == pytest.approx(1 / 1.25)
    assert np.count_nonzero(matrix) == 2


def test_lineage_of_a_name_that_two_papers_introduce_leads_to_both_and_not_between_them():
    found = names([[1], [1], [4]], [[1], [1], [0]])
    matrix = lineage(found)
    assert matrix[2, 0] == matrix[2, 1] == pytest.approx(4 / 4.25)
    assert np.count_nonzero(matrix) == 2


def test_a_survey_and_a_long_list_are_no_shortcut():
    mentions = np.zeros((40, 12))
    introduced = np.zeros((40, 12), bool)
    introduced[np.arange(12), np.arange(12)] = True
    mentions[introduced] = 1
    mentions[20, 0] = mentions[21, 0] = 1
    mentions[22] = 1
    surveys = np.arange(40) == 21
    column = lineage(names(mentions, introduced), surveys)[:, 0]
    assert column[21] == pytest.approx(SURVEY * column[20], rel=1e-5)
    assert column[22] < column[20] / 3


def test_kinds_weigh_differently():
    found = names([[1, 1], [1, 0], [0, 1]], [[1, 1], [0, 0], [0, 0]], ["model", "family"])
    column = lineage(found)[:, 0]
    assert column[1] > column[2] > 0


def test_a_name_shared_by_papers_with_no_words_in_common_is_taken_for_a_homonym():
    found = names([[1], [1], [1]], [[1], [0], [0]])
    vectors = canonical(np.array([[1, 0], [0.6, 0.8], [0.05, 0.9987]]))
    terms = Measure("terms", vectors, midpoint=0.4)
    column = lineage(found, terms=terms)[:, 0]
    assert column[1] == pytest.approx(1 / 1.25)
    assert column[2] == pytest.approx(0.05 / (HOMONYM * 0.4) / 1.25, rel=1e-5)


def test_nothing_builds_on_what_is_known_to_be_younger():
    found = names([[1], [1], [1], [1], [1]], [[1], [0], [0], [0], [0]])
    years = np.array([2018, 2019, 2017, 2016, np.nan])  # of 2017: it saw the preprint
    assert (lineage(found, years=years)[:, 0] > 0).tolist() == [False, True, True, False, True]
    assert (lineage(found)[1:, 0] > 0).all()


def test_a_name_counts_as_rare_as_it_did_until_that_is_another_by_a_twentieth():
    before = names(spread(60, 4, 4, 4, 20), np.zeros((60, 4)))
    now = names(spread(66, 4, 5, 12, 22), np.zeros((66, 4)))
    assert rarity(before).tolist() != rarity(now).tolist()
    grown = steady_rarity(before, now)
    assert rarity(grown)[[0, 3]].tolist() == rarity(before)[[0, 3]].tolist()
    assert rarity(grown)[2] == rarity(now)[2]
    assert np.abs(rarity(grown) - rarity(now)).max() < STEADY
    # It does not drift away in many small steps.
    for papers in range(67, 120):
        now = names(spread(papers, 4, papers // 4, 12, 22), np.zeros((papers, 4)))
        grown = steady_rarity(grown, now)
        assert np.abs(rarity(grown) - rarity(now)).max() < STEADY
