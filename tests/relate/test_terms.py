import numpy as np
import pytest

from graph import Paper, collect
from graph.relate.terms import extract_terms


def features(*texts):
    return extract_terms(
        collect([Paper(text, key=f"{i:03}") for i, text in enumerate(texts)]).papers
    )


def test_model_names_are_terms_and_stop_words_numbers_and_letters_are_not():
    found = features("S4 and GPT-2 beat BioT5+ by 3.5 points in x of the 2020 state-space tests")
    assert found.terms.to_pylist() == [
        "beat", "biot5+", "gpt-2", "points", "s4", "space", "state", "tests",
    ]  # fmt: skip


def test_weights_are_sublinear_tf_times_smooth_idf_at_norm_one():
    found = features("whale whale whale song", "song sorting")
    idf = {"whale": 1 + np.log(3 / 2), "song": 1.0, "sorting": 1 + np.log(3 / 2)}
    first = np.array([idf["song"], 0, (1 + np.log(3)) * idf["whale"]])
    assert found.terms.to_pylist() == ["song", "sorting", "whale"]
    assert found.weights.toarray()[0] == pytest.approx(first / np.linalg.norm(first))


def test_papers_without_a_term_get_empty_rows():
    found = features("the of and", "12 34")
    assert found.weights.shape == (2, 0)
    assert found.midpoint > 0
    assert features("whale song", "the").weights.toarray()[1].tolist() == [0, 0]


def test_the_midpoint_is_what_a_typical_nearest_neighbour_reaches():
    assert features(*["same words here"] * 4).midpoint == 0.5
    assert features("alpha beta", "gamma delta").midpoint == 0.1
    texts = [f"shared{i // 2} own{i} more{i}" for i in range(20)]
    found = features(*texts)
    cosines = (found.weights @ found.weights.T).toarray()
    np.fill_diagonal(cosines, 0)
    assert found.midpoint == pytest.approx(np.median(cosines.max(axis=1)), abs=1e-6)
