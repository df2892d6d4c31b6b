import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.core.sparse import from_edges, symmetrise
from graph.core.types import PAPERS, Communities, Graph, Layer
from graph.find.fillers import FILLER, GENERAL, LINKS, STOP, VAGUE
from graph.find.labels import grow_labels, label_communities
from graph.find.phrases import read_stream


def papers_of(texts):
    rows = [text if isinstance(text, tuple) else ("", text) for text in texts]
    n = len(rows)
    columns = {
        "key": [f"P{row:03d}" for row in range(n)],
        "title": [title for title, _ in rows],
        "abstract": [abstract for _, abstract in rows],
        "year": [None] * n,
        "authors": [[]] * n,
        "venue": [""] * n,
        "identifiers": [[]] * n,
        "references": [[]] * n,
        "sources": [[]] * n,
    }
    return pa.table(columns, schema=PAPERS)


def label(*communities, edges=(), lone=0):
    """Labels of communities given as lists of abstracts or (title, abstract)."""
    return label_communities(*given(*communities, edges=edges, lone=lone))


def given(*communities, edges=(), lone=0):
    """Papers, communities and their graph."""
    texts = [text for community in communities for text in community] + [""] * lone
    labels = [i for i, community in enumerate(communities) for _ in community] + [-1] * lone
    rows, columns, weights = np.array(edges).T if len(edges) else ([], [], [])
    matrix = symmetrise(from_edges(rows, columns, weights, (len(texts), len(texts))))
    graph = Graph((Layer("terms", matrix),), (1.0,), matrix)
    confidence = np.ones(len(texts), np.float32)
    found = Communities(np.array(labels, np.int32), confidence, 0.0)
    return papers_of(texts), found, graph


WHALES = [
    "We study whale song in the Pacific. Calves of whales repeat the song.",
    "The humpback. Our results show that whale song is learned by calves of the humpback.",
    "We propose a novel method for whale song, and the calves of humpbacks, and humpbacks.",
]
SORTING = [
    "A parallel sorting network is built. The sorting network uses comparators.",
    "We show that each sorting network needs comparators.",
    "Comparators in a sorting network may fail.",
]


def test_terms_are_the_shared_phrases_that_tell_communities_apart():
    labels = label(WHALES, SORTING)
    assert labels.terms == (
        ("whale song", "calves", "humpback"),
        ("sorting network", "comparators"),
    )
    assert labels.names == ("whale song · calves · humpback", "sorting network · comparators")


def test_a_term_of_most_papers_beats_one_that_few_repeat():
    many = [f"An otter near river {name}." for name in "ABCDEF"]
    many[0] += " The lagoon, the lagoon, the lagoon, the lagoon and the lagoon."
    many[1] += " The lagoon, the lagoon, the lagoon."
    assert label(many, SORTING).terms[0][:1] == ("otter",)


def test_one_papers_pet_term_is_no_term():
    pet = [*WHALES[:2], WHALES[2] + " Krill and krill, krill with krill: krill."]
    assert "krill" not in label(pet, SORTING).terms[0]


def test_what_another_community_shares_as_much_tells_nothing():
    shared = "The plankton drifts."
    labels = label(
        [f"{text} {shared}" for text in WHALES], [f"{text} {shared}" for text in SORTING]
    )
    assert "plankton" not in labels.terms[0] + labels.terms[1]


def test_a_term_that_another_community_shares_more_tells_less():
    rows = ["The otter, kelp.", "The otter, kelp.", "The otter.", "The otter."]
    labels = label(rows, ["The otter."] * 6, SORTING * 13)
    assert labels.terms[0] == ("kelp", "otter")


def test_larger_communities_ask_for_more_papers():
    rows = [f"The otter{also}." for also in [", kelp"] * 2 + [", urchins"] * 3 + [""] * 7]
    assert label(rows, SORTING).terms[0] == ("otter", "urchins")


def test_a_title_counts_more_than_an_abstract():
    rows = [("", "The penguin, the walrus."), *[("The walrus", "The penguin.")] * 2]
    assert label(rows, SORTING).terms[0] == ("walrus", "penguin")


def test_no_stop_word_filler_or_lone_general_word_makes_a_term():
    rows = ["We propose a novel approach, and the results show performance of the model."] * 4
    labels = label([f"{text} The gecko." for text in rows], SORTING)
    assert labels.terms[0] == ("gecko",)


@pytest.mark.parametrize(
    "texts",
    [
        ["The glacier. Melt is slow.", "A glacier. Melt is fast."],
        ["The glacier, melt and all.", "A glacier (melt is fast)."],
        [("The glacier", "Melt is fast."), ("A glacier", "Melt is slow.")],
    ],
)
def test_phrases_do_not_cross_borders(texts):
    assert sorted(label(texts, SORTING).terms[0]) == ["glacier", "melt"]


