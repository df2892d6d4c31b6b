import itertools
from dataclasses import replace
from functools import cache

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph
from graph import Paper
from graph.core.sparse import canonical, from_edges
from graph.core.types import Outside
from graph.draft import place_draft
from graph.relate import citations as room
from graph.relate.citations import LEAN, citation_measures, works_worth
from graph.relate.citing import Citations
from graph.relate.layers import layer_scores
from graph.relate.lineage import LOAD


@cache
def bare(n):
    return graph.collect([Paper(f"Paper {i}", key=f"{i:03}") for i in range(n)], merge=False)


def corpus_of(pairs, n, *, outside=None, references=None):
    """A corpus of n papers with these citations; of each as many references as it cites."""
    citations = from_edges(*np.array(pairs, np.int64).reshape(-1, 2).T, 1.0, (n, n))
    made = bare(n)
    lists = references or [["x"] * int(k) for k in np.diff(citations.indptr)]
    column = pa.array(lists, pa.list_(pa.string()))
    at = made.papers.schema.get_field_index("references")
    papers = made.papers.set_column(at, "references", column)
    return replace(made, papers=papers, citations=citations, outside=outside)


def scores(corpus):
    """Every layer's scores by pair."""
    n = len(corpus)
    rows, columns = np.array(list(itertools.product(range(n), range(n)))).T
    return {
        measure.name: layer_scores(measure, rows, columns).reshape(n, n)
        for measure in citation_measures(corpus)
    }


def test_coupling_by_hand():
    # 0 cites 4 5 6 7, 1 cites 4 5, 2 cites 4, of eight papers: too few for anything to be common
    # but 4, which three of them cite: a third is 8/3, and log(8/9) is below 0
    found = scores(corpus_of([(0, 4), (0, 5), (0, 6), (0, 7), (1, 4), (1, 5), (2, 4)], 8))
    assert found["coupling"][0, 1] == pytest.approx(1 / np.sqrt(3 * 3))
    assert found["coupling"][0, 2] == 0
    assert not found["coupling"][4:].any()


def test_coupling_without_worth_and_floor_is_salton_s_cosine_as_networkx_counts(monkeypatch):
    monkeypatch.setattr(room, "LOAD", 1e-9)
    monkeypatch.setattr(room, "rarity_of", lambda counts, n: np.ones(len(counts)))
    monkeypatch.setattr(room, "LEAN", 0.0)
    cited = nx.gnp_random_graph(12, 0.3, seed=1, directed=True)
    found = scores(corpus_of(list(cited.edges), 12))
    ways = {"coupling": cited.succ, "cocitation": cited.pred}
    for (name, neighbours), (a, b) in itertools.product(
        ways.items(), itertools.combinations(range(12), 2)
    ):
        mine, other = set(neighbours[a]), set(neighbours[b])
        cosine = len(mine & other) / max(np.sqrt(len(mine) * len(other)), 1)
        assert found[name][a, b] == pytest.approx(min(cosine, 0.999), abs=1e-6)


def test_works_outside_the_corpus_couple_and_what_nobody_shares_dilutes():
    away = Outside(pa.array(["10.1/a", "10.1/b"]), from_edges([0, 0, 1], [0, 1, 0], 1.0, (3, 2)))
    short = scores(corpus_of([], 3, outside=away, references=[["a", "b"], ["a"], []]))
    assert short["coupling"][0, 1] == pytest.approx(1 / LOAD)
    long = corpus_of([], 3, outside=away, references=[["a", "b"], ["a", *"cdefghijklm"], []])
    assert scores(long)["coupling"][0, 1] == pytest.approx(1 / np.sqrt(LOAD * 12))


def test_what_many_cite_is_worth_less_and_nothing_from_a_third_on():
    n = 60
    works = from_edges(
        [*range(2), *range(7), *range(20)], [0] * 2 + [1] * 7 + [2] * 20, 1.0, (n, 3)
    )
    assert works_worth(works) == pytest.approx([1, np.log(20 / 7) / np.log(10), 0])


def test_a_shared_reference_counts_with_its_worth():
    found = scores(corpus_of([(i, 10) for i in range(7)], 60))
    assert found["coupling"][0, 1] == pytest.approx(np.log(20 / 7) / np.log(10) / LOAD)


