import pytest

from graph import AmbiguousError, NotFoundError, Paper, build
from graph.find.lookup import find_name, find_paper


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
