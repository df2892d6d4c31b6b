import io

import pytest

from graph.core.types import Paper, Skip, Source
from graph.read import medline, ris


def read(text):
    return list(ris.read(io.StringIO(text), "export.ris"))


RECORD = """\
Provider: a database
1.
TY  - JOUR
ID  - Brook1999
A1  - Brook, Ada
A1  - Köhl, B.
T1  - Echoes of a very
      long cave
JO  - J. Caves
T2  - Journal of Caves
Y1  - 1999/07//
N2  - Bats <i>hear</i>
ER stands for echo range, and a line of
ER  - positive bats,

AI - a word - and the last line.
DO  - https://doi.org/10.1000/ABC
U1  - 12345[pmid]
AN  - WOS:000086967200001
UR  - https://arxiv.org/abs/1706.03762v2
N1  - Export Date: 1 May 2020
N1  - References: Cee, A., Caves (1990) J. Caves, 3, pp. 1-2;
Dee, B., Bats (1991) J. Bats, 4
N1  - CODEN: JCAVE
CR  -
ER  -
"""


def test_every_field_of_a_record_is_read():
    assert read(RECORD) == [
        Paper(
            "Echoes of a very long cave",
            key="Brook1999",
            abstract=(
                "Bats hear ER stands for echo range, and a line of ER - positive bats, "
                "AI - a word - and the last line."
            ),
            year=1999,
            authors=("Ada Brook", "B. Köhl"),
            venue="Journal of Caves",
            identifiers={
                "arxiv": "1706.03762",
                "doi": "10.1000/abc",
                "pmid": "12345",
                "wos": "WOS:000086967200001",
            },
            references=(
                "Cee, A., Caves (1990) J. Caves, 3, pp. 1-2",
                "Dee, B., Bats (1991) J. Bats, 4",
            ),
            source=Source("export.ris", 3),
        )
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\n", ["A", "B"]),  # no end at all
        ("TY  - JOUR\nTI  - A\nER  - \nTI  - B\nER  -\nUR  - x", ["A", "B", None]),  # no beginning
        ("TY  - JOUR\nTI  - A\nER  -\nNL  - abroad\nTY  - JOUR\nTI  - B", ["A", "B"]),
        ("TY  - BOOK\nTY  - JOUR\nTI  - A\nER  -\n", ["A"]),
        ("TY - JOUR\nTI - A\nAU - B\nER - \nTY - BOOK\nBT - C\nER -\n", ["A", "C"]),
        ("TY  - GEN\nTI\t- A\nER  -\r\n\r\n  TY  - GEN\n  ST  - B\n  ER  - \n", ["A", "B"]),
        ("TY  - GEN\nTI  -\nN2  - An abstract\nER  -\n", [None]),
    ],
)
def test_records_are_told_apart_as_a_person_would(text, titles):
    found = read(text)
    assert [None if isinstance(record, Skip) else record.title for record in found] == titles
    assert all(record.reason == "no title" for record in found if isinstance(record, Skip))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DB  - PubMed\nAN  - 777777", {"pmid": "777777"}),
        ("DB  - PubMed\nAN  - PMC123456", {"pmcid": "PMC123456"}),
        ("N1  - doi: 10.1000/x", {"doi": "10.1000/x"}),
        ("N1  - Erratum in 10.1000/x", {}),
        ("UR  - https://www.scopus.com/r?eid=2-s2.0-850&doi=10.1%2fa", {"scopus": "2-s2.0-850"}),
        ("UR  - https://aclanthology.org/P19-1001/", {"acl": "P19-1001"}),
        ("AN  - PMC123456", {"pmcid": "PMC123456"}),
        ("DO  - 10.48550/arXiv.2001.00001",
         {"arxiv": "2001.00001", "doi": "10.48550/arxiv.2001.00001"}),
    ],
)  # fmt: skip
def test_identifiers(lines, expected):
    [paper] = read(f"TY  - JOUR\nTI  - T\n{lines}\nER  -\n")
    assert paper.identifiers == expected


def test_a_number_is_no_key_and_no_year_is_none():
    [paper] = read("TY  - JOUR\nID  - 12\nTI  - T\nPY  - 99\nDA  - in press\nER  -\n")
    assert (paper.key, paper.year) == ("", None)


def test_recognised_with_or_without_a_beginning():
    assert ris.recognises("\n1.\nTY  - JOUR\n")
    assert ris.recognises("T1  - A\nPY  - 1\nER  -\n")
    assert not ris.recognises("PMID- 1\nTI  - A\nAU  - B\n")
    assert not ris.recognises("PARTY  - at night\n")
    assert not medline.recognises(RECORD)
