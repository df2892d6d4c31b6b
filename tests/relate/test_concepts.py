import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph
from graph import Paper
from graph.core.sparse import canonical
from graph.relate.concepts import (
    FEW,
    SIFTED,
    _as_compared,
    _direct,
    _matches,
    _opening,
    _pattern,
    _without_head,
    concepts,
    spoken,
)


@pytest.mark.parametrize(
    ("long", "words"),
    [
        ("Structured State Space sequence model", ("structured", "state", "space")),
        ("Linear State-Space Layers", ("linear", "state", "space")),
        ("Diverse Beam Search", ()),  # no general head: whoever says it names it
        ("Mamba", ()),
        ("Neural Networks", ("neural",)),
    ],
)
def test_a_concept_is_a_long_form_without_its_head(long, words):
    assert _without_head(long) == words


def test_of_few_names_the_concepts_are_those_of_many(seeds):
    names = seeds.names
    which = np.arange(names.table.num_rows, dtype=np.int32)
    assert len(which) > FEW
    alone = [one for name in which for one in concepts(names, which[name : name + 1])]
    assert alone == list(concepts(names, which))


def test_words_are_found_in_any_case_number_and_with_hyphens():
    pattern = re.compile(_pattern(("state", "space", "family")))
    for text in ("State-Space families", "state spaces family", "STATE SPACE FAMILY"):
        assert pattern.search(text), text
    assert not pattern.search("state of space family")


WORD = st.sampled_from(["sky", "y", "kiss"])
BETWEEN = st.sampled_from([" ", "-", "\n- ", "--", "s ", "s-", " x "])


def forms(word):
    return [word, f"{word}s", word.upper(), word.replace("k", "\u212a"), f"{word[:-1]}ies"]


@settings(max_examples=300)
@given(st.tuples(WORD, WORD) | st.tuples(WORD, WORD, WORD), st.data())
def test_whatever_holds_the_words_begins_as_they_do(said, data):
    told = (data.draw(st.sampled_from(forms(word))) + data.draw(BETWEEN) for word in said)
    text = data.draw(st.sampled_from(["", "A ", "a-", "s"])) + "".join(told)
    pattern = _pattern(said)
    matched = len(_matches(pa.array([text]), pattern)) > 0
    assert len(_matches(pa.array([text] * SIFTED), pattern)) == matched * SIFTED
    assert matched >= bool(re.search(pattern, text, re.ASCII))
    assert any(form in _as_compared(text) for form in _opening(said)) >= matched


def test_words_that_begin_or_end_within_others_are_not_those():
    texts = ["a state space", "restate space", "state spaced", "restate space, state-space"]
    for some in (texts, texts + ["restate space"] * SIFTED):
        assert _matches(pa.array(some), _pattern(("state", "space"))).tolist() == [0, 3]


ZED = Paper(
    "Zippy sorting of lists",
    key="zed",
    abstract="We propose the Zippy Comparator Lattice model (ZCL), which sorts arrays of lists.",
)
SPEAKS = Paper(
    "Arrays in order",
    key="speaks",
    abstract="Unlike zippy comparator lattices, sorting arrays of lists by hand is slow.",
)
NAMES = Paper(
    "Arrays of lists",
    key="names",
    abstract="ZCL sorts arrays of lists. A zippy comparator lattice is costly.",
)
OTHERS = [Paper(f"Whale number {i}", key=f"w{i}", abstract="Whale song.") for i in range(9)]


def ties(*papers):
    atlas = graph.build([*papers, *OTHERS])
    keys = atlas.corpus.papers["key"].to_pylist()
    layer = next((x for x in atlas.graph.layers if x.name == "concepts"), None)
    found = zip(*layer.adjacency.nonzero(), strict=True) if layer else ()
    return {(keys[a], keys[b]) for a, b in found}, atlas


def test_who_speaks_of_the_long_form_is_tied_to_who_coined_it_but_who_names_it_is_not():
    found, atlas = ties(ZED, SPEAKS, NAMES)
    assert found == {("speaks", "zed")}
    keys = atlas.corpus.papers["key"].to_pylist()
    words, sentence = spoken(
        atlas.corpus, atlas.names, later=keys.index("speaks"), earlier=keys.index("zed")
    )
    assert words == "zippy comparator lattices"
    assert sentence == SPEAKS.abstract


def test_the_younger_paper_coined_nothing_that_the_older_speaks_of():
    from dataclasses import replace

    assert ties(replace(ZED, year=2000), replace(SPEAKS, year=2001))[0] == {("speaks", "zed")}
    assert ties(replace(ZED, year=2001), replace(SPEAKS, year=2000))[0] == set()


def test_a_step_between_explains_the_tie_away():
    # 2 speaks of what 0 coined, and names what 1 made, which speaks of it too
    concept = canonical(np.array([[0, 0, 0], [0.5, 0, 0], [0.5, 0, 0]]))
    lineage = canonical(np.array([[0, 0, 0], [0, 0, 0], [0, 0.8, 0]]))
    assert _direct(concept, lineage).toarray().tolist() == [[0, 0, 0], [0.5, 0, 0], [0, 0, 0]]
