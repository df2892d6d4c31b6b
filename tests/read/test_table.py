"""Tables of all exporters: columns, separators, preambles, and rows that went wrong."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core.types import Paper, Skip, Source
from graph.read import table

ROW = {"title": "Whale song", "abstract": "They sing.", "year": 2019, "authors": ("Ada Ahab",)}


def read(text):
    assert table.recognises(text)
    return list(table.read(io.StringIO(text), "f"))


def paper(line=2, **fields):
    return Paper(**{**ROW, **fields}, source=Source("f", line))


def written(columns, separator=","):
    """A table of one row, in which every cell is quoted."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(
        [list(columns), list(columns.values())]
    )
    return text.getvalue().replace("\r", "")


TWO = ("Ada Ahab", "Cy Stubb")
EXPORTS = {
    "Scopus": (
        {
            "Authors": "Ahab, A.; Stubb, C.",
            "Author full names": "Ahab, Ada (57001234567); Stubb, Cy (57001234568)",
            "Author(s) ID": "57001234567; 57001234568",
            "Title": "Whale song",
            "Year": "2019",
            "Source title": "J Song",
            "DOI": "10.1234/X",
            "Abstract": "[No abstract available]",
            "References": "Flask, (1999) Oil; Pip, (2001) Sea",
            "PubMed ID": "30001234",
            "Source": "Scopus",
            "EID": "2-s2.0-85000000001",
        },
        paper(
            abstract="",
            authors=TWO,
            venue="J Song",
            identifiers={"doi": "10.1234/x", "pmid": "30001234", "scopus": "2-s2.0-85000000001"},
            references=("Flask, (1999) Oil", "Pip, (2001) Sea"),
        ),
    ),
    "Web of Science, tags": (
        {
            "PT": "J",
            "AU": "Ahab, A",
            "AF": "Ahab, Ada",
            "TI": "Whale song",
            "SO": "J SONG",
            "ID": "OCEAN; KRILL",
            "AB": "They sing.",
            "CR": "FLASK, 1999, OIL, V3; [Anonymous], 2001, SEA",
            "DI": "10.1234/X",
            "PY": "2019",
            "UT": "WOS:000200148800007",
            "DA": "2024-05-06",
        },
        paper(
            venue="J SONG",
            identifiers={"doi": "10.1234/x", "wos": "WOS:000200148800007"},
            references=("FLASK, 1999, OIL, V3", "[Anonymous], 2001, SEA"),
        ),
    ),
    "Web of Science, names": (
        {
            "Publication Type": "J",
            "Authors": "Ahab, A",
            "Author Full Names": "Ahab, Ada",
            "Article Title": "Whale song",
            "Source Title": "J SONG",
            "Abstract": "They sing.",
            "Cited References": "FLASK, 1999, OIL",
            "Publication Year": "2019",
            "DOI Link": "http://dx.doi.org/10.1234/X",
            "UT (Unique WOS ID)": "WOS:000200148800007",
        },
        paper(
            venue="J SONG",
            identifiers={"doi": "10.1234/x", "wos": "WOS:000200148800007"},
            references=("FLASK, 1999, OIL",),
        ),
    ),
    "IEEE Xplore": (
        {
            "Document Title": "Whale song",
            "Authors": "A. Ahab; C. Stubb",
            "Publication Title": "Proc. Song",
            "Date Added To Xplore": "4 Feb 2021",
            "Publication Year": "2019",
            "Abstract": "They sing.",
            "DOI": "10.1109/X.1",
        },
        paper(
            authors=("A. Ahab", "C. Stubb"), venue="Proc. Song", identifiers={"doi": "10.1109/x.1"}
        ),
    ),
    "Springer": (
        {
            "Item Title": "Whale song",
            "Publication Title": "Songs",
            "Item DOI": "10.1007/x",
            "Authors": "Ada AhabCy Stubb",
            "Publication Year": "2019",
        },
        paper(abstract="", authors=TWO, venue="Songs", identifiers={"doi": "10.1007/x"}),
    ),
    "Lens": (
        {
            "Lens ID": "000-111-222-333-444",
            "Title": "Whale song",
            "Date Published": "2018-12-31",
            "Publication Year": "2019",
            "Source Title": "J Song",
            "Author/s": "Ada Ahab",
            "Abstract": "They sing.",
            "PMID": "30001234.0",
            "References": "000-111-222-333-555; 000-111-222-333-66X",
        },
        paper(
            key="000-111-222-333-444",
            venue="J Song",
            identifiers={"pmid": "30001234"},
            references=("000-111-222-333-555", "000-111-222-333-66X"),
        ),
    ),
    "OpenAlex": (
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.48550/arXiv.1901.01234",
            "display_name": "Whale song",
            "publication_year": "2019",
            "authorships.author.display_name": "Ada Ahab|Cy Stubb",
            "primary_location.source.display_name": "J Song",
            "abstract": "They sing.",
            "referenced_works": "https://openalex.org/W7|https://openalex.org/W8",
        },
        paper(
            key="W1",
            authors=TWO,
            venue="J Song",
            identifiers={
                "arxiv": "1901.01234",
                "doi": "10.48550/arxiv.1901.01234",
                "openalex": "W1",
            },
            references=("W7", "W8"),
        ),
    ),
    "PubMed": (
        {
            "PMID": "30001234",
            "Title": "Whale song",
            "Authors": "Ahab A, Stubb C.",
            "First Author": "Ahab A",
            "Journal/Book": "J Song",
            "Publication Year": "2019",
            "PMCID": "PMC7000001",
            "DOI": "",
        },
        paper(
            abstract="",
            authors=("Ahab A", "Stubb C"),
            venue="J Song",
            identifiers={"pmcid": "PMC7000001", "pmid": "30001234"},
        ),
    ),
    "Zotero": (
        {
            "Key": "AB12CD34",
            "Item Type": "preprint",
            "Publication Year": "2019",
            "Author": "Ahab, Ada; Stubb, Cy",
            "Title": "Whale song",
            "Publication Title": "",
            "Url": "http://arxiv.org/abs/1901.01234",
            "Abstract Note": "They sing.",
            "Date": "2018",
        },
        paper(key="AB12CD34", authors=TWO, identifiers={"arxiv": "1901.01234"}),
    ),
    "Embase": (
        {
            "Title": "Whale song",
            "Author Names": "Ahab A., Stubb C.",
            "Source": "Journal of Song (2019) 3:3 (1-9)",
            "Abstract": "They sing.",
        },
        paper(authors=("Ahab A.", "Stubb C."), venue="Journal of Song"),
    ),
    "ASReview": (
        {
            "record_id": "4",
            "title": "Whale song",
            "abstract": "They sing.",
            "authors": "['Ahab, Ada']",
            "publication_year": "2019//",
            "label_included": "1",
        },
        paper(key="4"),
    ),
}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("source", EXPORTS)
def test_every_export_gives_its_fields(source, separator):
    columns, expected = EXPORTS[source]
    assert read(written(columns, separator)) == [expected]
    backwards = dict(reversed(columns.items()))
    assert read(written(backwards, separator)) == [expected]


