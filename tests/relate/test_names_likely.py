"""Where a name may stand: told by terms, it leaves out no paper in which the name is read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import Paper
from graph.core.growth import Growth
from graph.read.corpus import collect
from graph.relate.names import likely as likely_module
from graph.relate.names.forms import CAPITAL, COINED, LOOSE, Written, lay_out
from graph.relate.names.likely import likely_papers
from graph.relate.names.mentions import find
from graph.relate.names.text import key
from graph.relate.terms import extract_terms


def likely(surfaces, texts, case=LOOSE):
    records = [Paper(text, abstract=text, key=f"{at:03}") for at, text in enumerate(texts)]
    papers = collect(records, merge=False).papers
    growth = Growth(np.arange(len(texts), dtype=np.int32), np.zeros(len(texts), bool))
    cases = dict.fromkeys(surfaces, case)
    return likely_papers(cases, papers, extract_terms(papers)[0], growth=growth).tolist()


def standing(surfaces, texts, case=LOOSE):
    """Papers in which the spellings are read as names."""
    forms = {key(surface): number for number, surface in enumerate(surfaces)}
    written = [Written(surface, forms[key(surface)], case) for surface in surfaces]
    found = find(lay_out(written, common=len(surfaces)), 0, [(text, text) for text in texts])
    return set(found.rows[:, 0].tolist())


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("QuickNet", "We use QuickNets twice"),
        ("QuickNet-7", "We use QuickNet 7 twice"),
        ("GPT2", "We use GPT-2 twice"),
        ("State Space Model", "On state-space models again"),
        ("Boxes of Memory", "On a box of memories"),
        ("2D-3D", "From 2D-3D to none"),
        ("DES", "We break DES at last"),
        ("C++", "Programs in C++ are many"),
        ("RRT*", "Ways of RRT* are short"),
        ("Schrödinger Bridge", "The SCHRODINGER bridges fall"),
        ("The Fly", "Of the-Flys again"),
        ("Quick Net", "Quick is the qui- ck net"),
        ("Quick Net", "The quick $net$ again"),
    ],
)
@pytest.mark.parametrize("many", [0, likely_module.MANY])
def test_a_paper_is_likely_however_its_name_is_written(surface, text, many, monkeypatch):
    monkeypatch.setattr(likely_module, "MANY", many)
    texts = ["Nothing of the kind", text, "Some other work"]
    assert standing([surface], texts) == {1}
    assert likely([surface], texts) == [1]


WORDS = [
    "Quick",
    "Net",
    "series",
    "of",
    "Fly",
    "flies",
    "2",
    "3D",
    "GPT",
    "box",
    "C",
    "this",
    "Ünit",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
JOINTS = st.sampled_from([" ", "-", ""])


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(NAMES, JOINTS), min_size=1, max_size=3),
    st.lists(
        st.tuples(NAMES, JOINTS, st.sampled_from(["", "s", "+", "*"])), min_size=1, max_size=6
    ),
    st.sampled_from([0, likely_module.MANY]),
)
def test_no_paper_in_which_a_name_stands_is_left_out(names, texts, many):
    surfaces = [joint.join(parts) for parts, joint in names]
    written = [f"On {joint.join(parts)}{end} as such" for parts, joint, end in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likely_module, "MANY", many)
        assert standing(surfaces, written) <= set(likely(surfaces, written))


GAPS = st.sampled_from(
    [" ", "-", "- ", " $", "}-{", " \\emph{", "</i> ", "/", " http://a.b/c ", " www.a.b) ", "_"]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["Quick", "qu\u00efck"]), GAPS, GAPS), min_size=1))
def test_nor_one_where_common_words_are_a_name_among_mark_up(texts):
    written = [f"On{first}{word}{gap}Nets{first}it" for word, first, gap in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likely_module, "MANY", 0)
        assert standing(["Quick Net"], written) <= set(likely(["Quick Net"], written))


SPELT = ["Net", "net", "NET", "nEt", "neTs", "Nets", "NETS", "nets", "nétS", "$Net$"]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["Net", "NET", "NETs", "Ünit"]),
    st.sampled_from([LOOSE, CAPITAL, COINED]),
    st.lists(
        st.tuples(
            st.sampled_from(["", "On ", "it. ", "it: ", '"', "(it) ", "it-", "it.", "$x$ "]),
            st.sampled_from(SPELT),
            st.sampled_from([" as such", " As such", ". So", "-Based", "", " ", "  As", "_", "2"]),
        ),
        min_size=1,
    ),
)
def test_nor_one_where_capitals_are_to_show(surface, case, texts):
    written = [" ".join("".join(parts).split()) for parts in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likely_module, "MANY", 0)
        assert standing([surface], written, case) <= set(likely([surface], written, case))


def test_a_word_that_is_no_name_makes_no_paper_likely(monkeypatch):
    monkeypatch.setattr(likely_module, "MANY", 0)
    texts = ["One net for all", "One NET for all", "One Net for all", "On a Net. Net Work too"]
    assert likely(["NET"], texts, COINED) == [1, 2, 3]
    texts = ["Net for all", "One Net Work", "All. Net for one", "The netting, then the NETTING"]
    assert likely(["NET"], texts, COINED) == []


def test_nor_do_common_words_that_stand_apart(monkeypatch):
    monkeypatch.setattr(likely_module, "MANY", 0)
    texts = ["One quick net", "Quick as the net", "A net: quick", "Quick (https://a.b/net) nets"]
    assert likely(["Quick Net"], texts) == [0]
