"""Reading text for names: mark-up, shapes, acronyms, and lines made to be slow."""

from __future__ import annotations

import re
import time
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core.text import UNSPACED
from graph.relate.names import introductions, signs
from graph.relate.names.block import read_block
from graph.relate.names.definitions import Definition, definitions
from graph.relate.names.forms import COINED, Written, lay_out
from graph.relate.names.lines import Line, Lines
from graph.relate.names.mentions import find
from graph.relate.names.parts import in_bytes, in_characters, split_pieces, split_tokens
from graph.relate.names.scan import scan
from graph.relate.names.shapes import word
from graph.relate.names.text import Reading, key, pieces, read_all, read_through, shouts

package = import_module("graph.relate.names")

HOSTILE = [
    "a",
    "A",
    "A-",
    "a-a",
    "a.1",
    "(",
    "((a",
    "(A)",
    " (AB) is proposed",
    "we propose A, ",
    "called ",
    "we call ",
    "our method, X, ",
    "$",
    "$x",
    "\\",
    "\\textbf{",
    "{}",
    "- ",
    "a- ",
    "A- ",
    "(cid:",
    "http://",
    "www.",
    "github.com/a/",
    "<b",
    "*",
    "**",
    "+",
    "^",
    ". ",
    '."',
    "\n",
    " ",
    "“",
    "One, a, ",
    "A and B, ",
    "The A (A) ",
    "ABC (a b c) ",
    "é",
    "ß",
    "中",
    "\x00",
]


def line_of(text: str) -> Line:
    letters = text.encode()
    return Lines(split_tokens(letters, np.array([[0, len(letters)]])))[0]


def written(line: Line) -> str:
    """What a line says, without what stands around it."""
    return line.span(0, len(line.tokens))


def defined(line: Line) -> list[Definition]:
    return definitions(line, range(len(line.tokens)))


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for module in iter_modules(package.__path__):
        loaded = import_module(f"{package.__name__}.{module.name}")
        found += [
            (f"{module.name}.{name}", value)
            for name, value in vars(loaded).items()
            if isinstance(value, re.Pattern)
        ]
    return found


