import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.types import Paper, Skip, Source
from graph.read import bibtex, entries
from graph.read.latex import plain


def read(text):
    return list(bibtex.read(io.StringIO(text), "library.bib"))


def one(fields, kind="article"):
    [paper] = read(f"@{kind}{{key, title = {{T}}, {fields}}}")
    return paper


LIBRARY = r"""This line is no entry, nor is someone@example.org (a comment).
@string{tnc = "Transactions on " # {Narrow} # " Caves"}
@STRING(ed = {Echo Press})
@preamble{"\newcommand{\noop}[1]{}"}
@comment{jabref-meta: databaseType:bibtex;}

@Article{Brook:1999,
  Title    = {{BATS} and the {\'E}cho of $\alpha$-Caves},
  author   = {de la Brook, Jr., Ada and K{\"o}hl, B. and {Cave, Sons and Co.} and others},
  journal  = TNC,
  year     = 1999,
  month    = jan # "~7",
  volume   = 3, number = "2",
  doi      = {https://doi.org/10.1000/ABC\_1},
  eprint   = {9901001}, eprintclass = "x",
  abstract = "A {""} quote, 50% of \emph{bats}, and a wrapped
              line.",
  keywords = {left, out},
  cites    = {Holt2001, Marsh:2002},
}
"""


def test_every_field_of_an_entry_is_read():
    assert read(LIBRARY) == [
        Paper(
            "BATS and the Écho of α-Caves",
            key="Brook:1999",
            abstract='A "" quote, 50% of bats, and a wrapped line.',
            year=1999,
            authors=("Ada de la Brook Jr.", "B. Köhl", "Cave, Sons and Co."),
            venue="Transactions on Narrow Caves",
            identifiers={"doi": "10.1000/abc_1"},
            references=("Holt2001", "Marsh:2002"),
            source=Source("library.bib", 7),
        )
    ]


def test_a_broken_entry_is_skipped_with_its_line_and_the_rest_is_read():
    first, second, third, fourth = read(
        "@article{a, title = {A}}\n@article{b, title = {B, year = 1\n}\n"
        "@article{c, title = {C}}\n@article{d,\n  title = {Cut sho"
    )
    assert (first.key, third.key) == ("a", "c")
    assert second == Skip(Source("library.bib", 2), "broken BibTeX: it is not closed")
    assert fourth == Skip(Source("library.bib", 5), "broken BibTeX: it is not closed")


def test_a_key_used_again_stays_with_the_first_paper():
    papers = read("@book{k, title={One}}\n@book{K, title={Two}}\n@book{, title={Three}}")
    assert [(paper.title, paper.key) for paper in papers] == [
        ("One", "k"),
        ("Two", ""),
        ("Three", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "@article{ title = {T} }",
        "@article {k, title = {T} year = 2000}",
        "@article(k, title = {T}, note = {:-)}, year = 2000)",
        "@article{k, title = {}, TITLE = {T}, title = {Other}}",
        "@article{k, title = T\n}",
        "@article{k,\r\n title = {T}\r\n}\r\n",
        "% @article{old,\n%  title = {Old},\n% }\n@article{k, title = {T}}",
        "@comment{\n@article{k, title = {T}}\n}",
        "@xdata{x, title = {T}}\n@misc{k, xdata = {x}}",
        "@set{s, entryset = {k}}\n@IEEEtranBSTCTL{c, ctluse = {no}}\n@article{k, title = {T}}",
    ],
)
def test_loose_spellings_are_one_paper(text):
    assert [record.title for record in read(text)] == ["T"]


def test_what_an_entry_takes_over_is_the_context_not_the_identity_of_its_parent():
    child, parent = sorted(
        read(
            "@inproceedings{c, title = {Child}, crossref = {P}}\n"
            "@proceedings{p, title = {Parent}, year = 2001, doi = {10.1000/p}, isbn = {1-2},"
            " editor = {Ed, E.}, abstract = {Of the parent.}}\n"
        ),
        key=lambda paper: paper.key,
    )
    assert (child.year, child.venue) == (2001, "Parent")
    assert (child.identifiers, child.abstract, child.authors) == ({}, "", ())
    assert (parent.identifiers, parent.authors) == ({"doi": "10.1000/p", "isbn": "1-2"}, ("E. Ed",))


