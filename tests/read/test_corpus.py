import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import InputError, Paper, collect
from graph.core.types import FileAudit, Skip, Source
from graph.read import corpus as reading

LONG = "The same abstract word for word, long enough to be compared. " * 5


def titles(corpus):
    return corpus.papers["title"].to_pylist()


def at(line, title, **fields):
    return Paper(title, source=Source("f", line), **fields)


def test_papers_are_sorted_by_key_and_keys_made_from_titles():
    corpus = collect([Paper("Beta: a study"), Paper("Alpha"), Paper("Gamma", key="0")])
    assert corpus.papers["key"].to_pylist() == ["0", "alpha", "beta-a-study"]


def test_the_same_title_merges_where_abstracts_agree_or_one_is_missing():
    corpus = collect(
        [
            at(1, "Deep Kinship of Papers", abstract=LONG),
            at(2, "Deep kinship of papers!", year=2020),
            at(3, "Deep Kinship of Papers", abstract=LONG + "More.", references=("x",)),
        ]
    )
    [paper] = corpus.papers.to_pylist()
    assert paper["abstract"] == (LONG + "More.").strip()
    assert paper["year"] == 2020
    assert paper["references"] == ["x"]
    assert [source["line"] for source in paper["sources"]] == [1, 2, 3]
    [merge] = corpus.audit.merges
    assert merge.reason == "same title and abstract; same title"
    assert corpus.audit.merged == 2


@pytest.mark.parametrize(
    "pair",
    [
        (Paper("Editorial"), Paper("Editorial")),
        (Paper("Introduction", year=1999), Paper("Introduction", year=2005)),
        (
            Paper("On the Same Long Title", abstract=LONG),
            Paper("On the Same Long Title", abstract="Quite another thing is told here. " * 9),
        ),
        (
            Paper("Annual Report of the Club", year=1990),
            Paper("Annual Report of the Club", year=2000),
        ),
        (Paper("One title", key="k"), Paper("Another title", key="k")),
    ],
)
def test_different_papers_stay_apart_under_different_keys(pair):
    corpus = collect(pair)
    assert len(corpus) == 2
    assert len(set(corpus.papers["key"].to_pylist())) == 2
    assert not corpus.audit.merges


def test_merging_may_be_left_out():
    papers = [Paper("Deep Kinship of Papers", abstract=LONG)] * 3
    assert len(collect(papers)) == 1
    assert len(collect(papers, merge=False)) == 3


def test_the_same_doi_merges_though_the_title_was_changed():
    one = Paper("Kinship of papers", identifiers={"doi": "https://doi.org/10.1/ABC"})
    other = Paper("On the kinship of papers", identifiers={"doi": "10.1/abc"}, abstract="Told.")
    corpus = collect([one, other])
    assert titles(corpus) == ["On the kinship of papers"]
    assert corpus.audit.merges[0].reason == "same doi 10.1/abc"


def test_references_by_key_identifier_title_and_merged_key_become_citations():
    corpus = collect(
        [
            Paper("Target one", key="t1", identifiers={"doi": "10.1/T"}),
            Paper("Target two has a title", key="t2", abstract=LONG),
            Paper("Target two has a title", key="t2-copy"),
            Paper("Cites", key="c", references=("DOI:10.1/t", "Target two has a TITLE.", "nobody")),
            Paper("Cites too", key="d", references=("t2-copy", "d", "c", "c")),
        ]
    )
    keys = corpus.papers["key"].to_pylist()
    rows, columns = corpus.citations.nonzero()
    assert {(keys[r], keys[c]) for r, c in zip(rows, columns, strict=True)} == {
        ("c", "t1"),
        ("c", "t2"),
        ("d", "t2"),
        ("d", "c"),
    }
    assert (corpus.audit.references, corpus.audit.references_matched) == (7, 6)


def test_no_paper_is_an_error_that_says_what_was_seen():
    with pytest.raises(InputError, match="no file was found"):
        collect([])
    with pytest.raises(InputError, match=r"f\.txt.*not text \(2\)") as caught:
        collect([Skip(Source("f.txt", 1), "not text: junk"), Skip(Source("f.txt", 3), "not text")])
    assert "JSON Lines" in caught.value.hint


def test_the_audit_counts_what_is_thin():
    corpus = collect([Paper("A"), Paper("B", abstract="Told.", year=1), FileAudit("f", "x", 2)])
    assert (corpus.audit.papers, corpus.audit.records) == (2, 2)
    assert (corpus.audit.without_abstract, corpus.audit.without_year) == (1, 1)


def test_control_characters_end_at_the_door_and_a_blank_title_is_skipped():
    corpus = collect([Paper("A\x1b[31m \x00title\ud800"), Paper(" \x00 ", source=Source("f", 9))])
    assert titles(corpus) == ["A [31m title?"]
    assert corpus.audit.skips == (Skip(Source("f", 9), "no title"),)


records = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(
            ["Alpha beta gamma delta", "ALPHA beta gamma delta.", "Note", "Other"]
        ),
        key=st.sampled_from(["", "", "k", "l"]),
        abstract=st.sampled_from(["", LONG, LONG + " Longer.", "Something else entirely."]),
        year=st.sampled_from([None, 2000, 2001]),
        identifiers=st.sampled_from([{}, {}, {"doi": "10.1/a"}]),
        references=st.sampled_from([(), ("k",), ("10.1/A", "note")]),
        source=st.builds(Source, st.just("f"), st.integers(1, 50)),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=40)  # the first run loads libraries
@given(records, st.randoms(use_true_random=False))
def test_input_order_never_matters(papers, shuffler: random.Random):
    shuffled = papers.copy()
    shuffler.shuffle(shuffled)
    one, other = collect(papers), collect(shuffled)
    assert one.papers.equals(other.papers)
    assert (one.citations != other.citations).nnz == 0
    assert one.outside.names.equals(other.outside.names)
    assert (one.outside.citations != other.outside.citations).nnz == 0
    assert one.audit == other.audit


@settings(deadline=None, max_examples=40)
@given(records)
def test_no_record_is_lost_and_keys_are_unique(papers):
    corpus = collect(papers)
    keys = corpus.papers["key"].to_pylist()
    assert len(set(keys)) == len(keys)
    assert sum(map(len, corpus.papers["sources"].to_pylist())) == len(papers)
    assert corpus.audit.merged + len(corpus) == len(papers)


@pytest.mark.parametrize(("most", "pieces"), [(5_000, 3), (2, 1)])
def test_a_corpus_that_grows_is_the_same_in_however_many_pieces_it_lies(monkeypatch, most, pieces):
    monkeypatch.setattr(reading, "PIECES", most)
    papers = [
        Paper(f"Whale {n}", key=f"{n:03}", abstract=f"Of song {n}", year=n) for n in range(99)
    ]
    before = collect(papers[:50] + papers[51:])
    after, growth = reading.add_records(before, [papers[50]])
    assert after.papers.equals(collect(papers).papers)
    assert growth.places.tolist() == [*range(50), *range(51, 99)]
    assert growth.fresh.nonzero()[0].tolist() == [50]
    chunks = {name: after.papers[name].num_chunks for name in after.papers.column_names}
    assert chunks.pop("abstract") == pieces
    assert set(chunks.values()) == {1}
