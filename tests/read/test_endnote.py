import io

import pytest

from graph.core.types import Paper, Skip, Source
from graph.read import endnote


def read(text):
    return list(endnote.read(io.StringIO(text), "export.enw"))


RECORD = """
%0 Journal Article
%A Brook, Ada
%A Köhl, B.
%D 1999
%T Echoes of a
very long cave
%J Journal of Caves
%X The first paragraph, 50
% of it blank.

The second paragraph.
%R 10.1000/ABC
%U https://arxiv.org/abs/1706.03762
%F Brook1999
%1 left out
"""


def test_every_field_of_a_record_is_read():
    assert read(RECORD) == [
        Paper(
            "Echoes of a very long cave",
            key="Brook1999",
            abstract="The first paragraph, 50 % of it blank. The second paragraph.",
            year=1999,
            authors=("Ada Brook", "B. Köhl"),
            venue="Journal of Caves",
            identifiers={"arxiv": "1706.03762", "doi": "10.1000/abc"},
            source=Source("export.enw", 2),
        )
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("%0 Book\n%T A\n%0 Book\n%T B\n", ["A", "B"]),
        ("%0 Book\n%T A\n\n\n%0 Book\n%A Nameless\n", ["A", None]),
        ("%T A\n%A Cee\n\n%A Dee\n%T B", ["A", "B"]),  # Refer: divided by empty lines
    ],
)
def test_records_are_told_apart(text, titles):
    found = read(text)
    assert [None if isinstance(record, Skip) else record.title for record in found] == titles


def test_recognised_by_its_first_line():
    assert endnote.recognises("\n%0 Book\n%T A")
    assert endnote.recognises("%A Cee, D.")
    assert not endnote.recognises("% Encoding: UTF-8\n@article{a,")
    assert not endnote.recognises("%PDF-1.7")
    assert not endnote.recognises("A line\n%0 Book")
