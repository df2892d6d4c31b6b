"""Reading text for names: mark-up, shapes, acronyms, and lines made to be slow."""

from __future__ import annotations

import re
import time
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.relate.names.definitions import definitions
from graph.relate.names.mentions import COINED, Index, Matcher, find
from graph.relate.names.scan import scan
from graph.relate.names.text import (
    Line,
    key,
    pieces,
    read_through,
    shouts,
    split_pieces,
    split_tokens,
    word,
)

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


SIGNS = st.text("aBé2 .-+*^_(\n", max_size=40)


@given(SIGNS)
def test_tokens_and_pieces_do_not_depend_on_what_else_a_text_holds(text: str) -> None:
    plain = text.replace("é", "e")
    for split in (split_tokens, split_pieces):
        parts = split(plain)
        assert "".join(parts) == plain
        assert split(f"{plain} é")[: len(parts) - 1] == parts[:-1]


@given(SIGNS)
def test_a_line_knows_where_its_tokens_stand(text: str) -> None:
    line = Line(text)
    for index, token in enumerate(line.tokens):
        start = line.end(index) - len(token)
        assert text[start : line.end(index)] == token
        assert line.at(start) == index
        assert line.at(start + 1) == index + 1
        assert line.pieces(0, index + 1) == pieces(line.span(0, index + 1))


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
    line = Line(text)
    (made,) = definitions(line)
    assert line.tokens[made.short] == short
    assert (line.span(made.first, made.last) if made.first < made.last else "") == long


def test_an_aside_in_parentheses_defines_nothing() -> None:
    for text in ("many (e.g., BERT) models", "nets (Vaswani et al., 2017) are", "a (see X) b"):
        assert all(made.first == made.last for made in definitions(Line(text)))


def test_shouting() -> None:
    assert shouts("WE PROPOSE A METHOD OF SORTING LISTS")
    assert not shouts("We propose BERT, GPT, CTC and the LSTM for use with RNNs")


@pytest.mark.parametrize(
    ("text", "count"),
    [("S4 and S4-based", 2), ("Liquid-S4", 0), ("S4-ND2", 0), ("S4/X9", 0), ("S4.5", 0), ("s4", 1)],
)
def test_a_name_is_not_found_inside_a_longer_one(text: str, count: int) -> None:
    index = Index()
    index.add("S4", 0, COINED)
    assert len(find(Matcher(index, {}), 0, [("", text)]).rows) == count
