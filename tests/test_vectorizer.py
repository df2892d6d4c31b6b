import numpy as np

import graph


def test_the_vectorizer_weighs_texts_as_the_atlas_does(seeds):
    rows = seeds.corpus.papers.select(["title", "abstract"]).to_pylist()
    made = graph.to_vectorizer(seeds)
    again = made.transform([f"{row['title']}\n{row['abstract']}" for row in rows])
    assert np.abs((again - seeds.features.weights).toarray()).max() < 1e-6
    assert list(made.get_feature_names_out()) == seeds.features.terms.to_pylist()


def test_words_that_no_paper_uses_weigh_nothing(seeds):
    made = graph.to_vectorizer(seeds)
    assert made.transform(["Zyzzyva quokka"]).nnz == 0
