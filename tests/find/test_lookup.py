import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import AmbiguousError, Names, NotFoundError, Paper, build
from graph.core.sparse import canonical
from graph.core.text import title_key
from graph.core.types import NAMES, PLACES
from graph.find.lookup import _likely_titles, find_name, find_names, find_paper


@pytest.fixture(scope="module")
def atlas():
    return build(
        [
            Paper("Zeta: Fast Kinship Search", key="x1", abstract="We propose Zeta, a fast model."),
            Paper("Kinship search revisited", key="x2", abstract="We extend Zeta and BERT."),
            Paper("Kinship search in the large", key="zeta", abstract="BERT, at scale."),
            Paper("Exact words", key="x4"),
            Paper("Exact words and more", key="x5"),
        ]
    )


def find(atlas, text):
    return atlas.corpus.papers["key"][find_paper(atlas.corpus, atlas.names, text)].as_py()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x2", "x2"),
        ("zeta", "zeta"),  # a key comes before a model's name
        ("ZETA", "x1"),
        ("kinship SEARCH, revisited!", "x2"),
        ("exact words", "x4"),  # the whole title comes before words of one
        ("revisited", "x2"),
        ("kin large", "zeta"),
    ],
)
def test_a_paper_is_found_by_key_model_title_or_words(atlas, text, key):
    assert find(atlas, text) == key


def test_words_of_several_titles_list_the_candidates(atlas):
    with pytest.raises(AmbiguousError, match="fits 3 papers") as caught:
        find(atlas, "kinship search")
    assert ("x2", "Kinship search revisited") in caught.value.candidates
    assert caught.value.exit_code == 2


def test_a_model_that_no_paper_introduces_says_so(atlas):
    with pytest.raises(NotFoundError, match="introduces BERT, which 2 mention"):
        find(atlas, "BERT")


def test_a_near_miss_is_suggested(atlas):
    with pytest.raises(NotFoundError) as caught:
        find(atlas, "kinship serch revisted")
    assert "Kinship search revisited" in caught.value.hint
    assert caught.value.exit_code == 3
    for nonsense in ("", "  ", "??", "qqqqqq"):
        with pytest.raises(NotFoundError):
            find(atlas, nonsense)


def test_names_forgive_case_hyphen_and_plural(seeds):
    table = seeds.names.table["name"].to_pylist()
    for text in ("mamba", "MAMBA", "mambas"):
        assert table[find_name(seeds.names, text)] == "Mamba"
    with pytest.raises(NotFoundError, match="no model here is called") as caught:
        find_name(seeds.names, "Mamab")
    assert "Mamba" in caught.value.hint


TITLES = st.text(alphabet="Aab1 Éé-ß:_x\u0130", min_size=1, max_size=12)


@given(st.lists(TITLES, min_size=1, max_size=6), st.text(alphabet="abe1s ÉI-", max_size=5))
def test_sifting_titles_loses_none_that_holds_the_words(titles, text):
    words = title_key(text).split()
    kept = _likely_titles(pa.chunked_array([titles]), words)
    holding = {
        row: title_key(title)
        for row, title in enumerate(titles)
        if words and all(word in title_key(title) for word in words)
    }
    assert holding.items() <= kept.items()


@pytest.mark.parametrize("text", ["erdos renyi", "Erdős-Rényi", "erdosrenyis", "ER-graph"])
def test_a_name_is_found_by_any_of_its_spellings(text):
    n = 2
    table = pa.table(
        {
            "name": ["Zeta", "Erdős Rényi"],
            "kind": ["model", "family"],
            "aliases": [[], ["ER graph"]],
        },
        schema=NAMES,
    )
    none = canonical((1, n))
    names = Names(table, none, canonical(none, dtype=bool), PLACES.empty_table())
    assert find_names(names, text) == [1]
