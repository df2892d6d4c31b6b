import io
import json

from graph.core.types import Paper, Skip, Source
from graph.read import arxiv

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: search_query=all:whale</title>
  <id>http://arxiv.org/api/abc</id>
  <entry>
    <id>http://arxiv.org/abs/1901.01234v2</id>
    <updated>2020-01-02T00:00:00Z</updated>
    <published>2019-01-03T00:00:00Z</published>
    <title>Whale song: {\\'e}tudes
  in the \\textit{Arctic}</title>
    <summary>  Whales sing for $n &lt; 3$ hours.
</summary>
    <author><name>Ada Ahab</name></author>
    <author><name>Bo Queequeg</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1234/X</arxiv:doi>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. Song 3</arxiv:journal_ref>
  </entry>
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format</id>
    <title>Error</title>
    <summary>incorrect id format for 1</summary>
  </entry>
</feed>
"""
SNAPSHOT = {
    "id": "hep-th/9901001",
    "submitter": "Ada",
    "authors": "A. Ahab and B. Qu\\'equeg Jr",
    "title": 'Strings\n  of Schr\\"odinger',
    "journal-ref": "J.Song 3 (2001) 1",
    "doi": "10.1234/Y",
    "categories": "hep-th",
    "abstract": "  We sing.\n",
    "versions": [{"version": "v1", "created": "Mon, 4 Jan 1999 10:00:00 GMT"}],
    "update_date": "2009-10-31",
    "authors_parsed": [["Ahab", "A.", ""], ["Qu\\'equeg", "B.", "Jr"]],
}


def test_an_answer_of_the_api():
    assert arxiv.recognises_feed(FEED)
    paper, error = arxiv.read_feed(io.StringIO(FEED), "f")
    assert paper == Paper(
        "Whale song: études in the Arctic",
        key="1901.01234",
        abstract="Whales sing for $n < 3$ hours.",
        year=2019,
        authors=("Ada Ahab", "Bo Queequeg"),
        venue="J. Song 3",
        identifiers={"arxiv": "1901.01234", "doi": "10.1234/x"},
        source=Source("f", 5),
    )
    assert error == Skip(Source("f", 18), "an error that arXiv told: incorrect id format for 1")


def test_a_feed_of_something_else_is_none_of_arxiv():
    assert not arxiv.recognises_feed("<feed><title>Weather</title></feed>")
    assert not arxiv.recognises_feed("<rss><link>https://arxiv.org</link></rss>")


def test_the_metadata_snapshot():
    text = json.dumps(SNAPSHOT) + "\n" + json.dumps({"id": "0704.0001", "authors_parsed": []})
    assert arxiv.recognises_snapshot(text)
    paper, skip = arxiv.read_snapshot(io.StringIO(text), "f")
    assert paper == Paper(
        "Strings of Schrödinger",
        key="hep-th/9901001",
        abstract="We sing.",
        year=1999,
        authors=("A. Ahab", "B. Quéqueg Jr"),
        venue="J.Song 3 (2001) 1",
        identifiers={"arxiv": "hep-th/9901001", "doi": "10.1234/y"},
        source=Source("f", 1),
    )
    assert skip == Skip(Source("f", 2), "no title")


def test_the_number_tells_the_year():
    numbers = ("2312.00752", "0704.0001", "hep-th/9107001", "math/0309136", "")
    assert [*map(arxiv.posted, numbers)] == [2023, 2007, 1991, 2003, None]