@pytest.mark.parametrize(("name", "pattern"), patterns())
def test_no_pattern_backtracks_without_bound(name: str, pattern: re.Pattern[str]) -> None:
    for seed in HOSTILE:
        line = (seed * (200_000 // len(seed) + 1))[:200_000]
        for hostile in (line, line + "!", "x" + line + "\u2028"):
            started = time.process_time()
            sum(1 for _ in pattern.finditer(hostile))
            spent = time.process_time() - started
            assert spent < 2, f"{name} takes {spent:.1f} s over {seed!r}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", HOSTILE)
def test_no_line_is_read_in_more_than_linear_time(seed: str) -> None:
    line = (seed * (200_000 // len(seed) + 1))[:200_000]
    started = time.process_time()
    scan(0, [(line[:2000], line)])
    assert time.process_time() - started < 20


@given(st.text(max_size=400))
def test_what_is_read_through_can_be_found_again(text: str) -> None:
    reading = read_through(text)
    for offset, char in enumerate(reading.text):
        assert text[reading.origin(offset)] == char


SIGNS = st.text("aBé2中あ٣² .-‑+*^_(\n\U00020000\U0001f600", max_size=40)
LETTER = rf"[^\W_{UNSPACED}]"
TOKEN = rf"({LETTER}++(?:(?:[-‐‑^]|\.(?=\d)){LETTER}++)*+(?:\++|\*)?+)"
PIECE = rf"({LETTER}++(?:\++|\*)?+)"


@settings(deadline=None)
@given(st.lists(SIGNS))
def test_many_texts_are_split_at_once_as_each_would_be(texts: list[str]) -> None:
    starts = [sum(len(text) + 1 for text in texts[:at]) for at in range(len(texts))]
    spans = [(start, start + len(text)) for start, text in zip(starts, texts, strict=True)]
    whole = "\n".join(texts)
    letters = whole.encode()
    bounds = in_bytes(letters, np.array(spans, np.int64).reshape(-1, 2))
    assert in_characters(letters, bounds).tolist() == [list(span) for span in spans]
    for split, pattern in ((split_tokens, TOKEN), (split_pieces, PIECE)):
        parts = split(letters, bounds)
        assert [parts.span(at) for at in range(len(texts))] == [
            re.split(pattern, text) for text in texts
        ]
        for at, number in enumerate(parts.ids):
            spelled = letters[parts.bounds[at] : parts.bounds[at + 1]].decode()
            assert parts.vocabulary[number] == spelled


def test_every_cue_has_its_rule_and_its_sign() -> None:
    assert introductions._RULES.keys() == signs._BY_SPELLING.keys()


SENTENCES = st.lists(
    st.sampled_from(
        [
            "We propose Quorra. ",
            " We present a new network (QNet). ",
            "Lists are long. ",
            "One, hidden state optimization, allows it. ",
            "Our Merge Network is fast (see Fig. 2). ",
            "The Quorra Layer (QL) maps. ",
            "Lists called lorde sort. ",
            "WE SHOUT. ",
            "",
        ]
    ),
    max_size=6,
)


@settings(deadline=None)
@given(st.lists(st.tuples(SENTENCES, SENTENCES), max_size=3))
def test_papers_are_read_alike_alone_and_in_a_block(
    drawn: list[tuple[list[str], list[str]]],
) -> None:
    texts = [("".join(title), "".join(abstract)) for title, abstract in drawn]
    together = [
        (sheet.title, [(written(told.line), *told[1:2], *told[3:]) for told in sheet.told])
        for sheet in read_block(texts)
    ]
    alone = [
        (sheet.title, [(written(told.line), *told[1:2], *told[3:]) for told in sheet.told])
        for text in texts
        for sheet in read_block([text])
    ]
    assert together == alone


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("We propose it for lists.", True),
        ("Others propose it for lists.", False),
        ("It was proposed.", True),
        ("So it was proposed.", False),
        ("Quorra was proposed.", True),
        ("It was proposed by others.", True),
        ("We sort, and others propose it.", True),
        ("We sort lists of the propose kind.", False),
        ("We train lists.", False),
        ("We train Quorra, a list.", True),
        ("For our long lists.", False),
        ("With our model Quorra it works.", True),
        ("It beats QNet.", False),
        ("Lists (in short) are long.", False),
        ("Lists (QL) are long.", True),
        ("With Quorra networks.", True),
        ("With Quorra.", False),
        ("One, hidden state, sorts.", True),
        ("Sorting: a list - long.", False),
    ],
)
def test_only_sentences_that_may_say_something_are_looked_at(sentence: str, told: bool) -> None:
    (sheet,) = read_block([("Sorting", f"Lists are long. {sentence}")])
    assert [written(found.line) for found in sheet.told] == [sentence.rstrip(".")] * told


@given(SIGNS)
def test_a_line_gives_its_text_again(text: str) -> None:
    line = line_of(text)
    read = "".join(token + line.gap(index) for index, token in enumerate(line.tokens))
    assert text.endswith(read)
    for index in range(len(line.tokens)):
        assert line.marks[index] == line.gap(index).strip()
        assert line.pieces(0, index + 1) == pieces(line.span(0, index + 1))


@settings(deadline=None)
@given(st.lists(SIGNS, max_size=6), st.data())
def test_lines_are_the_same_made_at_once_or_one_by_one(texts: list[str], data) -> None:
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    starts = np.append(0, ends)[:-1]
    letters = "\n".join(texts).encode()
    spans = in_bytes(letters, np.stack([starts, ends - 1], axis=1))
    lines = Lines(split_tokens(letters, spans))
    some = data.draw(st.sets(st.sampled_from(range(len(texts)))) if texts else st.just(set()))
    made = list(lines.some(np.array(sorted(some), np.int64)))
    assert list(map(told, made)) == [told(lines[span]) for span in sorted(some)]


def told(line: Line) -> list:
    """All that a line tells."""
    return [line.words, line.marks, line.tokens, list(map(line.gap, range(len(line.tokens))))]


@given(st.lists(st.sampled_from(HOSTILE), max_size=8))
def test_texts_are_read_through_together_as_one_by_one(texts: list[str]) -> None:
    readings = read_all(texts)
    for at, text in enumerate(texts):
        assert readings.texts[at] == read_through(text).text
        assert readings.changed.get(at, Reading(text)) == read_through(text)


def test_no_edge_falls_through_the_sieve() -> None:
    surfaces = [f"{one} {other}" for one in "bcdefghij" for other in "klmnopqrst"]
    written = [Written(surface, at, 0) for at, surface in enumerate(surfaces)]
    found = find(lay_out(written, common=len(written)), 0, [("", ", ".join(surfaces))]).rows
    assert found[:, 1].tolist() == list(range(len(surfaces)))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        (r"\textbf{Mamba} wins", "Mamba wins"),
        (r"SequenceMatch-$\chi^2$", "SequenceMatch-chi^2"),
        (r"\textbf{M}\textbf{amba}", "Mamba"),
        ("**GRAPE**", "GRAPE"),
        ("de(cid:173) coder", "decoder"),
        ("de- coder, pre- and post-", "decoder, pre- and post-"),
        ("CIP- WPIS", "CIP-WPIS"),
        (r"91\% of", "91% of"),
        (r"in $\sqrt{nC_n}$", "in nC_n"),
    ],
)
def test_mark_up_is_read_through(marked: str, plain: str) -> None:
    assert read_through(marked).text == plain


