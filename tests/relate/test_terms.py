import numpy as np
import pytest

from graph import Paper, collect
from graph.core.sparse import canonical
from graph.relate.languages import stop_words
from graph.relate.terms import COMPANY, LEAN, MIDPOINT_RANGE, extract_terms, in_context


def features(*texts):
    return extract_terms(
        collect([Paper(text, key=f"{i:03}") for i, text in enumerate(texts)]).papers
    )


def test_model_names_are_terms_and_stop_words_numbers_and_letters_are_not():
    found = features("S4 and GPT-2 beat BioT5+ by 3.5 points in x of the 2020 state-space tests")
    assert found.terms.to_pylist() == [
        "beat", "biot5+", "gpt-2", "point", "s4", "space", "state", "test",
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
    assert features(*["same words here"] * 4).midpoint == MIDPOINT_RANGE[1]
    assert features("alpha beta", "gamma delta").midpoint == MIDPOINT_RANGE[0]
    texts = [f"shared{i // 2} own{i} more{i}" for i in range(18)]
    found = features(*texts)
    cosines = (found.context @ found.context.T).toarray()
    np.fill_diagonal(cosines, 0)
    assert found.midpoint == pytest.approx(np.median(cosines.max(axis=1)), abs=1e-6)


def test_context_leans_towards_the_mean_of_the_nearest():
    rng = np.random.default_rng(0)
    dense = rng.random((100, 30)) * (rng.random((100, 30)) < 0.2)
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-12)
    found = in_context(canonical(dense)).toarray()
    cosines = dense @ dense.T
    np.fill_diagonal(cosines, 0)
    for paper in (0, 50, 99):
        near = np.argsort(-cosines[paper])[:COMPANY]
        mean = cosines[paper, near] @ dense[near] / cosines[paper, near].sum()
        expected = dense[paper] + LEAN * mean
        assert found[paper] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_a_small_corpus_has_less_company_and_a_tiny_one_none():
    dense = np.eye(19) + 0.1
    assert (in_context(canonical(dense)) != canonical(dense)).nnz == 0
    assert (in_context(canonical(np.eye(40) + 0.1)) != canonical(np.eye(40) + 0.1)).nnz > 0


def test_english_stop_words_are_scikit_learn_s():
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    assert stop_words()["en"] == ENGLISH_STOP_WORDS
    assert next(iter(stop_words())) == "en"
