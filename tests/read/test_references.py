import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph
import graph.read.references
from graph import Paper, collect
from graph.core.types import Source
from graph.draft import place_draft
from graph.read.fields import locator
from graph.read.references import resolve
from graph.read.references.contained import Titles
from graph.read.references.sources import same_source
from graph.read.references.strings import read_reference

ECHO = "How bats in narrow caves hear their own echo"
LIBRARY = [
    Paper(
        ECHO,
        key="echo",
        authors=("Ada Brook", "Ben Holt"),
        year=2017,
        venue="Journal of the Acoustical Society of the Caves",
        identifiers={"doi": "10.1000/echo", "pmid": "12345678", "locator": "30:5998"},
    ),
    Paper(
        "Bats awake",
        key="bats",
        authors=("Cy van der Marsh",),
        year=2015,
        venue="Nature",
        identifiers={"arxiv": "1502.00001"},
    ),
    Paper(
        "Calls of whales over many miles of open sea",
        key="whales",
        authors=("Dee Köhl", "Ada Brook"),
        year=2003,
        venue="Advances in Neural Whale Listening",
        identifiers={"openalex": "W77", "url": "https://example.org/Whales"},
    ),
    Paper("The depth of seven caves", key="depth", year=2009, authors=("Fay Ben-Ari",)),
    Paper("A survey of the seas", key="survey-1", year=1999),
    Paper("A survey of the seas", key="survey-2", year=2011, authors=("Eve Lund",)),
]
PAPERS = collect(LIBRARY, merge=False).papers


def meant(*references):
    keys = PAPERS["key"].to_pylist()
    return [keys[row] if row >= 0 else None for row in resolve(references, PAPERS)]


FOUND = {
    # by name
    "echo": "echo",
    "DOI: 10.1000/ECHO": "echo",
    "Somebody, somewhere, https://dx.doi.org/10.1000/echo.": "echo",
    "PMID: 12345678": "echo",
    "https://www.ncbi.nlm.nih.gov/pubmed/12345678/": "echo",
    "12345678": "echo",
    "arXiv:1502.00001v3": "bats",
    "https://arxiv.org/pdf/1502.00001": "bats",
    "van der Marsh C, 2014, ARXIV150200001": "bats",
    "https://openalex.org/W77": "whales",
    "https://example.org/whales": "whales",
    "how bats in narrow caves hear their own echo!": "echo",
    # by what is known of it
    "Brook A., 2017, J ACOUST SOC CAVES, V30, P5998": "echo",
    "BROOK A, 2017, J ACOUST SOC CAVES": "echo",
    "Brook, A., Holt, B., (2017) J. Acoust. Soc. Caves, 30, pp. 5998-6008": "echo",
    "KOHL D, 2003, ADV NEUR WHALE LIST": "whales",
    "van der Marsh CWJ, 2015, NATURE, V3, pE9": "bats",
    f"Brook, A., Holt, B., {ECHO} (2017) J. Acoust. Soc. Caves, 30 (2), pp. 5998-6008": "echo",
    f"Brook A., Holt B., {ECHO}, J. Acoust. Soc. Caves, 30, pp. 5998-6008, (2017)": "echo",
    f"A. Brook et al. {ECHO}. JASC 2017.": "echo",
    f"[3] A. Brook and B. Holt, “{ECHO},” JASC, vol. 30, 2018.": "echo",
    "Brook A, Holt B. How bats in narow caves haer their own echo. Caves 2017;30:5998": "echo",
    "C. van der Marsh. Bats awake. Nature, 2015.": "bats",
    "E. Lund, A survey of the seas, 2011": "survey-2",
    "Ben-Ari, F.: The depht of seven caves. 2009": "depth",
}
LOST = {
    "another paper of that author and year": "Brook A., 2017, J ACOUST SOC CAVES, V30, P6020",
    "another initial": "Brook B., 2017, J ACOUST SOC CAVES, V30, P5998",
    "another source": "Brook A., 2017, NATURE, V30, P5998",
    "another year": "Brook A., 2016, J ACOUST SOC CAVES",
    "another DOI": "Brook A., 2017, J ACOUST SOC CAVES, V30, P5998, DOI 10.1000/other",
    "a title that goes on": f"C. Marsh. {ECHO} and those of others. Nature 2016.",
    "a title with a subtitle": f"C. Marsh. {ECHO}: a reply. Nature 2016.",
    "another author's": f"C. Marsh. {ECHO}. Nature 2017.",
    "a title of long ago": f"A. Brook. {ECHO}. Nature 1987.",
    "two papers have it": "A survey of the seas",
    "a common word": "E. Lund. Bats awake. Nature, 2015.",
    "nothing": "",
    "no key": "nobody2015",
}


