import numpy as np
import pytest

import graph
from graph import Paper
from graph.core.sparse import upper_edges
from graph.core.text import sentences, singular, word_spans
from graph.kinship import explainer
from graph.relate import ties
from graph.relate.languages import Reader
from graph.relate.wording import join, read_wording


def test_layer_shares_and_all_term_shares_add_up_to_one(seeds):
    teller = explainer(seeds)
    rows, columns, weights = upper_edges(seeds.graph.adjacency)
    for one, other, weight in list(zip(rows, columns, weights, strict=True))[::25]:
        found = teller.explain(int(one), int(other), terms=10_000)
        assert found.score == weight
        assert sum(share for _, share in found.layers) == pytest.approx(1)
        told = sum(share for _, share in found.terms)
        assert told + found.context == pytest.approx(1 if "terms" in dict(found.layers) else 0)
        assert 0 <= found.context <= 1


def test_term_shares_are_parts_of_the_cosine(seeds, row):
    a, b = row("S4"), row("Mamba")
    context, terms = seeds.features.context, seeds.features.terms.to_pylist()
    parts = (context[[a]].toarray() * context[[b]].toarray())[0]
    parts /= parts.sum()
    for phrase, share in graph.explain(seeds, a, b).terms:
        words = [terms.index(singular(word.lower())) for word in phrase.split()]
        assert share == pytest.approx(parts[words].sum(), abs=1e-6)


def test_context_is_what_the_terms_in_both_texts_leave(seeds, row):
    a, b = row("S4"), row("Mamba")
    own = (seeds.features.weights[[a]] > 0).multiply(seeds.features.weights[[b]] > 0).toarray()[0]
    context = seeds.features.context
    parts = (context[[a]].toarray() * context[[b]].toarray())[0]
    assert graph.explain(seeds, a, b).context == pytest.approx(
        parts[~own].sum() / parts.sum(), abs=1e-5
    )


def test_a_concept_is_told_with_its_words_and_sentence_and_as_no_mention(seeds, row):
    found = graph.explain(seeds, row("Mamba"), row("S4"))
    assert found.concepts == ("structured state space",)
    assert "concepts" in dict(found.layers)
    assert "lineage" not in dict(found.layers)
    assert "structured state space models" in found.sentences[0].text
    assert "speaks of" in explainer(seeds).reason(row("Mamba"), row("S4"))


def test_words_that_stand_together_in_both_texts_are_joined_the_weightiest_first():
    share = {"state": 0.3, "space": 0.25, "model": 0.2, "lstm": 0.1, "x": 0.15}
    neighbours = {("state", "space"), ("space", "model"), ("model", "state")}
    assert sorted(join(share, neighbours)) == [("lstm",), ("model", "state", "space"), ("x",)]


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("", ""),
        ("Models", "GPT-2, LLaMA3.1-8B and BioT5+: state-space models. They (as S4) are linear."),
        ("Über Café", "Schrödinger’s naïve state – space. A model of x̂y in state-space form."),
        ("模型図 S4", "基于BERT的模型について。 Some models here. モデル"),
        (r"\emph{S4}", r"As \cite{gu2021} has it. \textbf{State spaces} are models."),
    ],
)
def test_a_wording_tells_words_of_either_script_where_they_stand(title, abstract):
    text = f"{title}\n{abstract}"
    reader = Reader("en")
    spans = list(word_spans(text))
    terms = [next(iter(reader.terms(text[start:end])), "") for start, end in spans]
    wording = read_wording(reader, title, abstract)
    told = sentences(abstract)
    assert wording.sentences == len(told)
    begins = [start - len(title) - 1 for start, _ in spans]
    bags = [
        {term for term, at in zip(terms, begins, strict=True) if start <= at < end}
        for start, end in told
    ]
    for term in set(terms) - {""}:
        here = [term in bag for bag in bags]
        assert wording.weightiest([(term, 0.5)]) == (here.index(True) if any(here) else -1)
    worth = [(term, 1 / rank) for rank, term in enumerate(sorted(set(terms) - {""}), 1)]
    sums = [sum(share for term, share in worth if term in bag) for bag in bags]
    assert wording.weightiest(worth) == (sums.index(max(sums)) if any(sums) else -1)
    beside = {
        (terms[at], terms[at + 1])
        for at in range(len(spans) - 1)
        if spans[at + 1][0] < spans[at][1] or text[spans[at][1] : spans[at + 1][0]] in {" ", "-"}
    }
    beside = {pair for pair in beside if all(pair)}
    assert wording.neighbours(set(terms) - {""}) == beside
    for pair in beside:
        assert wording.neighbours(set(terms) - {"", pair[0]}) == {
            other for other in beside if pair[0] not in other
        }
    for term in set(terms) - {""}:
        assert wording.spell((term,)).lower() in text.lower()


def test_words_across_a_bracket_are_no_phrase():
    atlas = graph.build(
        [
            Paper("Alpha", abstract="Structured models (SSMs) and gated LSTM cells."),
            Paper("Beta", abstract="Some structured models (SSMs), and gated LSTM cells too."),
        ]
    )
    terms = {term for term, _ in graph.explain(atlas, 0, 1).terms}
    assert terms == {"structured models", "SSMs", "gated LSTM cells"}


def test_lineage_is_told_by_the_sentence_that_names_the_model(seeds, row):
    hydra, mamba = row("Hydra"), row("Mamba")
    found = graph.explain(seeds, mamba, hydra)
    assert found.layers[0][0] == "lineage"
    assert "Mamba" in found.names
    assert found.sentences[0].paper == hydra
    assert "Mamba" in found.sentences[0].text
    assert explainer(seeds).reason(mamba, hydra).startswith("Hydra builds on Mamba")


def test_citations_are_told_in_words(toy_atlas):
    keys = toy_atlas.corpus.papers["key"].to_pylist()
    found = graph.explain(toy_atlas, keys.index("E"), keys.index("D"))
    assert found.citations == ("“Sorting networks” cites “Parallel sorting of arrays”",)
    assert dict(found.layers)["cites"] > 0.3


def test_a_pair_with_nothing_in_common_has_no_evidence(toy_atlas):
    found = graph.explain(toy_atlas, 0, len(toy_atlas) - 1)
    assert found.score == 0
    assert not any((found.layers, found.terms, found.names, found.sentences))


def test_evidence_of_a_pair_is_the_same_both_ways(seeds):
    for a, b in np.random.default_rng(0).integers(0, len(seeds), (20, 2)).tolist():
        if a != b:
            there, back = graph.explain(seeds, a, b), graph.explain(seeds, b, a)
            assert there.score == back.score
            assert there.layers == back.layers
            assert there.names == back.names


def test_many_pairs_are_told_as_each_by_itself(seeds, monkeypatch):
    monkeypatch.setattr(ties, "BLOCK", 100)
    one, other, _ = upper_edges(seeds.graph.adjacency)
    teller = explainer(seeds)
    told = list(teller.tell(one, other))
    assert len(told) == len(one)
    for place in range(0, len(one), 37):
        pair = int(one[place]), int(other[place])
        assert told[place].evidence == teller.explain(*pair)
        assert told[place].reason == teller.reason(*pair)
