import pytest

import graph
from graph import answers, show


@pytest.fixture(scope="module")
def related(toy_atlas):
    keys = toy_atlas.corpus.papers["key"].to_pylist()

    def ask(**years):
        return [keys[row] for row, _ in graph.find_related(toy_atlas, keys.index("D"), **years)]

    return ask


def test_related_papers_are_of_the_years_asked_for(related):
    assert related()[0] == "E"
    assert len(related()) > 1
    assert related(since=2001) == related(until=2001) == related(since=1999, until=2005) == ["E"]
    assert related(since=2002) == related(until=2000) == []


def test_related_tells_the_years_it_knows(toy_atlas, capsys):
    found = answers.related(toy_atlas, "D", until=2001)
    assert [(entry["id"], entry["year"]) for entry in found["related"]] == [("E", 2001)]
    show.related(found, show.out())
    assert "Parallel sorting of arrays (2001)\n" in capsys.readouterr().out
    every = answers.related(toy_atlas, "D")
    assert {entry["year"] for entry in every["related"]} == {None, 2001}
