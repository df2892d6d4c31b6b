import io
import json

import pytest

from graph.core.types import Paper, Source
from graph.read import csl

ITEM = {
    "id": "ahab2019whale",
    "type": "article-journal",
    "title": "Whale song",
    "container-title": "Journal of Song",
    "abstract": "Whales sing.",
    "DOI": "10.1234/X",
    "URL": "https://arxiv.org/abs/1901.01234",
    "issued": {"date-parts": [["2019", 2, 3]]},
    "author": [
        {"family": "Ahab", "given": "Ada"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
        {"literal": "The Crew"},
    ],
}
WORK = {
    "indexed": {"date-parts": [[2024, 1, 1]]},
    "reference-count": 3,
    "DOI": "10.1234/X",
    "title": ["Whale song"],
    "subtitle": ["A survey"],
    "container-title": ["Journal of Song"],
    "abstract": "<jats:title>Aim</jats:title><jats:p>Whales <jats:i>sing</jats:i>.</jats:p>",
    "issued": {"date-parts": [[None]]},
    "published-online": {"date-parts": [[2019, 2]]},
    "created": {"date-parts": [[2021, 1, 1]]},
    "author": [{"given": "Ada", "family": "Ahab", "sequence": "first"}, {"name": "The Crew"}],
    "reference": [
        {"key": "r1", "DOI": "10.1000/One", "unstructured": "not needed"},
        {"key": "r2", "unstructured": "Melville H. Moby-Dick. 1851."},
        {"key": "r3", "author": "Starbuck", "year": "1999", "journal-title": "Sea", "volume": "7"},
        {"key": "r4"},
    ],
}


def test_csl_json():
    text = json.dumps([ITEM])
    assert csl.recognises(text)
    assert not csl.recognises_crossref(text)
    assert list(csl.read(io.StringIO(text), "f")) == [
        Paper(
            "Whale song",
            key="ahab2019whale",
            abstract="Whales sing.",
            year=2019,
            authors=("Ada Ahab", "Jan van den Berg", "The Crew"),
            venue="Journal of Song",
            identifiers={"arxiv": "1901.01234", "doi": "10.1234/x"},
            source=Source("f", 1),
        )
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ok", "message-type": "work", "message": WORK},
        {"status": "ok", "message": {"total-results": 1, "items": [WORK], "facets": {}}},
    ],
)
def test_crossref(answer):
    text = json.dumps(answer)
    assert csl.recognises_crossref(text)
    assert list(csl.read(io.StringIO(text), "f")) == [
        Paper(
            "Whale song: A survey",
            abstract="Aim Whales sing.",
            year=2019,
            authors=("Ada Ahab", "The Crew"),
            venue="Journal of Song",
            identifiers={"doi": "10.1234/x"},
            references=("10.1000/one", "Melville H. Moby-Dick. 1851.", "Starbuck, 1999, Sea, 7"),
            source=Source("f", 1),
        )
    ]


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ({"raw": "March 2004"}, 2004),
        ({"literal": "in press, 1999?"}, 1999),
        ("2011-01", 2011),
        ({"date-parts": [[]]}, None),
        ([2000], None),
    ],
)
def test_dates_as_they_come(date, year):
    text = json.dumps({"type": "book", "title": "T", "issued": date, "container-title": "V"})
    [paper] = csl.read(io.StringIO(text), "f")
    assert paper.year == year


@pytest.mark.parametrize(
    ("id_", "key"),
    [("http://zotero.org/users/1/items/AB12", ""), (7, ""), ("Ahab:2019", "Ahab:2019")],
)
def test_only_what_a_person_would_cite_by_is_a_key(id_, key):
    [paper] = csl.read(io.StringIO(json.dumps({"id": id_, "title": "T"})), "f")
    assert paper.key == key