@pytest.mark.parametrize("reference", FOUND)
def test_what_a_reference_means(reference):
    assert meant(reference) == [FOUND[reference]]


@pytest.mark.parametrize("reference", LOST.values(), ids=LOST)
def test_what_could_be_another_is_none(reference):
    assert meant(reference) == [None]


def test_all_at_once_or_few_by_few_is_one(monkeypatch):
    every = [*FOUND, *LOST.values(), *FOUND]
    alone = [meant(reference)[0] for reference in every]
    assert meant(*every) == alone
    monkeypatch.setattr(graph.read.references, "FEW", 0)
    assert meant(*every) == alone
    assert list(resolve([], PAPERS)) == []


def test_of_two_that_fit_none_is_meant():
    twin = Paper(
        "Echoes, again", key="twin", authors=("Abe Brook",), year=2017, venue=LIBRARY[0].venue
    )
    papers = collect([*LIBRARY, twin], merge=False).papers
    references = [
        "BROOK A, 2017, J ACOUST SOC CAVES",
        "BROOK A, 2017, J ACOUST SOC CAVES, V30, P5998",
    ]
    assert [row >= 0 for row in resolve(references, papers)] == [False, True]


def test_a_longer_title_is_meant_before_one_within_it():
    longer = Paper(f"{ECHO}, and how moths do not", key="moths", authors=("Ada Brook",), year=2017)
    papers = collect([*LIBRARY, longer], merge=False).papers
    [row] = resolve([f"A. Brook. {longer.title}. 2017."], papers)
    assert papers["key"][int(row)].as_py() == "moths"


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("ADV NEUR IN", "Advances in Neural Information Processing Systems"),
        ("J OPT SOC AM", "JOURNAL OF THE OPTICAL SOCIETY OF AMERICA"),
        ("P NATL ACAD SCI USA", "Proc. of the National Academy of Sciences, United States America"),
        ("IEEE T PATTERN ANAL", "IEEE Transactions on Pattern Analysis and Machine Intelligence"),
        ("J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
        ("NATURE", "Nature"),
    ],
)  # fmt: skip
def test_abbreviated_sources(short, whole):
    assert same_source(short, whole)
    assert same_source(whole, short)


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("PHYS REV", "Physical Review Letters"),
        ("PHYS REV A", "PHYSICAL REVIEW D"),
        ("SCIENCE", "Science Advances"),
        ("J CLIN INVEST", "JOURNAL OF CLINICAL ONCOLOGY"),
        ("", "Nature"),
    ],
)
def test_other_sources(short, whole):
    assert not same_source(short, whole)
    assert not same_source(whole, short)


def test_places():
    assert [
        locator(v, p) for v, p in (("30", "5998-6008"), ("V3", "e1024"), (None, "7"), (3, ""))
    ] == [
        "30:5998",
        "3:e1024",
        ":7",
        "",
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=6).map(" ".join), max_size=6),
    st.lists(st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join), max_size=5),
)
def test_titles_within_texts_are_those_that_a_search_finds(titles, texts):
    hits = [
        hit
        for block in Titles(pa.array(titles, pa.string())).within(pa.array(texts, pa.string()))
        for hit in zip(*(column.tolist() for column in block), strict=True)
    ]
    expected = [
        (number, row, start, start + len(title.split()))
        for number, text in enumerate(texts)
        for row, title in enumerate(titles)
        for start in range(len(text.split()))
        if len(title.split()) >= 4 and text.split()[start:][: len(title.split())] == title.split()
    ]
    assert sorted(hits) == sorted(expected)


