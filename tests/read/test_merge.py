import random
from dataclasses import replace
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.read.merge
from graph import Paper, collect
from graph.core.types import Source
from graph.read.authors import name_of, same_person
from graph.read.folding import (
    STRANGE,
    fold_title,
    fold_titles,
    squeeze_plain,
    squeeze_titles,
    squeezed,
)
from graph.read.identifiers import normal
from graph.read.merge.candidates import candidates
from graph.read.packing import pack

CAVES = "We follow bats through forty caves and time the echo of each call against the walls. " * 4
WHALES = "Hydrophones off two islands recorded whales that answer each other over many miles. " * 4
TITLE = "How bats in narrow caves hear their own echo"
ADA = ("Ada Brook", "Ben Holt")


def groups(*papers):
    """Numbers of the papers, those that became one together."""
    numbered = [replace(paper, source=Source("", n)) for n, paper in enumerate(papers)]
    sources = collect(numbered).papers["sources"].to_pylist()
    return sorted([source["line"] for source in held] for held in sources)


def paper(title=TITLE, **fields):
    return Paper(title, **fields)


def known(title=TITLE, **fields):
    """A paper of which author and year are known."""
    return Paper(title, **{"authors": ADA, "year": 2001, **fields})


def named(title=TITLE, **identifiers):
    return Paper(title, identifiers=identifiers)


SAME = {
    "case, punctuation": (paper(), paper("HOW BATS, IN NARROW CAVES HEAR: THEIR OWN ECHO.")),
    "dashes": (paper("State-space re-ranking of caves"), paper("Statespace reranking of caves")),
    "LaTeX": (
        paper("An α-stable Köhler network of caves"),
        paper(r"An {$\alpha$}-Stable {K{\"o}hler} network of caves"),
    ),
    "symbols": (paper("On β-caves in deep mines"), paper("On beta caves in deep mines")),
    "a version": (paper(), paper(TITLE + " [version 2; peer review: 1 approved]")),
    "typos, one abstract": (
        paper(abstract=CAVES),
        paper("How bats in narow caves haer their own echo", abstract=CAVES[:150]),
    ),
    "a typo, author and year": (
        known(),
        known("How bats in narrow caves hear their own ehco", authors=("Brook, A.",)),
    ),
    "cut short": (paper(abstract=CAVES), paper("How bats in narrow ca…", abstract=CAVES)),
    "a subtitle": (known(), known(TITLE + ": fieldwork at night", authors=ADA[:1])),
    "an extended abstract": (
        paper(abstract=CAVES),
        paper(TITLE + " (Extended Abstract)", abstract=CAVES),
    ),
    "preprint and article": (
        known(year=2019, identifiers={"doi": "10.1101/2019.01.02.345678"}, abstract=CAVES),
        known(year=2021, identifiers={"doi": "10.1000/bats"}, abstract=CAVES[90:] + WHALES),
    ),
    "authors by turns": (known("Bats and caves"), known("Bats and caves", authors=ADA[::-1])),
    "umlauts": (
        known("Bats and caves", authors=("Jan Müller",)),
        known("Bats and caves", authors=("Mueller J",)),
    ),
    "a number of arXiv's": (
        named(arxiv="2101.01234v2"),
        named(TITLE.replace("their own", "an"), doi="10.48550/arXiv.2101.01234"),
    ),
    "another title for one preprint": (
        known("Echoes", identifiers={"arxiv": "2101.01234"}),
        known(identifiers={"arxiv": "2101.01234"}),
    ),
    "versions at bioRxiv": (
        named("Bats", doi="10.1101/2019.01.02.345678v1"),
        named("Bats", doi="https://doi.org/10.1101/2019.01.02.345678"),
    ),
    "one place, less is known": (
        known("Bats and caves", identifiers={"locator": "3:14"}),
        known("Bats and caves", identifiers={"locator": ":14"}),
    ),
}