def test_entries_that_take_over_from_each_other_come_to_an_end():
    [skip] = read("@misc{a, crossref = {a}, xdata = {a, b}}")
    assert skip.reason == "no title"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint = {1706.03762v5}, archivePrefix = {arXiv}", {"arxiv": "1706.03762"}),
        ("eprint = {1706.03762}", {"arxiv": "1706.03762"}),
        ("eprint = {https://e.org/article-pdf/3652727/x.pdf}", {}),
        ("eprint = {123}, eprinttype = {pubmed}", {"pmid": "123"}),
        ("journal = {arXiv preprint arXiv:1706.03762}", {"arxiv": "1706.03762"}),
        ("journal = {CoRR}, volume = {abs/1706.03762}", {"arxiv": "1706.03762"}),
        (
            "doi = {10.48550/arXiv.1706.03762}",
            {"arxiv": "1706.03762", "doi": "10.48550/arxiv.1706.03762"},
        ),
        ("howpublished = {\\url{https://doi.org/10.1/x}}", {}),
        ("url = {https://doi.org/10.1000/x_y}, doi = {none}", {"doi": "10.1000/x_y"}),
        ("isbn = {978-0}", {}),
        ("Unique-ID = {{ISI:000086967200001}}", {"wos": "WOS:000086967200001"}),
    ],
)
def test_identifiers(fields, expected):
    assert one(fields).identifiers == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("A. B. Cee AND\n Dee, E.", ("A. B. Cee", "E. Dee")),
        ("Cee, A.; Dee, E.", ("A. Cee", "E. Dee")),
        ("Cee, A., III", ("A. Cee III",)),
        ("family=Cee, given=Ada, prefix=de", ("Ada de Cee",)),
        ("{\\L}uk{\\'a}s{\\v z}, {\\.I}. and {{A} and {B}}", ("İ. Łukásž", "A and B")),
        ("others", ()),
    ],
)
def test_authors(names, expected):
    assert one(f"author = {{{names}}}").authors == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("references = {a1,b2,\n c3}", ("a1", "b2", "c3")),
        ("references = {Cee A., Caves, 1999; Dee B., Bats, 2000}",
         ("Cee A., Caves, 1999", "Dee B., Bats, 2000")),
        ("Cited-References = {{Cee A, 1999, CAVES, V3.\n   Dee B, 2000, BATS, V4; P5.}}",
         ("Cee A, 1999, CAVES, V3", "Dee B, 2000, BATS, V4; P5")),
    ],
)  # fmt: skip
def test_references(fields, expected):
    assert one(fields).references == expected


def test_lines_are_true_in_pieces_and_behind_a_stroke_at_the_end_of_a_line(monkeypatch):
    monkeypatch.setattr(entries, "_CHUNK", 100)
    text = "".join(f"@book{{k{n},\n  title = {{T{n}}},\n note = {{x \\\n}}}}\n" for n in range(50))
    papers = read(text + "@book{k3, title = {Again}}")
    assert [paper.source.line for paper in papers] == [1 + 4 * n for n in range(50)] + [201]
    assert papers[-1].key == ""


def test_recognised_by_an_entry_and_not_by_an_at_sign():
    assert bibtex.recognises("% Encoding: UTF-8\n\n  @Article {x,")
    assert bibtex.recognises("@softwareversion{x:1,\n  version = {2}")
    assert bibtex.recognises("@comment{jabref-meta: x}")
    assert not bibtex.recognises("@media(max-width:600px) {\n  color: red }")
    assert not bibtex.recognises("@cached(size, ttl=3)\ndef f(): ...")
    assert not bibtex.recognises('{"title": "@article{x,"}')
    assert not bibtex.recognises("@xref{Caves, , The caves}")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("{BERT} -- ``read'' it~all", "BERT – “read” it all"),
        (r"\'{\i} \v{s} \c c \ss{} \o re {\aa}", "í š ç ß øre å"),
        (r"\textit{a \textbf{b}} {\em c} \texttt{d}", "a b c d"),
        (r"$O(n \log n)$, CO$_2$ and $\sim$10 $x^2$", "O(n log n), CO2 and ∼10 x^2"),
        (r"from $5 to $6 or \$7", "from $5 to $6 or $7"),
        (r"10% \& 20\% of a_b & c#", "10% & 20% of a_b & c#"),
        (r"\href{https://e.org/a%20b}{here}, \url{https://e.org/a_b}", "here, https://e.org/a_b"),
        (r"{\TUG}", "TUG"),
        (r"p \textless{} 0.05", "p < 0.05"),
        (r"Mathematik \noopsort{1973}heute", "Mathematik heute"),
        ("} open { \\textbf{", " open  "),
    ],
)
def test_latex_is_read_as_it_is_set(code, text):
    assert plain(code) == text


@given(st.text(alphabet='{}\\$%~"@=,#\n()ab1 ', max_size=60))
def test_whatever_is_in_a_library_does_not_stop_the_reading(noise):
    records = read(f"@book{{a, title = {{One}}}}\n{noise}\n@book{{z, title = {{Last}}}}\n")
    assert records[0].title == "One"
    assert records[-1].title == "Last" or "@" in noise
    plain(noise)