@pytest.mark.parametrize(
    ("token", "core", "coined"),
    [
        ("BERT-based", "BERT", True),
        ("non-LSTM", "LSTM", True),
        ("XLM-R", "XLM-R", True),
        ("GPT-2", "GPT-2", True),
        ("word2vec", "word2vec", True),
        ("gpt-3.5-turbo-16k", "gpt-3.5-turbo-16k", True),
        ("SimCSE", "SimCSE", True),
        ("RRT*", "RRT*", True),
        ("Skip-gram", "Skip-gram", False),
        ("State-of-the-art", "State-of-the-art", False),
        ("Mamba", "Mamba", False),
        ("top-1", "top-1", False),
        ("3d", "3d", False),
        ("kHz", "kHz", False),
        ("mN", "mN", False),
    ],
)
def test_shapes(token: str, core: str, coined: bool) -> None:
    assert (word(token).core, word(token).coined) == (core, coined)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-2", "gpt 2"),
        ("State-Space Models", "state space model"),
        ("GANs", "GAN"),
        ("Ptr-Nets", "ptr net"),
        ("Schrödinger Bridges", "schrodinger bridge"),
        ("Gaussian processes", "Gaussian process"),
        ("search policies", "search policy"),
        ("branches", "branch"),
    ],
)
def test_spellings_of_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_keys_keep_apart_what_differs() -> None:
    assert len({key(name) for name in ("GSM", "GSM++", "RRT", "RRT*", "T5", "BioT5")}) == 6


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the state space models (SSMs) are", "SSMs", "state space models"),
        (
            "the Structured State Space sequence model (S4) is",
            "S4",
            "Structured State Space sequence model",
        ),
        ("byte-pair encoding (BPE)", "BPE", "byte-pair encoding"),
        ("learning from human feedback (LHF)", "LHF", "learning from human feedback"),
        ("a Pointer Net (Ptr-Net) points", "Ptr-Net", "Pointer Net"),
        (
            "CTC (connectionist temporal classification)",
            "CTC",
            "connectionist temporal classification",
        ),
        ("we test the models (BERT)", "BERT", ""),
    ],
)
def test_acronyms_and_their_long_forms(text: str, short: str, long: str) -> None:
    line = line_of(text)
    (made,) = defined(line)
    assert line.tokens[made.short] == short
    assert (line.span(made.first, made.last) if made.first < made.last else "") == long


def test_an_aside_in_parentheses_defines_nothing() -> None:
    for text in ("many (e.g., BERT) models", "nets (Vaswani et al., 2017) are", "a (see X) b"):
        assert all(made.first == made.last for made in defined(line_of(text)))


def test_shouting() -> None:
    assert shouts("WE PROPOSE A METHOD OF SORTING LISTS")
    assert not shouts("We propose BERT, GPT, CTC and the LSTM for use with RNNs")


@pytest.mark.parametrize(
    ("text", "count"),
    [("S4 and S4-based", 2), ("Liquid-S4", 0), ("S4-ND2", 0), ("S4/X9", 0), ("S4.5", 0), ("s4", 1)],
)
def test_a_name_is_not_found_inside_a_longer_one(text: str, count: int) -> None:
    forms = lay_out([Written("S4", 0, COINED)], common=1)
    assert len(find(forms, 0, [("", text)]).rows) == count


def test_the_longest_form_wins_wherever_its_pieces_are_joined() -> None:
    surfaces = ["state space model", "state space", "space", "GLN4", "GLN4D"]
    forms = lay_out(
        [Written(surface, at, surface.lower() != surface) for at, surface in enumerate(surfaces)],
        common=len(surfaces),
    )
    text = "State-space models in state space; statespace, space.space, GLN 4 and GLN4D; gln."
    found = find(forms, 7, [("", text)]).rows.tolist()
    assert [(form, text[start:end]) for _, form, _, start, end in found] == [
        (0, "State-space models"),
        (1, "state space"),
        (1, "statespace"),
        (2, "space"),
        (2, "space"),
        (3, "GLN 4"),
        (4, "GLN4D"),
    ]


def test_of_two_ways_to_match_a_spelling_the_looser_holds() -> None:
    for surfaces in (["lists net", "Lists Net"], ["Lists Net", "lists net"]):
        written = [Written(surface, 0, surface.lower() != surface) for surface in surfaces]
        assert len(find(lay_out(written, common=1), 0, [("", "A lists net.")]).rows) == 1


def test_a_form_of_one_paper_is_found_in_no_other() -> None:
    forms = lay_out([Written("Focus", 0, COINED)], common=0, private=[(0, 3)])
    found = find(forms, 2, [("On Focus", "")] * 3).rows[:, 0].tolist()
    assert found in ([], [3])