WORKSHOP = "Findings of the Third Cave Workshop"
NEWS = "News from the caves and the seas"
ISSUE = "Introduction to the special issue on caves"
APART = {
    "parts": (paper(TITLE + ": Part I"), paper(TITLE + ": Part II")),
    "numbered": (paper(TITLE + ". I", abstract=CAVES), paper(TITLE + ". II", abstract=CAVES)),
    "a part of it": (known(), known(TITLE + ", Part II")),
    "a reply": (known(), known("Reply to: " + TITLE)),
    "an erratum": (known(), known("Erratum: " + TITLE)),
    "a survey": (known(), known(TITLE + ": a survey")),
    "another workshop": (
        paper(WORKSHOP, abstract=CAVES),
        paper(WORKSHOP.replace("Third", "Fourth"), abstract=CAVES),
    ),
    "numbers": (known("Cavespeech-2 for narrow caves"), known("Cavespeech-3 for narrow caves")),
    "the contrary": (
        known("Learning of supervised echoes in caves"),
        known("Learning of unsupervised echoes in caves"),
    ),
    "another word": (known(), known(TITLE.replace("bats", "cats"))),
    "other authors": (paper(authors=ADA), paper(authors=("Cy Marsh",))),
    "years apart": (known(year=1990), known(year=2000)),
    "other abstracts": (paper(abstract=CAVES), paper(abstract=WHALES)),
    "two articles": (named(doi="10.1000/a"), named(doi="10.1000/b")),
    "two preprints": (named(arxiv="2101.01234"), named(arxiv="2101.01235")),
    "two places": (
        known(NEWS, identifiers={"locator": "3:14"}),
        known(NEWS, identifiers={"locator": "3:99"}),
    ),
    "editorials": (known("Editorial"), known("Editorial")),
    "introductions": (known(ISSUE), known(ISSUE)),
    "short titles": (paper("Bats"), paper("Bats")),
    "chapters of a book": (
        known("Bats of the north", identifiers={"doi": "10.1000/book", "isbn": "978-3"}),
        known("Caves as houses", identifiers={"doi": "10.1000/book", "isbn": "978-3"}),
    ),
    "a number that is none": (named("Bats of the north", pmid="0"), named("Caves", pmid="0")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_the_same_paper_in_other_words(pair):
    assert groups(*pair) == groups(*pair[::-1]) == [[0, 1]]


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_another_paper_that_looks_alike(pair):
    assert groups(*pair) == [[0], [1]]


def test_a_chain_glues_no_strangers_and_goes_with_the_surer():
    mine = paper(authors=ADA, year=2001)
    yours = paper(authors=("Cy Marsh",), year=2001, abstract=CAVES)
    between = paper(abstract=CAVES)
    assert groups(mine, yours) == [[0], [1]]
    assert groups(mine, between, yours) == [[0], [1, 2]]
    assert groups(between, yours, mine) == [[0, 1], [2]]


def test_each_field_is_the_best_there_is_and_nothing_is_forgotten():
    early = paper(
        TITLE.upper(),
        key="preprint",
        authors=("A. Brook",),
        year=2019,
        venue="arXiv",
        abstract=CAVES,
        identifiers={"doi": "10.48550/arXiv.1901.00001"},
        references=("one", "two"),
    )
    late = paper(
        authors=("Ada Brook", "Ben Holt"),
        key="article",
        year=2021,
        venue="Journal of Caves",
        abstract=CAVES[:200],
        identifiers={"doi": "10.1000/bats", "pmid": "123456"},
        references=("two", "three"),
    )
    citing = paper("Another paper altogether", references=("article", "10.48550/arxiv.1901.00001"))
    corpus = collect([early, late, citing])
    [_, found] = corpus.papers.to_pylist()
    assert (found["key"], found["title"], found["abstract"]) == ("preprint", TITLE, CAVES.strip())
    assert (found["year"], found["venue"]) == (2021, "Journal of Caves")
    assert found["authors"] == ["Ada Brook", "Ben Holt"]
    assert found["references"] == ["one", "two", "three"]
    assert found["identifiers"] == [
        ("arxiv", "1901.00001"),
        ("doi", "10.1000/bats"),
        ("pmid", "123456"),
        ("former", "10.48550/arxiv.1901.00001"),
        ("former", "article"),
    ]
    assert corpus.audit.references_matched == 2
    assert corpus.audit.merges[0].reason == "same title and abstract"


def test_a_key_that_two_papers_bring_along_names_neither():
    corpus = collect(
        [Paper("One", key="k"), Paper("Another", key="k"), Paper("X", references=("k",))]
    )
    assert len(set(corpus.papers["key"].to_pylist())) == 3
    assert corpus.audit.references_matched == 0


def test_copies_without_number_and_an_identifier_that_everybody_has():
    copies = [paper(abstract=CAVES, year=2001)] * 200
    strangers = [
        Paper(f"{word} {n} of the {word}s and others", identifiers={"doi": "10.1000/all"})
        for n, word in enumerate(chain.from_iterable([("cave", "whale", "river")] * 30))
    ]
    found = groups(*copies, *strangers)
    assert list(range(200)) in found
    assert len(found) == 1 + len(strangers)


WORDS = ["bats", "caves", "echo", "narrow", "seventh", "whale", "song", "hear"]
records = st.lists(
    st.builds(
        Paper,
        title=st.lists(st.sampled_from(WORDS), min_size=3, max_size=5).map(" ".join),
        abstract=st.sampled_from(["", "", CAVES, CAVES[:200], WHALES]),
        year=st.sampled_from([None, 2000, 2002]),
        authors=st.sampled_from([(), ("Ada Brook",), ("Brook, A.", "Cy Marsh"), ("Cy Marsh",)]),
        identifiers=st.sampled_from([{}, {}, {"doi": "10.1000/a"}, {"arxiv": "2101.00001"}]),
    ),
    min_size=2,
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(records, st.randoms(use_true_random=False))
def test_neither_order_nor_size_of_batches_matters(papers, dice: random.Random):
    papers = [replace(one, source=Source("f", n)) for n, one in enumerate(papers)]
    before = collect(papers)
    dice.shuffle(papers)
    whole, graph.read.merge.BATCH = graph.read.merge.BATCH, 1
    try:
        after = collect(papers)
    finally:
        graph.read.merge.BATCH = whole
    assert before.papers.equals(after.papers)
    assert before.audit == after.audit


def test_columns_fold_as_single_titles_do():
    titles = [
        "Plain title, with a dash-word_x",
        "É {B}-$\\beta$ 模型",
        "",
        "A [Version 2] b [version 3; x]",
    ]
    column = pa.array(titles, pa.string())
    assert fold_titles(column).to_pylist() == list(map(fold_title, titles))
    for some in (column, column.slice(3), column.slice(0, 0), pa.chunked_array([column] * 2)):
        assert squeeze_titles(some).equals(squeezed(fold_titles(some)))
    assert fold_title(titles[1]) == "e b beta 模型"
    assert fold_title(titles[3]) == "a version 2 b"


def test_plain_letters_tell_which_texts_are_more():
    texts = ["We, in Short_2", "Über x", "", "An {Odd} one", "a [version 2]", "IV?", ""]
    for some in (pa.array(texts), pa.array(texts, pa.binary()), pa.array(["", *texts])[1:]):
        letters, odd = squeeze_plain(some)
        assert odd.to_pylist() == [False, True, False, True, True, False, False]
        assert letters.filter(pc.invert(odd)).to_pylist() == ["weinshort2", "", "iv", ""]
        begun = [text.partition(STRANGE)[0] for text in letters.to_pylist()]
        assert begun == ["weinshort2", "", "", "an", "a", "iv", ""]


def test_odd_titles_fold_together_as_each_alone():
    titles = ["a\nb α", "α", "β\n", "_é__x_ α1", "{A}\\'e_", "", "e\u0301\u2028α b", "ﬁ_ΑΒ γ"]
    assert fold_titles(pa.array(titles)).to_pylist() == list(map(fold_title, titles))


BEGUN = ["We follow ", "In {caves} ", "In caves ", "$x$ is ", "Ünder ", "a ", "We  follow, ", "II "]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(BEGUN), st.sampled_from([CAVES, WHALES])), min_size=2))
def test_newer_records_meet_all_whose_abstracts_begin_alike(texts):
    records = [
        Paper(TITLE + "s" * n, abstract=begun + rest) for n, (begun, rest) in enumerate(texts)
    ]
    table = pack(records).papers
    settled = len(texts) // 2
    left, right = candidates(table)
    newer = right >= settled
    some = candidates(table, settled=settled)
    assert set(zip(*some, strict=True)) == set(zip(left[newer], right[newer], strict=True))


