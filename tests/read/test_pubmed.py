import io

from graph.core.types import Paper, Skip, Source
from graph.read import pubmed

SET = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle" "https://dtd.nlm.nih.gov/p.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation Status="MEDLINE"><PMID Version="1">30001234</PMID>
    <DateCompleted><Year>2020</Year></DateCompleted>
    <Article>
      <Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>
        </JournalIssue><Title>Journal of song</Title></Journal>
      <ArticleTitle>Whale <i>song</i> at p&lt;0.05.</ArticleTitle>
      <ELocationID EIdType="pii">S1</ELocationID>
      <ELocationID EIdType="doi">10.1234/X</ELocationID>
      <Abstract>
        <AbstractText Label="AIM">To listen.</AbstractText>
        <AbstractText Label="UNLABELLED">Then H<sub>2</sub>O.</AbstractText>
        <CopyrightInformation>None of it.</CopyrightInformation>
      </Abstract>
      <AuthorList>
        <Author><LastName>Ahab</LastName><ForeName>Ada</ForeName><Initials>A</Initials></Author>
        <Author><LastName>Queequeg</LastName><Initials>B</Initials></Author>
        <Author><CollectiveName>The Crew</CollectiveName></Author>
      </AuthorList>
    </Article>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList><ArticleId IdType="pubmed">30001234</ArticleId>
      <ArticleId IdType="pmc">PMC7000001</ArticleId></ArticleIdList>
    <ReferenceList>
      <Reference><Citation>Melville H. 1851.</Citation></Reference>
      <Reference><Citation>Both.</Citation><ArticleIdList>
        <ArticleId IdType="pubmed">11111</ArticleId>
        <ArticleId IdType="doi">10.1000/one</ArticleId></ArticleIdList></Reference>
      <Reference><ArticleIdList><ArticleId IdType="pubmed">22222</ArticleId></ArticleIdList>
      </Reference>
    </ReferenceList>
  </PubmedData>
</PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>40005678</PMID>
  <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
  <Book><BookTitle>A book</BookTitle><PubDate><Year>2009</Year></PubDate></Book>
</BookDocument></PubmedBookArticle>
<PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><Article><ArticleTitle>[Not Available].</ArticleTitle>
  <VernacularTitle>Le chant.</VernacularTitle></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
"""


def test_articles_books_and_what_has_no_title():
    assert pubmed.recognises(SET)
    article, book, skip, foreign = pubmed.read(io.StringIO(SET), "f")
    assert article == Paper(
        "Whale song at p<0.05",
        abstract="AIM: To listen. Then H2O.",
        year=1998,
        authors=("Ada Ahab", "B Queequeg", "The Crew"),
        venue="Journal of song",
        identifiers={"doi": "10.1234/x", "pmcid": "PMC7000001", "pmid": "30001234"},
        references=("Melville H. 1851.", "10.1000/one", "PMID:22222"),
        source=Source("f", 4),
    )
    assert (book.title, book.year, book.identifiers) == ("A book", 2009, {"pmid": "40005678"})
    assert skip == Skip(Source("f", 42), "no title")
    assert foreign.title == "Le chant"


def test_a_single_article_stands_for_itself():
    text = "<PubmedArticle><Article><ArticleTitle>One.</ArticleTitle></Article></PubmedArticle>"
    assert pubmed.recognises(text)
    assert [paper.title for paper in pubmed.read(io.StringIO(text), "f")] == ["One"]
