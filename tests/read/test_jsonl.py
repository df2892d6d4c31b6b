import json

import pytest

from graph.core.types import Paper, Skip, Source
from graph.read import jsonl


def read(*lines):
    return list(jsonl.read(lines, "papers.jsonl"))


def test_every_known_field_is_read():
    line = {
        "id": 7,
        "title": " A  title ",
        "abstract": "<p>Told &amp; <i>said</i>.</p>",
        "year": "2020",
        "authors": [{"name": "Lovelace, Ada"}, "Bo", None],
        "venue": "V",
        "doi": "10.1234/X",
        "identifiers": {"isbn": 3},
        "references": ["8", 9, ""],
        "unknown": [1],
    }
    assert read(json.dumps(line)) == [
        Paper(
            "A title",
            key="7",
            abstract="Told & said.",
            year=2020,
            authors=("Ada Lovelace", "Bo"),
            venue="V",
            identifiers={"doi": "10.1234/x", "isbn": "3"},
            references=("8", "9"),
            source=Source("papers.jsonl", 1),
        )
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "not valid JSON"),
        ("[1, 2]", "not an object"),
        ('{"title": "  "}', "no title"),
        ('{"abstract": "alone"}', "no title"),
        ('{"title": ["a"]}', "no title"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_damaged_line_is_skipped_with_its_place_and_the_rest_is_read(line, reason):
    skip, paper = read(line, '{"title": "Good"}')
    assert isinstance(skip, Skip)
    assert skip.source == Source("papers.jsonl", 1)
    assert reason in skip.reason
    assert paper == Paper("Good", source=Source("papers.jsonl", 2))


@pytest.mark.parametrize("year", ["n.d.", None, [], {}, 1e400, "20", True, float("nan")])
def test_a_year_that_is_none_is_not_known(year):
    [paper] = read(json.dumps({"title": "T", "year": year}))
    assert paper.year is None


def test_recognised_by_its_first_line_even_where_that_is_cut():
    assert jsonl.recognises('\n{"id": 1, "title": "T"}\n')
    assert jsonl.recognises('{"title": "T", "abstract": "' + "x" * 70_000)
    assert not jsonl.recognises('{"type": "FeatureCollection"}')
    assert not jsonl.recognises("A title\n\nAn abstract")
    assert not jsonl.recognises("")
