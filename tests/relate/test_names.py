"""Names: who introduces, who mentions, and one name a thing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from graph.core.types import PAPERS, Names
from graph.relate.names import extract_names

Texts = list[tuple[str, str]]


def papers(texts: Texts) -> pa.Table:
    rows: list[dict[str, object]] = [
        {
            "key": f"{row:04d}",
            "title": title,
            "abstract": abstract,
            "year": None,
            "authors": [],
            "venue": "",
            "identifiers": [],
            "references": [],
            "sources": [],
        }
        for row, (title, abstract) in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=PAPERS)


def found(names: Names, paper: int = 0) -> tuple[set[str], set[str]]:
    """Names that a paper introduces, and those that it only mentions."""
    labels = names.table.column("name").to_pylist()
    introduced = {labels[at] for at in names.introduced[[paper]].indices}
    mentioned = {labels[at] for at in names.mentions[[paper]].indices}
    assert introduced <= mentioned
    return introduced, mentioned - introduced


def read(title: str, abstract: str, *, known: bool = True) -> tuple[set[str], set[str]]:
    return found(extract_names(papers([(title, abstract)]), known=known))


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("Quorra: Faster Sorting of Streams", "We evaluate Quorra on streams.", "Quorra"),
        ("MELD -- Merged Lists at Depth", "Lists are merged by MELD.", "MELD"),
        ("Sorting at depth", "In this paper, we propose SortNet for long lists.", "SortNet"),
        (
            "Sorting",
            "This work introduces a lightweight sorter, DeepSort++, to merge lists.",
            "DeepSort++",
        ),
        ("Sorting", "We present Deep List Merging (DLM), which merges lists.", "DLM"),
        ("Sorting", "Our resulting method, ListMatch, runs fast.", "ListMatch"),
        ("Sorting", "We name our approach Byte2List and test it.", "Byte2List"),
        ("Sorting", "We study a novel scheme termed Lorde that merges lists.", "Lorde"),
        ("Sorting", "In this paper, a new network, MergeNet, is proposed.", "MergeNet"),
        (
            "Sorting",
            "We propose an extension of the Merge model (Quorra). Quorra is fast.",
            "Quorra",
        ),
        ("Sorting", "We first build the ListBank dataset of lists.", "ListBank"),
        ("Sorting", "We propose **GRAPES**, a framework that sorts.", "GRAPES"),
        ("Sorting", r"We propose \textbf{Quorra}, a framework that sorts.", "Quorra"),
        ("Sorting", r"We propose ListMatch-$\chi^2$, a loss.", "ListMatch-chi^2"),
        (
            "Sorting",
            "We introduce lazy merging, a simple scheme. In lazy merging lists wait.",
            "lazy merging",
        ),
        (
            "Sorting",
            "It rests on a step we refer to as overmerging. In overmerging, ...",
            "overmerging",
        ),
        ("k-lists++: more pluses", "We study it. We apply k-lists++ to sorting.", "k-lists++"),
        ("i-Sort V2: Sorting lists", "Lists are sorted by i-Sort V2.", "i-Sort V2"),
        ("BPE-knockout: Pruning lists", "Our method, BPE-knockout, prunes.", "BPE-knockout"),
        ("Sorting", "We solve it by introducing ListMatch, a loss.", "ListMatch"),
        ("Sorting", "With these lists, we train LISTA-XL, a large model of lists.", "LISTA-XL"),
        ("Sorting", "This work develops an outlier-robust list search (OR-LS) scheme.", "OR-LS"),
        (
            "Sorting",
            "A framework, called the Generalized Merge network, is proposed.",
            "Generalized Merge network",
        ),
        ("Sorting", "This paper describes the Merged List Corpus of lists.", "Merged List Corpus"),
        (
            "List Traps",
            "We here propose to use list traps, the inclusion of odd lists.",
            "list traps",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_what_a_paper_says_it_introduces(title: str, abstract: str, name: str, known: bool) -> None:
    assert read(title, abstract, known=known)[0] == {name}


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Quorra-360: A Survey of List Models", "Lists are everywhere, as Quorra-360 shows."),
        ("Quorra: A Review", "This review covers Quorra in depth."),
        ("Order Matters: Lists for sets", "We show that the order of lists matters."),
        ("Sorting", "We propose a Transformer model with a BERT encoder."),
        ("Sorting", "We present results on ImageNet and KITTI with ResNet-50."),
        ("Sorting", "We propose a method using convolutional neural networks (CNNs)."),
        ("Sorting", "We propose a method using gated list networks (GLNs)."),
        ("Sorting", "We propose LSTM to sort lists."),
        ("Sorting", "We introduce the task of list question answering (LQA)."),
        ("Sorting", "MergeNet was introduced by Smith for lists."),
        ("Sorting", "We propose a novel method that sorts lists. However, it is slow."),
        ("Sorting", "A recently proposed model called MergeNet is known to fail."),
        ("Sorting", "We solve named entity recognition (NER) with lists."),
        ("Sorting", "We propose to use LQR2Net. LQR2Net was first introduced by Smith."),
        ("Sorting", "We train LISTA-XL on lists."),
        ("Sorting", "These are rearranged in blocks which we call '4 x 4 tiles'."),
        ("Sorting", "We propose Sequential Label Moves and Merge Steps."),
    ],
)
def test_what_introduces_nothing(title: str, abstract: str) -> None:
    assert read(title, abstract)[0] == set()


def test_mentions_are_systems_methods_and_families() -> None:
    text = "Unlike LSTMs and GPT-2, we train XYNet with LoRA, beam search and RLHF on SQuAD."
    assert read("Sorting", text)[1] == {
        "LSTM",
        "GPT-2",
        "XYNet",
        "LoRA",
        "beam search",
        "RLHF",
        "SQuAD",
    }


@pytest.mark.parametrize(
    "text",
    [
        "LLMs and PLMs score high BLEU and ROUGE on a GPU.",
        "We met at ACL 2020 and CVPR in the USA, with Python code on GitHub.",
        "ABSTRACT. RESULTS: NLP and QA tasks in 3D with COVID-19 data.",
        "The F1 of top-1 answers rose by 10K in Level-3 tasks.",
        "See https://example.org/MegaNet-Model/ for the code.",
        "A force of 30 mN at 5 kHz.",
    ],
)
def test_what_is_written_like_a_name_and_is_none(text: str) -> None:
    assert read("Sorting", text) == (set(), set())


def test_longest_match_first_and_no_match_inside_a_longer_name() -> None:
    _, mentioned = read("Sorting", "BioT5+ and CNN/DailyMail and deep belief networks.")
    assert mentioned == {"BioT5+", "CNN/DailyMail", "DBN"}


def test_a_longer_name_in_capitals_is_not_taken_for_the_known_one_at_its_end() -> None:
    text = "It uses Local Differential Privacy. Gaussian Processes and differential privacy help."
    names = extract_names(papers([("Sorting", text)]))
    places = names.places.to_pylist()
    assert [text[row["start"] : row["end"]] for row in places] == [
        "Gaussian Processes",
        "differential privacy",
    ]


def test_a_name_is_found_among_letters_of_a_script_without_spaces() -> None:
    names = extract_names(papers([("序列模型", "我们提出Mamba模型。我々はBERTとGPT-2を使う。")]))
    assert found(names)[1] | found(names)[0] == {"Mamba", "BERT", "GPT-2"}


def test_formulas_leave_no_names_behind() -> None:
    text = (
        r"The regret is $O(\sqrt{nC_n} \vee \log T)$ and $\widetilde{O}(\mathcal{H})$; we use"
        r" \textsc{MergeNet} and SortNet$\backslash$D."
    )
    assert read("Sorting", text)[1] == {"MergeNet", "SortNetD"}


def test_a_spelling_seen_joins_the_known_name() -> None:
    table = extract_names(papers([("Sorting", "We test on CIFAR10 and UCF-101.")])).table
    aliases = dict(zip(table["name"].to_pylist(), table["aliases"].to_pylist(), strict=True))
    assert "CIFAR10" in aliases["CIFAR-10"]


def test_versions_keep_their_own_names_and_based_is_read_through() -> None:
    _, mentioned = read("Sorting", "BERT-based taggers, LLaMA3.1-8B and CNN-LSTM models.")
    assert {"BERT", "LLaMA3.1-8B"} <= mentioned
    assert "LLaMA-3" not in mentioned


def test_plural_possessive_hyphen_and_case_are_one_thing() -> None:
    text = "State-space models, a state space model, SSMs. The GPT2's and GPT-2 and gpt-2."
    names = extract_names(papers([("Sorting", text)]))
    assert found(names)[1] == {"SSM", "GPT-2"}
    assert sorted(names.mentions.data.tolist()) == [3.0, 3.0]


def test_an_acronym_defined_in_one_paper_is_known_in_the_others() -> None:
    names = extract_names(
        papers(
            [
                ("Sorting", "Gated list networks (GLNs) sort lists."),
                ("Merging", "We merge with a gated list network."),
                ("Storing", "We store with GLN."),
            ]
        ),
        known=False,
    )
    assert [found(names, paper)[1] for paper in range(3)] == [{"GLNs"}] * 3
    assert (
        names.table.column("aliases").to_pylist()
        == [["GLN", "Gated list networks", "gated list network"]]
        or "Gated list networks" in names.table.column("aliases").to_pylist()[0]
    )


def test_one_acronym_with_two_long_forms_stays_two_things() -> None:
    names = extract_names(
        papers(
            [
                ("Sorting", "We propose Sparse Modular Queues (SMQ). SMQ sorts."),
                ("Merging", "We propose Slow Merge Quests (SMQ). SMQ merges."),
            ]
        )
    )
    assert names.table.num_rows == 2
    assert names.introduced.toarray().tolist() in ([[1, 0], [0, 1]], [[0, 1], [1, 0]])


def test_a_name_in_general_use_is_introduced_by_its_own_paper_alone() -> None:
    names = extract_names(
        papers(
            [
                (
                    "Attention Suffices",
                    "We propose a new architecture, the Transformer, built on it.",
                ),
                ("Mamba: Linear-Time Modeling", "Transformers are slow. We present Mamba (Mamba)."),
                ("Mamba-360: Survey of Models", "We survey Mamba and the Transformer."),
            ]
        )
    )
    assert [found(names, paper)[0] for paper in range(3)] == [{"transformer"}, {"Mamba"}, set()]
    assert {"Mamba", "transformer"} <= found(names, 2)[1]


def test_an_ordinary_word_is_a_name_only_where_it_is_introduced() -> None:
    others = [(f"Paper {at}", "We focus on a focus. Focus is all.") for at in range(5)]
    first = [("Focus: Sorting with care", "We propose Focus, a sorter. Results of Focus hold.")]
    names = extract_names(papers(first + others))
    assert found(names, 0)[0] == {"Focus"}
    assert found(names, 1) == (set(), set())


@pytest.mark.parametrize("loud", [str.upper, str.lower])
def test_text_all_in_one_case_does_not_flood(loud: object) -> None:
    assert callable(loud)
    text = loud("We propose a method of sorting long lists with many words in few steps. " * 5)
    assert read("Sorting", text) == (set(), set())


def test_kinds_are_told_by_the_noun() -> None:
    text = (
        "We introduce ListBank, a dataset of lists. We present ListBench, a benchmark."
        " We propose ListNet, a neural network. We propose ListCut, an algorithm."
    )
    table = extract_names(papers([("Sorting", text)])).table
    kinds = dict(zip(table["name"].to_pylist(), table["kind"].to_pylist(), strict=True))
    assert kinds == {
        "ListBank": "dataset",
        "ListBench": "benchmark",
        "ListCut": "method",
        "ListNet": "model",
    }


def test_places_hold_in_the_text_as_it_stands() -> None:
    title = "Quorra: sorting"
    abstract = r"Lists are long. We propose \textbf{Quorra}. It beats BERT, e.g. on lists."
    names = extract_names(papers([(title, abstract)]))
    labels = names.table["name"].to_pylist()
    texts = [title, abstract]
    places = [
        (
            labels[row["name"]],
            row["sentence"],
            texts[row["sentence"] > 0][row["start"] : row["end"]],
        )
        for row in names.places.to_pylist()
    ]
    assert places == [("Quorra", 0, "Quorra"), ("Quorra", 2, "Quorra"), ("BERT", 3, "BERT")]


def test_no_papers_and_no_text_give_no_names() -> None:
    assert extract_names(papers([])).table.num_rows == 0
    assert extract_names(papers([("", ""), ("?", "...")])).mentions.shape == (2, 0)
