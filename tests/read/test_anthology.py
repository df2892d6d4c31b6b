import io

from graph.core.types import Paper, Source
from graph.read import anthology

NEW = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2020.acl">
  <volume id="main" ingest-date="2020-06-21">
    <meta>
      <booktitle>Proceedings of the <fixed-case>ACL</fixed-case></booktitle>
      <editor><first>Not</first><last>An Author</last></editor>
      <year>2020</year>
    </meta>
    <frontmatter><url>2020.acl-main.0</url><bibkey>acl-2020</bibkey></frontmatter>
    <paper id="1">
      <title>Whale<fixed-case>BERT</fixed-case> for <tex-math>O(n)</tex-math> song</title>
      <author><first>Ada</first><last>Ahab</last></author>
      <author><last>Queequeg</last></author>
      <abstract>We <b>pre</b>train &amp; sing.</abstract>
      <url hash="ab">2020.acl-main.1</url>
      <doi>10.18653/v1/2020.acl-main.1</doi>
      <bibkey>ahab-queequeg-2020-whalebert</bibkey>
    </paper>
    <paper id="2"><title>Second</title></paper>
    <paper id="3"><author><first>No</first><last>Title</last></author></paper>
  </volume>
</collection>
"""


def test_papers_take_what_they_lack_from_their_volume():
    assert anthology.recognises(NEW)
    first, second, skip = anthology.read(io.StringIO(NEW), "f")
    assert first == Paper(
        "WhaleBERT for O(n) song",
        key="ahab-queequeg-2020-whalebert",
        abstract="We pretrain & sing.",
        year=2020,
        authors=("Ada Ahab", "Queequeg"),
        venue="Proceedings of the ACL",
        identifiers={"acl": "2020.acl-main.1", "doi": "10.18653/v1/2020.acl-main.1"},
        source=Source("f", 10),
    )
    assert (second.key, second.year, second.venue) == ("2020.acl-main.2", 2020, first.venue)
    assert (skip.source.line, skip.reason) == (20, "no title")


def test_old_numbers_have_four_digits_behind_the_hyphen():
    for collection, volume, number in (("P18", "1", "P18-1007"), ("W18", "12", "W18-1207")):
        text = f'<collection id="{collection}"><volume id="{volume}"><paper id="7"><title>T</title>'
        [paper] = anthology.read(io.StringIO(text + "</paper></volume></collection>"), "f")
        assert paper.identifiers == {"acl": number}


def test_other_collections_are_none_of_it():
    assert not anthology.recognises("<collection><record><leader>0</leader></record></collection>")
    [lone] = anthology.read(io.StringIO("<paper><title>T</title></paper>"), "f")
    assert lone == Paper("T", source=Source("f", 1))