def test_nested_phrases_give_way():
    rows = [f"The neural tangent kernel at {name} is a kernel." for name in "ABCD"]
    assert label(rows, SORTING).terms[0] == ("neural tangent kernel",)


def test_a_phrase_that_always_goes_on_is_no_term():
    rows = ["The spiking trees and spiking ferns.", "A spiking tree or a spiking fern, in spring."]
    assert label(rows, SORTING).terms[0] == ("spiking tree", "spiking fern")
    rows = [
        f"All spiking {plant} of the spiking {plant}." for plant in ("trees", "ferns", "mosses")
    ]
    assert label(rows, SORTING).terms[0] == ()


def test_a_verb_before_an_article_is_no_term():
    rows = ["We are juggling the knives.", "He kept juggling a knife.", "Juggling the knife."]
    assert label(rows, SORTING).terms[0] == ("knife",)


def test_half_a_hyphened_word_begins_no_term():
    rows = ["The x-spherical cows.", "A herd of x-spherical cows."]
    assert label(rows, SORTING).terms[0] == ("cows",)


def test_a_stop_word_begins_a_term_where_a_hyphen_joins_it():
    rows = ["We meet in-context parrots.", "All in-context parrots meet."]
    assert label(rows, SORTING).terms[0] == ("in-context parrots",)
    rows = ["We meet in context parrots.", "All in context parrots meet."]
    assert label(rows, SORTING).terms[0] == ("context parrots",)


def test_what_goes_on_with_many_nouns_is_a_term_and_with_one_is_not():
    many = [
        "Sea-salt lamps.",
        "Our sea-salt bread.",
        "The sea-salt baths.",
        "Any sea-salt caramel.",
    ]
    assert label(many, SORTING).terms[0] == ("sea-salt",)
    one = [*many[:2], "The sea-salt lamps.", "Any sea-salt lamps."]
    assert label(one, SORTING).terms[0] == ("sea-salt lamps",)


def test_an_address_is_no_term():
    rows = ["Owls at https://example.org/nest/box now.", "Two owls: www.example.org/nest/box."]
    assert label(rows, SORTING).terms[0] == ("owls",)


def test_an_acronym_with_a_general_word_says_its_long_form_again():
    rows = ["Otter raft spotting: ORS models.", "ORS models, an otter raft spotting."]
    terms = set(label(rows, SORTING).terms[0])
    assert len(terms & {"otter raft spotting", "ORS models"}) == 1


def test_a_participle_ends_no_term():
    rows = ["Wine that is barrel smoked.", "The wine, barrel smoked."]
    assert label(rows, SORTING).terms[0] == ("wine",)


def test_small_words_may_stand_inside_a_phrase():
    rows = ["A mixture of experts routes tokens.", "The mixture of experts is wide."]
    assert label(rows, SORTING).terms[0] == ("mixture of experts",)


def test_plural_and_singular_are_one_term_in_the_commoner_form():
    rows = ["The anemone, and its reef.", "All anemones of a reef.", "Many anemones, no reef."]
    assert label(rows, SORTING).terms[0] == ("anemones", "reef")


def test_words_that_only_look_plural_stay():
    rows = ["Lens and bias in physics series.", "The lens, its bias, physics, a series."]
    assert set(label(rows, SORTING).terms[0]) == {"lens", "bias", "physics", "series"}
    assert read_stream(pa.array(["kudos " * 30, "kudo"])).words == ["kudos", "kudo"]
    assert read_stream(pa.array(["kudos " * 20, "kudo"])).words == ["kudo"]


def test_words_of_one_stem_are_one_term():
    rows = ["The grasp, with grasping.", "Grasping, or a grasp: the grasp."]
    assert label(rows, SORTING).terms[0] == ("grasp",)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("graph neural networks", "GNNs"),
        ("large language models", "LLM"),
        ("mixture of experts", "MoE"),
        ("sequence to sequence", "seq2seq"),
    ],
)
def test_an_acronym_and_its_long_form_are_one_term(long, short):
    rows = [f"The {long} ({short}) run {name}. The {short}." for name in "ABC"]
    labels = label(rows, SORTING)
    assert len(labels.terms[0]) == 1
    assert labels.terms[0][0] in {long, short}


def test_words_have_the_case_of_running_text():
    rows = [
        (
            "Transformer Probing With DNA",
            "Probing is old here. The Transformer, which reads of DNA, or LLMs.",
        ),
        (
            "On Probing The Transformer",
            "Probing for DNA, with a Transformer, or LLMs. There we like probing.",
        ),
    ]
    assert set(label(rows, SORTING).terms[0]) == {"probing", "Transformer", "DNA", "LLMs"}


def test_titles_in_sentence_case_tell_the_case_of_words():
    rows = [("Hearing with Bayes under water", ""), ("Swimming as Bayes once taught", "")]
    assert label(rows, SORTING).terms[0] == ("Bayes",)


