import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.text import clean, fold, sentences, shorten, slug, title_key, unspaced, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S4 and GPT-2", ["s4", "and", "gpt-2"]),
        ("BioT5+ beats GSM++.", ["biot5+", "beats", "gsm++"]),
        ("LLaMA3.1-8B, state-space", ["llama3.1-8b", "state", "space"]),
        ("Schrödinger's ÉTUDE", ["schrodinger", "s", "etude"]),
        ("end. Next_one 3.5%", ["end", "next", "one", "3.5"]),
        ("序列 模型", ["序列", "模型"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("We use e.g. Mamba. It works.", ["We use e.g. Mamba.", "It works."]),
        ("By J. Smith et al. Then more.", ["By J. Smith et al. Then more."]),
        ("Gains of 2.5 points. 3 sets.", ["Gains of 2.5 points.", "3 sets."]),
        ("Such as S4, Mamba, etc. In this survey", ["Such as S4, Mamba, etc.", "In this survey"]),
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("no capital. follows", ["no capital. follows"]),
        ("  padded.  \n", ["padded."]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text())
def test_sentences_are_in_order_apart_and_leave_only_white_space_out(text):
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    kept = set().union(*(range(*span) for span in spans)) if spans else set()
    assert all(text[place].isspace() for place in range(len(text)) if place not in kept)


def test_sentences_of_a_hostile_line_take_no_time():
    for line in ("a" * 200_000, ". " * 100_000, '."' * 100_000, ".)" * 99_999 + " A"):
        assert sentences(line)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_title_key_forgets_case_accents_and_punctuation():
    assert title_key("Mamba: Linear-Time  Séquence!") == title_key("mamba linear time sequence")
    assert title_key("C++") != title_key("D++")


def test_slug_is_readable_cut_between_words_and_never_empty():
    assert slug("Mamba: Linear-Time!") == "mamba-linear-time"
    assert slug("alpha beta gamma", length=10) == "alpha-beta"
    assert slug("alphabetagamma", length=5) == "alpha"
    assert slug("???").startswith("untitled-")
    assert slug("???") != slug("!!!")


def test_clean_drops_control_characters_and_lone_surrogates():
    assert clean("a\x1b[31mb\x00\n\tc\ud800") == "a [31mb c?"


def test_shorten_stops_at_a_colon_or_between_words():
    assert shorten("Mamba: Linear-Time Sequence Modeling") == "Mamba"
    assert shorten("one two three four", length=10) == "one two…"
    assert shorten("short") == "short"


def fold_at_once(whole):
    """`fold` without cutting the text: what it does is defined by this."""
    spread = whole
    for _ in range(2):
        spread = unicodedata.normalize("NFKD", spread.casefold())
    bare = (char for char in spread if not unicodedata.combining(char) or unspaced(char))
    return unicodedata.normalize("NFC", "".join(bare))


@given(
    st.text(
        st.one_of(
            st.sampled_from(
                "aKs\u0301\u0338\u3099\u212a\u03a3\u03c2\u0130\u0149\u30ab\uac00\u1100\u1161\u0345\u1e9e\u017f"
            ),
            st.characters(codec="utf-8"),
        )
    )
)
def test_folding_by_runs_is_folding_at_once(whole):
    assert fold(whole) == fold_at_once(whole)
