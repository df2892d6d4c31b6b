import numpy as np
import pytest

from graph import Paper, collect
from graph.core.sparse import canonical
from graph.relate.languages import Reader, stop_words
from graph.relate.terms import MIDPOINT_RANGE, extract_terms


def features(*texts):
    return extract_terms(
        collect([Paper(text, key=f"{i:03}") for i, text in enumerate(texts)]).papers
    )[0]


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
    context = found.context.whole
    cosines = (context @ context.T).toarray()
    np.fill_diagonal(cosines, 0)
    assert found.midpoint == pytest.approx(np.median(cosines.max(axis=1)), abs=1e-6)


def test_english_stop_words_are_scikit_learn_s():
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    assert stop_words()["en"] == ENGLISH_STOP_WORDS
    assert next(iter(stop_words())) == "en"


MIXED = [
    Paper(text, key=f"{number:03}", abstract=more)
    for number, (text, more) in enumerate(
        [
            ("Structured state spaces (S4)", "We model long sequences by state-space models."),
            ("Réseaux de neurones", "Nous présentons une étude sur les réseaux et la parole."),
            ("状態空間モデル", "系列を扱うモデルを提案する。"),
            ("", "12 34 the of and"),
            ("BioT5+ and GPT-2", "Models, modelling, MODEL: naïve Bayes isn’t better – at all."),
        ]
        * 9
    )
]


def test_weights_are_scikit_learn_s_to_the_last_bit():
    from sklearn.feature_extraction.text import TfidfVectorizer

    papers = collect(MIXED, merge=False).papers
    texts = [
        f"{title}\n{abstract}"
        for title, abstract in zip(
            papers["title"].to_pylist(), papers["abstract"].to_pylist(), strict=True
        )
    ]
    reader = Reader.of(papers)
    vectorizer = TfidfVectorizer(analyzer=reader.terms, sublinear_tf=True, dtype=np.float32)
    expected = canonical(vectorizer.fit_transform(texts))
    found = extract_terms(papers)[0]
    assert found.terms.to_pylist() == vectorizer.get_feature_names_out().tolist()
    assert (found.weights.indices == expected.indices).all()
    assert (found.weights.data == expected.data).all()


@pytest.mark.parametrize(("block", "jobs"), [(1, 1), (7, 1), (7, 2)])
def test_blocks_and_workers_change_nothing(block, jobs):
    papers = collect(MIXED, merge=False).papers
    expected, near = extract_terms(papers, jobs=1)
    found, again = extract_terms(papers, jobs=jobs, block=block)
    assert found.terms.equals(expected.terms)
    assert (found.context.whole != expected.context.whole).nnz == (again != near).nnz == 0
    assert (found.weights.data == expected.weights.data).all()
    assert found.midpoint == expected.midpoint
