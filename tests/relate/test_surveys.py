import sys

import numpy as np

from graph import Paper, collect
from graph.relate.surveys import Surveys, find_surveys

PAPERS = [
    Paper("A survey of whales", key="a"),
    Paper("Whale song", key="b", abstract="In this survey, we list songs."),
    Paper("Whale diet", key="c", abstract="A survey was sent to whales."),
    Paper("Kelp: a review", key="d"),
    Paper("A review of the kelp", key="e", abstract="Kelp grows."),
]


def test_surveys_are_told_by_how_they_speak_of_themselves():
    assert find_surveys(collect(PAPERS).papers).tolist() == [True, True, False, True, True]


def test_asked_of_some_papers_it_says_what_it_says_of_all(monkeypatch):
    papers = collect(PAPERS).papers
    told = find_surveys(papers)
    for block in (1, 2, 10):
        monkeypatch.setattr(sys.modules[Surveys.__module__], "BLOCK", block)
        for rows in ([4, 2, 2, 0, 1], [3], []):
            rows = np.array(rows, np.int32)
            assert Surveys(papers)[rows].tolist() == told[rows].tolist()
