"""Known names that may stand in a text: told by pieces, none is left out that is read there."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core.types import NAMES
from graph.relate.names import known as known_module
from graph.relate.names.forms import LOOSE, Written, lay_out
from graph.relate.names.known import Spellings, known_in
from graph.relate.names.mentions import find
from graph.relate.names.text import key


def table(names):
    """Names, each given as its spellings."""
    columns = {
        "name": [spelt[0] for spelt in names],
        "kind": ["model"] * len(names),
        "aliases": [list(spelt[1:]) for spelt in names],
    }
    return pa.table(columns, schema=NAMES)


def known(names, *texts):
    return known_in(Spellings.of(table(names)), [[(text, "") for text in texts]]).tolist()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("QuickNet", "We use QuickNets twice"),
        ("QuickNet-7", "We use QuickNet 7 twice"),
        ("QuickNet-7", "We use QuickNet7 twice"),
        ("GPT2", "We use GPT-2 twice"),
        ("SCGAN", "We use SC-GAN twice"),
        ("State-Space Models", "On a state space model again"),
        ("Boxes of Memory", "On a box of memories"),
        ("Schrödinger Bridge", "The SCHRODINGER bridges fall"),
        ("RRT*", "Ways of RRT* are short"),
        ("42", "It is 42 again"),
    ],
)
def test_a_name_is_known_however_it_is_written(name, text):
    names = [["BubbleNet"], [name], ["Other", name], ["---"]]
    assert known(names, "Nothing of the kind", text) == [1, 2]


def test_a_name_is_known_only_where_one_paper_writes_all_of_it():
    names = [["Quick Brown"], ["Brown Fox"], ["Brown Fox Two"]]
    assert known(names, "a quick one", "the brown fox") == [1]
    assert known(names, "a quick one", "the brown fox", "two brown foxes") == [1, 2]


@pytest.mark.parametrize("text", ["We use QuickNet7", "We use QuickNet 7", "We use QuickNet"])
def test_a_number_behind_a_name_may_be_another(text):
    assert known([["QuickNet-8"]], text) == [0]


def test_papers_are_told_apart_across_blocks():
    blocks = [[("a quick one", "")], [("the brown", "fox")]]
    assert known_in(Spellings.of(table([["Quick Fox"], ["Brown Fox"]])), blocks).tolist() == [1]


def test_where_nothing_is_named_or_written_nothing_is_known():
    assert known([], "We use QuickNet") == []
    assert known([["QuickNet"]]) == known([["QuickNet"]], "") == []
    assert known([["+"]], "a + b") == []


WORDS = st.sampled_from(["Quick", "nets", "Net", "2", "3D", "GPT", "box", "Boxes", "C++", "Ünit"])
SPELT = st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from([" ", "-", ""])).map(
    lambda told: told[1].join(told[0])
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(SPELT, min_size=1, max_size=6, unique_by=key),
    st.lists(st.tuples(SPELT, SPELT), min_size=1, max_size=6),
    st.integers(1, 3),
)
def test_no_name_that_stands_is_unknown(names, texts, size):
    blocks = [texts[at : at + size] for at in range(0, len(texts), size)]
    forms = lay_out([Written(name, at, LOOSE) for at, name in enumerate(names)], common=len(names))
    standing = set(find(forms, 0, texts).rows[:, 1].tolist())
    spellings = Spellings.of(table([[name] for name in names]))
    told = known_in(spellings, blocks)
    assert standing <= set(told.tolist())
    with pytest.MonkeyPatch.context() as patch:  # papers that share a bit hide nothing
        patch.setattr(known_module, "BITS", 64)
        many = [*blocks, [("", "")] * 64]
        np.testing.assert_array_equal(known_in(spellings, many), told)