def test_lines_above_the_header():
    dimensions = {
        "Rank": "1",
        "Publication ID": "pub.1001",
        "Title": "Whale song",
        "Abstract": "They sing.",
        "PubYear": "2019",
        "Authors": "Ahab, Ada",
        "Cited references": "[Flask|Oil|1999|10.1000/One|pub.7|3]",
    }
    about = "\"About the data: Exported on Nov 01, 2023. Criteria: 'whale' in title, abstract\"\n"
    assert read(about + written(dimensions)) == [
        paper(3, key="pub.1001", references=("10.1000/one",))
    ]
    by_hand = "sep=;\n title ; Year;AUTHORS ;Abstract\nWhale song;2019;Ada Ahab;They sing.\n"
    assert read(by_hand) == [paper(3)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_may_hold_separators_quotes_and_lines(separator):
    text = 'title@abstract@year\n"a@b ""c"""@"d\n\ne"@2001\nf@g@2002\n'.replace("@", separator)
    first, second = read(text)
    title = f'a{separator}b "c"'.replace("\t", " ")
    assert (first.title, first.abstract, first.year) == (title, "d e", 2001)
    assert (second.title, second.source.line) == ("f", 5)


def test_rows_that_do_not_fit():
    text = (
        "title,abstract,authors,year\n"
        "long,a,b,2001,,\n"  # empty cells too many
        "comma,a,b,c,2001\n"  # a separator that is not quoted
        "short,a\n"
        "torn\n"
        ",,,\n\n"  # nothing
        "title,abstract,authors,year\n"  # two exports, one behind the other
        ",no title,b,2001\n"
        "-,rule,b,2001\n"
        "last,a,b,2002"
    )
    *found, last = read(text)
    told = [(p.source.line, p.title if isinstance(p, Paper) else p.reason) for p in found]
    assert told == [
        (2, "long"),
        (3, "5 cells for 4 columns"),
        (4, "short"),
        (5, "1 cell for 4 columns"),
        (9, "no title"),
        (10, "no title"),
    ]
    assert (last.title, last.year, last.source.line) == ("last", 2002, 11)


def test_a_stray_quotation_mark_costs_its_own_row_at_most():
    rows = [f"t{n},{n} words,A. Uthor,20{n:02}" for n in range(40)]
    rows[3] = 't3,"an open mark,A. Uthor,2003'  # fits if the mark means nothing
    rows[7] = 't7,"an open mark, and more,A. Uthor,2007'
    found = read("title,abstract,authors,year\n" + "\n".join(rows) + "\n")
    [skip] = [one for one in found if isinstance(one, Skip)]
    assert skip == Skip(Source("f", 9), "a quotation mark is left open, or a cell is too long")
    titles = [one.title for one in found if isinstance(one, Paper)]
    assert titles == [f"t{n}" for n in range(40) if n != 7]
    assert next(one for one in found if one.source.line == 5).abstract == "an open mark"
    assert [one.source.line for one in found] == list(range(2, 42))


def test_a_cell_without_end_is_bounded(monkeypatch):
    monkeypatch.setattr(table, "_allow_long_cells", lambda: None)
    csv.field_size_limit(1000)
    rows = "".join(f"t{n},{n}\n" for n in range(300))
    try:
        found = read('title,year\nbad,"1999 and never closed, too\n' + rows)
    finally:
        csv.field_size_limit(131_072)
    assert [type(one) for one in found[:2]] == [Skip, Paper]
    assert len(found) == 301


def test_scopus_repeats_a_column_in_rows_alone():
    text = (
        "Title,Year,Funding Text 1,References,EID\n"
        "one,2001,f,r,2-s2.0-1\n"
        "two,2002,f,g,h,r; s,2-s2.0-2\n"
    )
    assert [(p.references, p.identifiers["scopus"]) for p in read(text)] == [
        (("r",), "2-s2.0-1"),
        (("r", "s"), "2-s2.0-2"),
    ]


def test_rows_may_have_names_for_which_there_is_no_column():
    text = 'title\tabstract\n"1"\tWhales\tsing\n"2"\tFish\tdo not\n'
    assert [(p.title, p.abstract) for p in read(text)] == [("Whales", "sing"), ("Fish", "do not")]


def test_a_table_without_titles_says_what_it_has():
    text = "abstract,authors,year\nThey sing.,Ada,2019\n"
    [skip] = read(text)
    assert skip == Skip(
        Source("f", 1), "no column holds titles; there are: abstract, authors, year"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Id,Title,Acronym,Source,Rank\n1,Conference on Song,CS,CORE,B\n",
        "name,value\na,1\n",
        "Title: something, Authors: nobody\n",
        "@article{key,\n  title = {A},\n  year = {2001},\n}\n",
        "TY  - JOUR\nTI  - A, B\nER  - \n",
        "FN Clarivate\nVR 1.0\nPT J\nAU Ahab, A\nTI Whale\nER\n",
        "The title, abstract, and year of each paper are given below.\n",
    ],
)
def test_what_is_no_table_of_papers(text):
    assert not table.recognises(text)
    [skip] = table.read(io.StringIO(text), "f")
    assert skip == Skip(Source("f", 0), "no row names the columns of a table of papers")


_cell = st.text(alphabet='ab,;"\n\t|', max_size=6)


@settings(max_examples=40)
@given(rows=st.lists(st.lists(_cell, max_size=5), max_size=6), raw=_cell)
def test_no_rows_break_it(rows, raw):
    lines = "\n".join(",".join(row) for row in rows)
    text = f"title,abstract,year\n{lines}{raw}\nlast,x,2001\n"
    for one in table.read(io.StringIO(text), "f"):
        assert 2 <= one.source.line <= text.count("\n")
