import io
import json

from graph.core.types import Paper, Source
from graph.read import semantic_scholar

HASH = "0123456789abcdef0123456789abcdef01234567"
PAPER = {
    "paperId": HASH,
    "externalIds": {"ArXiv": "1901.01234v2", "DOI": "10.1234/X", "CorpusId": 77, "PubMed": "30001"},
    "title": "Whale song",
    "abstract": None,
    "venue": "",
    "publicationVenue": {"name": "Journal of Song"},
    "year": None,
    "publicationDate": "2019-02-03",
    "authors": [{"authorId": "1", "name": "Ada Ahab"}, {"authorId": None, "name": None}],
    "citations": [{"paperId": "c" * 40, "title": "No record of this file"}],
    "references": [
        {"paperId": "a" * 40, "title": "Cited"},
        {"paperId": None, "title": "Cited by title"},
        {"citedPaper": {"paperId": None, "corpusId": 5, "title": "By number"}},
        None,
    ],
}
READ = Paper(
    "Whale song",
    key="CorpusId:77",
    year=2019,
    authors=("Ada Ahab",),
    venue="Journal of Song",
    identifiers={"arxiv": "1901.01234", "doi": "10.1234/x", "pmid": "30001", "s2": HASH},
    references=("a" * 40, "Cited by title", "CorpusId:5"),
    source=Source("f", 1),
)


def read(value):
    text = value if isinstance(value, str) else json.dumps(value)
    assert semantic_scholar.recognises(text)
    return list(semantic_scholar.read(io.StringIO(text), "f"))


def test_every_answer_of_the_api_holds_the_same_paper():
    assert read(PAPER) == [READ]
    assert read({"total": 1, "offset": 0, "data": [PAPER]}) == [READ]
    assert read({"recommendedPapers": [PAPER]}) == [READ]
    assert read({"data": [{"contexts": [], "isInfluential": False, "citedPaper": PAPER}]}) == [READ]
    assert read({"authorId": "1", "name": "Ada", "papers": [PAPER]}) == [READ]


def test_a_paper_that_is_not_known_is_null_in_a_batch():
    null, paper = read([None, PAPER])
    assert null.reason == "null instead of a paper"
    assert paper == READ


def test_lines_of_the_bulk_data_sets():
    line = {
        "corpusid": 77,
        "externalids": {"ACL": None, "DOI": "10.1234/X", "CorpusId": "77"},
        "title": "Whale song",
        "authors": [{"authorId": "1", "name": "Ada Ahab"}],
        "publicationvenueid": None,
        "journal": {"name": "J Song", "pages": None},
        "publicationdate": "2019-02-03",
    }
    untitled = {"corpusid": 78, "openaccessinfo": {}, "abstract": "A line of `abstracts`."}
    paper, skip = read(json.dumps(line) + "\n" + json.dumps(untitled) + "\n")
    assert (paper.key, paper.venue, paper.year) == ("CorpusId:77", "J Song", 2019)
    assert paper.identifiers == {"doi": "10.1234/x"}
    assert (skip.source.line, skip.reason) == (2, "no title")


def test_nulls_everywhere():
    nulls = dict.fromkeys(PAPER) | {"paperId": HASH, "title": "Bare"}
    assert read(nulls) == [Paper("Bare", identifiers={"s2": HASH}, source=Source("f", 1))]
