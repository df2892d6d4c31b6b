import io
import json

import pytest

from graph.core.types import Paper, Source
from graph.read import openalex

WORK = {
    "id": "https://openalex.org/W1001",
    "doi": "https://doi.org/10.1234/Whale",
    "title": "Whale song <i>in</i> the Arctic",
    "display_name": "not this one",
    "publication_year": 2019,
    "ids": {
        "openalex": "https://openalex.org/W1001",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/30001234",
    },
    "authorships": [
        {"author": {"id": "https://openalex.org/A1", "display_name": "Ada Ahab"}},
        {"author": {"display_name": None}, "raw_author_name": "Bo Queequeg"},
    ],
    "primary_location": {"source": {"display_name": "Journal of Song"}},
    "locations": [{"landing_page_url": "http://arxiv.org/abs/1901.01234"}],
    "abstract_inverted_index": {"sing": [1, 3], "Whales": [0], "and": [2], "again.": [4]},
    "referenced_works": ["https://openalex.org/W7", "https://openalex.org/W8", None],
}
PAPER = Paper(
    "Whale song in the Arctic",
    key="W1001",
    abstract="Whales sing and sing again.",
    year=2019,
    authors=("Ada Ahab", "Bo Queequeg"),
    venue="Journal of Song",
    identifiers={
        "arxiv": "1901.01234",
        "doi": "10.1234/whale",
        "openalex": "W1001",
        "pmid": "30001234",
    },
    references=("W7", "W8"),
    source=Source("f", 1),
)


def read(text):
    assert openalex.recognises(text)
    return list(openalex.read(io.StringIO(text), "f"))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(WORK),
        json.dumps([WORK]),
        json.dumps({"meta": {"count": 1}, "results": [WORK], "group_by": []}),
    ],
)
def test_a_work_is_the_same_alone_in_a_list_and_on_a_page(text):
    assert read(text) == [PAPER]


def test_older_and_thinner_works():
    old = {
        "id": "W2",
        "display_name": "Old shape",
        "host_venue": {"display_name": "Old venue"},
        "publication_date": "2001-05-01",
        "abstract_inverted_index": {"far": [10**12], "near": [0, "x"], "none": None},
        "referenced_works": None,
        "authorships": None,
    }
    untitled = {"id": "https://openalex.org/W3", "title": None, "referenced_works": []}
    paper, skip = read(json.dumps(old) + "\n" + json.dumps(untitled))
    assert (paper.title, paper.key, paper.venue, paper.year) == (
        "Old shape",
        "W2",
        "Old venue",
        2001,
    )
    assert paper.abstract == "near far"
    assert (skip.source.line, skip.reason) == (2, "no title")
