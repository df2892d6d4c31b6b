import io
import json

import pytest

from graph.core.types import Paper, Source
from graph.read import hugging_face

TOLD = {
    "id": "2312.01234",
    "authors": [{"_id": "6", "name": "Ada Ahab", "hidden": False}, {"name": "Bo Queequeg"}],
    "publishedAt": "2023-12-02T00:00:00.000Z",
    "title": "Whale song\n  models",
    "summary": "We train\non whales.",
    "upvotes": 3,
}


@pytest.mark.parametrize(
    "value",
    [
        [TOLD],
        [{"paper": TOLD, "publishedAt": "2024-01-01", "title": "other", "numComments": 1}],
        {"papers": [{"paper": TOLD}]},
    ],
)
def test_papers_of_a_day_and_a_list(value):
    text = json.dumps(value)
    assert hugging_face.recognises(text)
    assert list(hugging_face.read(io.StringIO(text), "f")) == [
        Paper(
            "Whale song models",
            key="2312.01234",
            abstract="We train on whales.",
            year=2023,
            authors=("Ada Ahab", "Bo Queequeg"),
            identifiers={"arxiv": "2312.01234"},
            source=Source("f", 1),
        )
    ]


def test_a_summary_alone_makes_no_paper_of_theirs():
    assert not hugging_face.recognises('[{"id": 1, "title": "T", "summary": "S"}]')