def test_hostile_references_take_no_time():
    for text in (
        "A., " * 20_000,
        "a, B. " * 20_000,
        "(" * 50_000,
        "10." * 30_000,
        "x, 2001, " * 9_000,
    ):
        read_reference(text)
    assert meant("Brook, A. " * 5_000) == [None]


WORKS = (
    "Vale F, 1990, J CAVES, V1, P2, DOI 10.1000/VALE",
    "Vale F, 1991, J CAVES, V2, P3",
    "Vale F., 1991, JOURNAL CAVES, V2, P3",
    "F. Vale. A book on caves, 1992",
    "F Vale: A Book on Caves 1992",
    "alone, 1993",
)


@pytest.mark.parametrize("block", [1, 100_000])
def test_works_outside_tie_who_cites_them(block, monkeypatch):
    monkeypatch.setattr(graph.read.references, "BLOCK", block)
    corpus = collect(
        [
            Paper("One", key="1", references=(*WORKS[:4:3], "2", WORKS[1], WORKS[1])),
            Paper("Two", key="2", references=("https://doi.org/10.1000/vale", WORKS[2], WORKS[4])),
            Paper("Three", key="3", references=(WORKS[0], WORKS[5])),
        ]
    )
    assert corpus.outside.names.to_pylist() == [
        "10.1000/vale",
        "fvaleabookoncaves1992",
        "vale f 1991 2:3",
    ]
    assert corpus.outside.citations.toarray().tolist() == [[1, 1, 1], [1, 1, 1], [1, 0, 0]]
    assert corpus.citations.toarray().tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]


def test_works_outside_are_kept_and_tie_drafts_too(tmp_path):
    atlas = graph.build(
        [
            Paper("Caves of the north", key="1", references=WORKS[:3:2]),
            Paper("Rivers of the south", key="2", references=("10.1000/vale", "1")),
        ]
    )
    graph.save(atlas, tmp_path)
    corpus = graph.load(tmp_path).corpus
    assert corpus.outside.names.equals(atlas.corpus.outside.names)
    assert (corpus.outside.citations != atlas.corpus.outside.citations).nnz == 0
    assert corpus.audit == atlas.corpus.audit
    draft = place_draft(graph.load(tmp_path), Paper("X", references=("doi:10.1000/VALE", "2", "?")))
    assert draft.corpus.outside.citations.toarray().tolist() == [[1], [1], [1]]
    assert draft.corpus.citations.toarray()[2].tolist() == [0, 1, 0]


def papers_citing(references, file):
    return [
        Paper(f"Paper {n} of {file}", references=tuple(references), source=Source(file, n))
        for n in range(10)
    ]


@pytest.mark.parametrize(
    "cells", [["English", "Article", "30"], ["Univ Caves, Dept Bats, Cave City, UK"]]
)
def test_a_shifted_column_is_told_from_works_that_are_not_here(cells):
    outside = [f"Vale F, {year}, J CAVES, V2, P{year}" for year in range(1980, 1990)]
    corpus = collect(
        [*papers_citing(outside, "fine.csv"), *papers_citing(cells * 10, "shifted.csv")],
    )
    shifted, thin = corpus.audit.warnings
    count = 100 * len(cells)
    assert shifted == (
        f"shifted.csv: 0 of {count:,} references matched, and {count:,} do not read like "
        "references: what stands for references there looks shifted"
    )
    assert thin == "no paper has an abstract: kinship rests on titles alone"


def test_the_audit_counts_what_papers_are_without():
    audit = collect(
        [
            Paper("Bats of the caves", key="k", abstract="Told.", year=1),
            Paper("Whales", authors=("Ada Brook",), references=("k", "nobody")),
            Paper("Rivers", references=("k",)),
        ]
    ).audit
    assert (audit.without_abstract, audit.without_year, audit.without_authors) == (2, 2, 2)
    assert (audit.without_references, audit.references, audit.references_matched) == (1, 3, 2)
    assert audit.warnings == ()
