import numpy as np
import pytest

import graph
from graph import Options, Paper
from graph.core.growth import one_more
from graph.draft import likely_community, place_draft
from graph.relate.layers import scores_of
from graph.relate.terms import grow_terms

HYDRA = "Hydra: Bidirectional"


@pytest.fixture(scope="module")
def without(seeds):
    """The seeds without Hydra, and Hydra."""
    papers, left = [], None
    for entry in seeds.corpus.papers.to_pylist():
        paper = Paper(entry["title"], key=entry["key"], abstract=entry["abstract"])
        if entry["title"].startswith(HYDRA):
            left = paper
        else:
            papers.append(paper)
    return graph.build(graph.collect(papers)), left


def test_an_unseen_text_is_weighed_as_in_a_corpus_that_holds_it(seeds, row):
    at = row("Hydra")
    rest = np.delete(np.arange(len(seeds)), at)
    papers = seeds.corpus.papers.take(np.append(rest, at))
    features = graph.relate(graph.collect(_papers(seeds, rest))).features
    found, _ = grow_terms(features, papers, one_more(len(rest)))
    assert found.terms == seeds.features.terms
    own, expected = found.weights[[len(rest)]], seeds.features.weights[[at]]
    assert own.toarray() == pytest.approx(expected.toarray(), abs=1e-6)
    before = features.weights.toarray()
    columns = np.isin(found.terms.to_pylist(), features.terms.to_pylist())
    assert (found.weights.toarray()[:-1, columns] == before).all()


def _papers(atlas, rows):
    for entry in atlas.corpus.papers.take(rows).to_pylist():
        yield Paper(entry["title"], key=entry["key"], abstract=entry["abstract"])


def test_a_draft_scores_as_the_paper_does_in_a_corpus_that_holds_it(seeds, without, row):
    atlas, hydra = without
    draft = place_draft(atlas, hydra)
    keys = atlas.corpus.papers["key"].to_pylist()
    inside = scores_of(seeds.graph.measures, seeds.graph.shares, row("Hydra"))
    every = dict(zip(seeds.corpus.papers["key"].to_pylist(), inside, strict=True))
    expected = np.array([every[key] for key in keys])
    assert np.corrcoef(draft.scores, expected)[0, 1] > 0.98
    assert keys[int(np.argmax(draft.scores))].startswith("mamba-linear-time")


def test_a_paper_of_the_corpus_taken_for_a_draft_is_its_own_nearest(seeds, row):
    entry = seeds.corpus.papers.slice(row("Titans"), 1).to_pylist()[0]
    draft = place_draft(seeds, Paper(entry["title"], abstract=entry["abstract"]))
    assert int(np.argmax(draft.scores)) == row("Titans")


def test_the_draft_finds_its_community_and_its_reasons(without):
    atlas, hydra = without
    draft = place_draft(atlas, hydra)
    mamba = graph.find_paper(atlas.corpus, atlas.names, "Mamba")
    assert likely_community(atlas, draft) == atlas.communities.labels[mamba]
    found = draft.explainer.explain(draft.row, mamba)
    assert found.layers[0][0] == "lineage"
    assert "extension of the Mamba model" in " ".join(quote.text for quote in found.sentences)


def test_the_atlas_is_left_as_it_was(seeds):
    before = seeds.features.weights.copy(), seeds.names.mentions.copy(), len(seeds)
    place_draft(seeds, Paper("Anything", abstract="Mamba and S4 again."))
    assert (seeds.features.weights != before[0]).nnz == 0
    assert (seeds.names.mentions != before[1]).nnz == 0
    assert len(seeds) == before[2]


def test_what_a_draft_cites_counts_and_nonsense_has_no_kin(toy):
    atlas = graph.build(toy, Options(min_weight=0.01))
    keys = atlas.corpus.papers["key"].to_pylist()
    citing = place_draft(atlas, Paper("Qqqq zzzz", references=("10.1/E", "nobody")))
    assert keys[int(np.argmax(citing.scores))] == "E"
    assert citing.scores[keys.index("E")] > 0.5
    for paper in (Paper("Qqqq zzzz"), Paper("???"), Paper("the of")):
        alone = place_draft(atlas, paper)
        assert not alone.scores.any()
        assert likely_community(atlas, alone) == -1
