import unicodedata

import numpy as np
import pyarrow as pa
import pytest

from graph.find.phrases import _TOKEN, distinct, read_stream

ODD = [
    "",
    " ",
    "plain words, and GPT-2+ twice: GPT-2+.",
    "a $ x + y $ formula; one price of $5 and none behind it, then $ a $b$",
    "state-of-the-art State of the Art STATE-of the-art state of-the-art state of art",
    "state of the article, a stateless machine, solid-state of the arts.",
    "x-state of the art, -hyphen --two, semi-\nsupervised\tand tab",
    "see https://a.b/c?d=$e$ or www.f.g, (cid:12) \\alpha \\ beta \\$",
    "cafe\u0301 cafe\u00e9, no\u00a0break\u2003space \u3000 模型 図",
    "$ never closed " + "x" * 90 + " $",
]


@pytest.mark.parametrize("text", [*ODD, " ".join(ODD)])
def test_tokens_are_those_of_the_whole_text_though_it_is_cut_at_its_blanks(text):
    stream = read_stream(pa.array(["first", text, "last"]))
    whole = _TOKEN.findall(unicodedata.normalize("NFC", text))
    found = [stream.spellings[token] for token in stream.tokens[stream.texts == 1]]
    assert [token.replace("-", " ") for token in found if "$" not in token] == [
        " ".join(token.split()).replace("-", " ") for token in whole if "$" not in token
    ]
    assert len(found) == len(whole)
    assert [word < 0 for word in stream.word[stream.texts == 1]] == [
        not read_stream(pa.array([token])).words for token in whole
    ]


def test_a_stream_of_no_text_is_empty():
    stream = read_stream(pa.array([], pa.string()))
    assert (len(stream.tokens), stream.words, stream.spellings) == (0, [], [])


def test_distinct_rows_come_in_order_with_their_numbers_and_counts():
    rows = np.random.default_rng(0).integers(0, 3, (200, 4))
    found, number, count = distinct(list(rows.T))
    expected = np.unique(rows, axis=0, return_counts=True)
    assert np.array_equal(found, expected[0])
    assert np.array_equal(count, expected[1])
    assert np.array_equal(found[number], rows)