def test_cocitation_by_hand_and_references_stand_for_a_paper_that_nobody_cites():
    # 2 and 3 cite both 0 and 1; 4 cites 0 alone and is cited by none
    found = scores(corpus_of([(2, 0), (2, 1), (3, 0), (3, 1), (4, 0)], 30))["cocitation"]
    assert found[0, 1] == pytest.approx(2 / LOAD)
    assert found[4, 1] == pytest.approx(LEAN * 2 / LOAD)
    # 5 and 6 would have nothing in common but 6's own citing of 5
    alone = scores(corpus_of([(6, 5)], 30))
    assert not np.triu(alone["cocitation"], 1).any()
    assert alone["cites"][6, 5] == alone["cites"][5, 6] == pytest.approx(0.999)


def test_a_reference_that_everybody_cites_lends_nothing(monkeypatch):
    # 9 cites 0, as half of all do, and 1, which is cited along with 2
    pairs = [(i, 0) for i in range(10, 25)] + [(9, 0), (9, 1), (8, 1), (8, 2)]
    found = scores(corpus_of(pairs, 30))["cocitation"]
    assert found[9, 2] == pytest.approx(LEAN / LOAD)
    monkeypatch.setattr(room, "LENT", 0)
    assert scores(corpus_of(pairs, 30))["cocitation"][9, 2] == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1])))
def test_scores_lie_in_bounds_are_symmetric_and_follow_the_papers(pairs):
    found = scores(corpus_of(pairs, 7))
    turned = scores(corpus_of([(6 - a, 6 - b) for a, b in pairs], 7))
    for name, matrix in found.items():
        assert (matrix == matrix.T).all()
        assert ((matrix >= 0) & (matrix < 1)).all()
        assert matrix == pytest.approx(turned[name][::-1, ::-1], abs=1e-6)


def telling(papers):
    """What is told of the citations of two papers, by their keys."""
    corpus = graph.collect(papers)
    keys, titles = (corpus.papers[name].to_pylist() for name in ("key", "title"))
    found = Citations(corpus, known=lambda paper: f"“{titles[paper]}”")
    return lambda one, other: found.tell(keys.index(one), keys.index(other))


def test_shared_references_are_told_in_words_the_rarest_first():
    vaswani = "Vaswani A., 2017, ADV NEUR IN, V30, P5998"
    papers = [
        Paper("Whale song", key="a", references=("x", "y", vaswani)),
        Paper("Sorting networks", key="b", references=("x", "y", vaswani, "a")),
        Paper("Tea", key="c", references=("x",)),
        Paper("Quartz clocks", key="x"),
        Paper("Moss on stones", key="y"),
        *(Paper(f"Filler {word}", key=word) for word in ("k", "l", "m", "n")),
    ]
    told = telling(papers)
    assert told("a", "b") == (
        "“Sorting networks” cites “Whale song”",
        f"both cite “Moss on stones”, “{vaswani}” and “Quartz clocks”",
    )
    assert told("a", "c") == ("both cite “Quartz clocks”",)
    assert told("x", "y") == ("“Whale song” and “Sorting networks” cite both",)
    assert told("c", "y") == (
        "“Whale song” cites, as “Tea” does, “Quartz clocks”, and “Moss on stones”",
    )
    assert told("k", "y") == ()


def test_of_many_shared_references_three_are_told_and_the_others_counted():
    cited = tuple(f"10.{i}/work" for i in range(1000, 1005))
    papers = [
        Paper("Whale song", key="a", references=cited),
        Paper("Tea", key="b", references=cited),
    ]
    assert telling(papers)("a", "b") == (
        "both cite 10.1000/work, 10.1001/work, 10.1002/work and 2 more",
    )


def test_coupling_reaches_a_draft():
    outside = ("10.5555/shared", "10.5555/other")
    atlas = graph.build(
        [
            Paper("Whale song", key="a", references=outside),
            Paper("Tea", key="b", references=outside),
        ]
    )
    draft = place_draft(atlas, Paper("Qqqq", references=outside))
    assert draft.scores == pytest.approx([2 / LOAD * 0.6] * 2, abs=1e-6)
    assert canonical(draft.corpus.outside.citations).shape == (3, 2)
