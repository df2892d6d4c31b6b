import io

from graph.core.types import Paper, Source
from graph.read import dblp

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
