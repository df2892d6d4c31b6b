import io

from graph.core.types import Paper, Source
from graph.read import dblp
from graph.read.bounded import BoundedText

DUMP = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd">
<dblp>
<article key="journals/song/Ahab19" mdate="2020-01-01">
<author>Ada Ahab 0001</author><author>B&ouml; Queequeg</author>
<title>Whale <sub>song</sub>.</title><year>2019</year><journal>J. Song</journal>
<ee>https://doi.org/10.1234/X</ee><ee>http://arxiv.org/abs/1901.01234</ee>
<cite>journals/sea/Melville51</cite><cite>...</cite>
</article>
<proceedings key="conf/song/2019"><title>Proceedings.</title></proceedings>
<www key="homepages/1"><title>Home Page</title></www>
<inproceedings key="conf/song/B20"><title>Second?</title><booktitle>SONG</booktitle></inproceedings>
</dblp>
"""


def test_publications_without_proceedings_and_home_pages():
    assert dblp.recognises(DUMP)
    first, second = dblp.read(io.StringIO(DUMP), "f")
    assert first == Paper(
        "Whale song",
        key="journals/song/Ahab19",
        year=2019,
        authors=("Ada Ahab", "Bö Queequeg"),
        venue="J. Song",
        identifiers={"arxiv": "1901.01234", "doi": "10.1234/x"},
        references=("journals/sea/Melville51",),
        source=Source("f", 4),
    )
    assert (second.title, second.venue) == ("Second?", "SONG")


def test_home_pages_beside_the_papers_are_passed_over_however_many(monkeypatch):
    monkeypatch.setattr("graph.read.bounded.ROOM", 0)
    page = "<www key='homepages/1'><author>A B</author><title>Home Page</title></www>\n" * 4000
    paper = "<article key='k%d'><title>Title %d</title></article>\n"
    content = io.BytesIO(f"<dblp>{paper % (1, 1)}{page}{paper % (2, 2)}</dblp>".encode())
    text = BoundedText(content, "utf-8", longest=1 << 15)
    assert [one.title for one in dblp.read(text, "f")] == ["Title 1", "Title 2"]
    assert not text.endless
