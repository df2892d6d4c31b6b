import io

from graph.core.types import Paper, Skip, Source
from graph.read import medline, ris


def read(text):
    return list(medline.read(io.StringIO(text), "pubmed.txt"))


EXPORT = """
PMID- 777777
OWN - NLM
TI  - Echoes of a very
      long cave.
LID - S0000-1 [pii]
LID - 10.1000/ABC [doi]
AB  - Bats - they hear
      - everything.
FAU - Brook, Ada
AU  - Brook A
CN  - The Cave
      Group
DP  - 1999 Jul
TA  - J Caves
JT  - Journal of caves
PMC - PMC123456
SO  - J Caves. 1999;3(2):1-2. doi: 10.1000/other.

A line that is no record's.

PMID-888888
PT  - Editorial

PMID- 999999
SO  a damaged line
TI- Only a title
SO  - J Caves. 2000 doi: 10.1000/last. Epub
"""


def test_records_are_read_and_one_without_title_is_skipped():
    assert read(EXPORT) == [
        Paper(
            "Echoes of a very long cave.",
            abstract="Bats - they hear - everything.",
            year=1999,
            authors=("Ada Brook", "The Cave Group"),
            venue="Journal of caves",
            identifiers={"doi": "10.1000/abc", "pmcid": "PMC123456", "pmid": "777777"},
            source=Source("pubmed.txt", 2),
        ),
        Skip(Source("pubmed.txt", 22), "no title"),
        Paper(
            "Only a title",
            identifiers={"doi": "10.1000/last", "pmid": "999999"},
            source=Source("pubmed.txt", 25),
        ),
    ]


def test_recognised_by_the_number_of_a_paper():
    assert medline.recognises(EXPORT)
    assert not ris.recognises(EXPORT)
    assert not medline.recognises("TI- A catalogue\nAU- Its author\n")
    assert not medline.recognises("see PMID- 12")
