import io

from graph.core.types import Paper, Source
from graph.read import endnote_xml

LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><database name="a.enl">a.enl</database><ref-type name="Journal Article">17</ref-type>
  <contributors><authors>
    <author><style face="normal">Ahab, Ada</style></author><author>Queequeg, B.</author>
  </authors><secondary-authors><author>Editor, E.</author></secondary-authors></contributors>
  <titles><title><style face="normal">Whale </style><style face="italic">song</style></title>
    <secondary-title>J Song</secondary-title></titles>
  <periodical><full-title>Journal of Song</full-title></periodical>
  <dates><year><style>2019</style></year></dates>
  <accession-num>WOS:000200148800007</accession-num>
  <electronic-resource-num>https://doi.org/10.1234/X</electronic-resource-num>
  <urls><related-urls><url>https://arxiv.org/abs/1901.01234</url></related-urls></urls>
  <abstract>Whales sing.</abstract>
</record>
<record><titles><title>A book</title></titles><contributors><secondary-authors>
  <author>Editor, E.</author></secondary-authors></contributors></record>
<record><ref-type name="Book">6</ref-type></record>
</records></xml>
"""


def test_records():
    assert endnote_xml.recognises(LIBRARY)
    paper, book, skip = endnote_xml.read(io.StringIO(LIBRARY), "f")
    assert paper == Paper(
        "Whale song",
        abstract="Whales sing.",
        year=2019,
        authors=("Ada Ahab", "B. Queequeg"),
        venue="Journal of Song",
        identifiers={
            "arxiv": "1901.01234",
            "doi": "10.1234/x",
            "wos": "WOS:000200148800007",
        },
        source=Source("f", 3),
    )
    assert book.authors == ("E. Editor",)
    assert (skip.source.line, skip.reason) == (18, "no title")
    assert not endnote_xml.recognises("<xml><Publication><Title>T</Title></Publication></xml>")