@pytest.mark.parametrize(
    ("text", "family", "initial"),
    [
        ("Albert Gu", "gu", "a"),
        ("Gu, Albert", "gu", "a"),
        ("Gu A.", "gu", "a"),
        ("VAN DER WAALS JD", "waals", "j"),
        ("Van Der Spoel D.", "spoel", "d"),
        ("MacKerell Jr., A.D.", "mackerell", "a"),
        ("Serre J.-P.", "serre", "j"),
        ("Shai Ben-David", "bendavid", "s"),
        ("LI W", "li", "w"),
        ("et al.", "", ""),
        ("[No author name available]", "", ""),
    ],
)
def test_names_as_sources_write_them(text, family, initial):
    assert name_of(text)[:2] == (family, initial)


def test_persons():
    assert same_person(name_of("Jan Müller"), name_of("Mueller, J.")) is True
    assert same_person(name_of("Wei Zhang"), name_of("Wei Zhao")) is False
    assert same_person(name_of("张伟"), name_of("Wei Zhang")) is None
    assert same_person(name_of("Anonymous"), name_of("Wei Zhang")) is None


def test_identifiers_take_one_form():
    assert normal({"doi": "DOI: 10.1000/AbC", "arxiv": "arXiv:cs/0112017v1", "url": ""}) == {
        "arxiv": "cs/0112017",
        "doi": "10.1000/abc",
    }
    assert normal({"doi": "https://doi.org/10.48550/arXiv.1706.03762"})["arxiv"] == "1706.03762"


@settings(deadline=None, max_examples=40)
@given(records, st.integers(0, 12))
def test_settled_records_meet_others_and_not_each_other(papers, settled):
    table = pack([replace(one, source=Source("f", n)) for n, one in enumerate(papers)]).papers
    every = set(zip(*candidates(table), strict=True))
    told = set(zip(*candidates(table, settled=settled), strict=True))
    assert told == {pair for pair in every if max(pair) >= settled}