def test_capitals_before_an_acronym_are_ornament():
    rows = ["Here the Optical Flow Net (OFN) when there were once more an optical flow net."] * 2
    rows[1] = "There when once more the Optical Flow Net (OFN) were here."
    assert label(rows, SORTING).terms[0] == ("optical flow net",)


def test_hyphens_stay_as_they_are_mostly_written():
    rows = ["The deep-sea vents, and a state space.", "At deep-sea vents, the state-space."]
    rows += ["Of a deep sea vent and a state space."]
    assert set(label(rows, SORTING).terms[0]) == {"deep-sea vents", "state space"}


def test_no_two_communities_have_one_name():
    labels = label(WHALES, [text.upper() for text in WHALES], WHALES)
    assert len(set(labels.names)) == 3


def test_without_any_term_the_most_central_paper_lends_its_title():
    rows = [("Sonnets", ""), ("Ballads", ""), ("Odes", "")]
    labels = label(rows, SORTING, edges=[(0, 1, 0.3), (1, 2, 0.8)])
    assert labels.names[0] == "Ballads"
    assert labels.terms[0] == ()


def test_exemplars_have_the_most_weight_inside_ties_by_row():
    edges = [(0, 1, 0.5), (1, 2, 0.5), (3, 4, 0.2), (0, 5, 0.9), (0, 6, 0.9)]
    rows = ["The fox."] * 5
    labels = label(rows, ["The hen."] * 2, edges=edges, lone=2)
    assert labels.exemplars == ((1, 0, 2, 3, 4), (5, 6))


def test_five_papers_in_one_community_get_a_name():
    assert label([*WHALES, *SORTING[:2]]).names == ("whale song · calves · sorting network",)


def test_one_paper_and_none():
    assert label([("A lone walrus", "")]).names == ("A lone walrus",)
    assert label(lone=3).names == ()
    assert label().exemplars == ()


def test_other_alphabets_and_accents():
    rows = ["Für die Schrödinger-Gleichung oder den Spin werden unter anderem beide gelöst."]
    rows += ["Über die Schrödinger-Gleichung, sowie über den Spin, wird nicht gesprochen."]
    assert label(rows, SORTING).terms[0] == ("Schrödinger-Gleichung", "Spin")
    rows = ["Решётка, кристалл и спин.", "Решётка, спин; кристалл."]
    assert set(label(rows, SORTING).terms[0]) == {"решётка", "кристалл", "спин"}


def test_seed_labels_are_what_a_researcher_would_write(seeds):
    assert len(set(seeds.labels.names)) == len(seeds.communities)
    for name, terms in zip(seeds.labels.names, seeds.labels.terms, strict=True):
        assert 2 <= name.count(" · ") + 1 <= 3
        for term in terms:
            words = term.replace("-", " ").lower().split()
            assert not {words[-1]} & (STOP | FILLER)
            assert "-" in term or not {words[0]} & (STOP | FILLER)
            assert len(words) > 1 or not set(words) & (GENERAL | VAGUE)


def test_lists_of_words_do_not_contradict_each_other():
    assert not FILLER & GENERAL
    assert not (FILLER | GENERAL) & VAGUE
    assert not STOP & (FILLER | GENERAL | VAGUE)
    assert LINKS <= STOP


def test_hash_seed_changes_nothing():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_labels as t;"
        "print(t.label(t.WHALES, t.SORTING, t.WHALES))"
    )
    for number in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == str(label(WHALES, SORTING, WHALES))


def test_of_two_spellings_as_usual_as_each_other_the_plainer_one_stands():
    rows = ["A set for eVENt detection, of law.", "We speak of event detection, and of law."]
    assert "event detection" in label(rows, SORTING).terms[0]


@pytest.mark.parametrize(
    ("others", "stay", "read"),
    [
        (100, [1, 2], [200, 50, 50]),
        (100, [2], [200, 200, 100]),
        (1_000, [2], [200, 200, 200]),
        (9, [0, 1], [10, 10, 200]),
        (100, [], [200, 200, 200]),
    ],
)
def test_of_communities_that_stay_so_many_papers_are_read_in_all(monkeypatch, others, stay, read):
    subjects = {"whale song": 500, "sorting network": 250, "protein folding": 251}
    held = given(*([subject] * size for subject, size in subjects.items()))
    before = label_communities(*held)
    counted = []

    def terms(papers, communities, *, known=()):
        counted.extend(map(len, communities))
        return [["whale"] for _ in communities]

    module = sys.modules["graph.find.labels"]
    monkeypatch.setattr(module, "_terms", terms)
    monkeypatch.setattr(module, "OTHERS", others)
    found = grow_labels(*held, before=before, stay=stay)
    assert counted == read
    assert [found.names[one] for one in stay] == [before.names[one] for one in stay]
