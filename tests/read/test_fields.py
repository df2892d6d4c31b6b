import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.text import clean
from graph.read.fields import arxiv, doi, identifiers, line, people, year

anything = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.text()),
    st.binary(),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Two\n lines\t", "Two lines"),
        ("Kin &amp; kind, na&iuml;ve &#8211; &#x3b1;", "Kin & kind, naïve – α"),
        ("twice &amp;lt;p&amp;gt;escaped&amp;lt;/p&amp;gt;", "twice escaped"),
        ("AT&T, p. 3 & 4; ?a=1&copy=2", "AT&T, p. 3 & 4; ?a=1&copy=2"),
        ("H<sub>2</sub>O and <i>in vivo</i>", "H2O and in vivo"),
        ("<fixed-case>BERT</fixed-case>s", "BERTs"),
        ("<jats:title>Aim</jats:title><jats:p>We look.</jats:p>", "Aim We look."),
        ('One<br/>two<P class="x">three</P>', "One two three"),
        ("x <y and z> w, <s> and <subject, object>", "x <y and z> w, <s> and <subject, object>"),
        ("na\u00c3\u00afve, the author\u00e2\u20ac\u2122s", "naïve, the author’s"),
        ("the author\x92s \x93own\x94", "the author’s “own”"),
        ("Ãngström, Größe, Łódź", "Ãngström, Größe, Łódź"),
        (7, "7"),
        (float("nan"), ""),
        (True, ""),
        (None, ""),
        (["a"], ""),
    ],
)
def test_a_line_of_plain_text(value, text):
    assert line(value) == text


@given(anything)
def test_a_line_is_clean_whatever_the_value(value):
    assert clean(line(value)) == line(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (2017, 2017),
        ("2017-06-12", 2017),
        ("June 2017", 2017),
        (2017.0, 2017),
        ("12345", None),
        ("20", None),
        ("n.d.", None),
        (True, None),
        ([2017], None),
        (float("inf"), None),
    ],
)
def test_a_year_is_four_digits_that_can_be_one(value, found):
    assert year(value) == found


def test_people_are_named_as_one_says_it():
    assert people(["Gu, Albert", "Tri Dao", " ", None, "Plato"]) == (
        *("Albert Gu", "Tri Dao", "Plato"),
    )


def test_identifiers_are_in_their_shortest_form():
    assert doi("(see https://doi.org/10.1000/ABC(1).)") == "10.1000/abc(1)"
    assert doi("10.1000/x]; 10.1000/y") == "10.1000/x"
    sici = "10.1002/(sici)1097-4636(199823)43:4<433::aid-jbm1>3.0.co;2-#"
    assert doi(f"<b>{sici}</b>") == sici
    assert doi("doi: none") == ""
    assert arxiv("https://arxiv.org/abs/2312.00752v2") == "2312.00752"
    assert arxiv("arXiv:math.GT/0309136") == "math.GT/0309136"
    found = identifiers(pmid=12, doi="doi:10.1000/X", arxiv="none", isbn=None)
    assert list(found.items()) == [("doi", "10.1000/x"), ("pmid", "12")]
