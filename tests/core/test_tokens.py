"""Words of many texts at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.text import words
from graph.core.tokens import tokens

# All that tells where a word of ASCII begins and ends, and what is not ASCII: a letter, a mark, a
# digit, a dash, a quote, a letter that folds to two, and scripts without spaces.
LETTERS = "ab1+-._ \n" + "éαø\u0301٣–’ﬁ" + "模ก"


def found(texts):
    told = tokens(texts)
    of_text = [[] for _ in texts]
    for text, word in zip(told.text.tolist(), told.words.to_pylist(), strict=True):
        of_text[text].append(word)
    return of_text


@given(st.lists(st.one_of(st.text(LETTERS, max_size=12), st.text(max_size=12)), max_size=4))
def test_words_of_many_texts_are_those_of_each(texts):
    assert found(texts) == [words(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    ["GPT-2 and LLaMA3.1-8B", "C++11", "a++++b+", "3.-1.5", "-1 .5 x-", "x_1", "mid–dash’s", ""],
)
def test_names_are_one_word(text):
    assert found(["before", text, "behind"]) == [["before"], words(text), ["behind"]]
