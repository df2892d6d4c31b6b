import io

import pytest

from graph.core.types import Paper, Source
from graph.read import wos


def read(text):
    return list(wos.read(io.StringIO(text), "savedrecs.txt"))


EXPORT = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Brook, A
   Kohl, B
AF Brook, Ada, Jr.
   Kohl, B.
TI Echoes of a very
   long cave
SO JOURNAL OF CAVES
AB Bats hear.
   ER is an echo range.
CR Cee A, 1990, J CAVES, V3, P1, DOI 10.1000/cee
   [Anonymous], 1991, BATS
PY 1999
DI 10.1000/ABC
PM 777777
UT ISI:000086967200001
ER

PT J
AU Joffe, Hadine; Hall, Janet E
TI Without its end
PD MAY 2006
UT MEDLINE:16842170
PT B
TI The last
ER
EF
"""


def test_records_are_read_with_their_references():
    assert read(EXPORT) == [
        Paper(
            "Echoes of a very long cave",
            abstract="Bats hear. ER is an echo range.",
            year=1999,
            authors=("Ada Brook Jr.", "B. Kohl"),
            venue="JOURNAL OF CAVES",
            identifiers={"doi": "10.1000/abc", "pmid": "777777", "wos": "WOS:000086967200001"},
            references=(
                "Cee A, 1990, J CAVES, V3, P1, DOI 10.1000/cee",
                "[Anonymous], 1991, BATS",
            ),
            source=Source("savedrecs.txt", 3),
        ),
        Paper(
            "Without its end",
            year=2006,
            authors=("Hadine Joffe", "Janet E Hall"),
            identifiers={"pmid": "16842170"},
            source=Source("savedrecs.txt", 21),
        ),
        Paper("The last", source=Source("savedrecs.txt", 26)),
    ]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (EXPORT, True),
        ("\nPT J\nAU Brook, A\n", True),
        ("FN ISI Export Format\n\nVR 1.0", True),
        ("PT\tAU\tTI\nJ\tBrook\tCaves\n", False),  # as a table
        ("PT J is a beginning of a sentence", False),
    ],
)
def test_recognised_by_its_beginning(head, known):
    assert wos.recognises(head) is known
