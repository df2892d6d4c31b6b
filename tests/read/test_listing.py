from pathlib import Path

import pytest

from graph.core.types import Paper, Skip, Source
from graph.read import listing

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
ABSTRACT = "We study a thing at some length. " * 12
CHROME = [
    "new",
    "",
    "Get trending papers in your email inbox!",
    "",
    "byAK and friends",
    "",
    "May 8",
    "",
]


def read(*paragraphs):
    lines = "\n\n".join(paragraphs).split("\n")
    return list(listing.read(lines, "list.txt"))


@pytest.mark.parametrize(("file", "count"), list(zip(SEEDS, (58, 74), strict=True)))
def test_the_seeds_hold_so_many_papers_each_with_an_abstract(file, count):
    found = list(listing.read(file.read_text().splitlines(), "seed"))
    assert [type(record) for record in found] == [Paper] * count
    assert all(len(paper.abstract) > 1000 for paper in found)
    assert found[0].title == "Order Matters: Sequence to sequence for sets"


def test_site_furniture_is_passed_over_and_lines_are_told():
    found = list(listing.read([*CHROME, "A first title here", "", ABSTRACT], "list.txt"))
    assert [(p.title, p.source.file, p.source.line) for p in found] == [
        ("A first title here", "list.txt", 9)
    ]


def test_a_title_without_an_abstract_is_kept():
    found = read("One title is here", ABSTRACT, "Alone and untold", "Another title", ABSTRACT)
    assert [(p.title, bool(p.abstract)) for p in found] == [
        ("One title is here", True),
        ("Alone and untold", False),
        ("Another title", True),
    ]
    last = read("One title is here", ABSTRACT, "The last one stands alone")[-1]
    assert last == Paper("The last one stands alone", source=Source("list.txt", 5))


def test_an_abstract_without_a_title_and_junk_are_skipped_with_their_lines():
    paper, orphan, noise = read("A title is here", ABSTRACT, ABSTRACT, "\x00\x01\x02 \ufffd\ufffd")
    assert paper == Paper(
        "A title is here", abstract=ABSTRACT.strip(), source=Source("list.txt", 1)
    )
    assert (orphan.source.line, noise.source.line) == (5, 7)
    assert "without a title" in orphan.reason
    assert "not text" in noise.reason


def test_a_heading_of_the_page_is_not_a_paper_but_is_told():
    heading, paper = read("Explore", "A title is here", ABSTRACT)
    assert isinstance(heading, Skip)
    assert "heading" in heading.reason
    assert paper.title == "A title is here"


def test_a_wrapped_abstract_becomes_one_line():
    [paper] = read("A title is here", ABSTRACT.strip().replace(" some ", "\nsome "))
    assert paper.abstract == ABSTRACT.strip()


@pytest.mark.parametrize(
    "head",
    [
        "",
        "just a line\n",
        '{"title": "JSON"}\n',
        "# A readme\n\n" + ABSTRACT + "\n\n## Use\n\n" + ABSTRACT,
        "papers.example.org\n\n" + ABSTRACT,
        "@article{key,\n title={T}}\n\n" + ABSTRACT,
        "\n\n".join([ABSTRACT] * 6),
        "TY  - JOUR\nTI  - A title\nAB  - " + ABSTRACT + "\nER  - \n",
    ],
)
def test_other_text_is_not_taken_for_a_listing(head):
    assert not listing.recognises(head)


@pytest.mark.parametrize("file", SEEDS)
def test_the_seeds_are_recognised_by_content(file):
    assert listing.recognises(file.read_text()[:65_536])
