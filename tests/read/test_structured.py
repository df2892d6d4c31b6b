"""Which structured format is which, told by content alone; and none falls over odd values."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core.types import FileAudit, Paper, Skip, Source
from graph.read import arxiv, csl, foreign, hugging_face, jsonl, openalex, plain_json
from graph.read import semantic_scholar as s2
from graph.read.files import read_papers
from tests.read import (
    test_anthology,
    test_arxiv,
    test_csl,
    test_dblp,
    test_endnote_xml,
    test_hugging_face,
    test_openalex,
    test_pubmed,
    test_semantic_scholar,
)
from tests.read import test_table as tables

PLAIN = {"id": "k", "title": "Whale song", "authors": ["Ahab, Ada"], "references": ["10.1/x"]}


def lines(record):
    """The record twice, one a line."""
    return 2 * (json.dumps(record) + "\n")


SAMPLES = {
    "openalex page": ("openalex", 1, json.dumps({"meta": {}, "results": [test_openalex.WORK]})),
    "openalex lines": ("openalex", 2, lines(test_openalex.WORK)),
    "s2 answer": ("semanticscholar", 1, json.dumps({"data": [test_semantic_scholar.PAPER]})),
    "s2 batch": ("semanticscholar", 1, json.dumps([None, test_semantic_scholar.PAPER])),
    "s2 lines": ("semanticscholar", 2, lines({"corpusid": 1, "externalids": {}, "title": "T"})),
    "arxiv snapshot": ("arxiv-json", 2, lines(test_arxiv.SNAPSHOT)),
    "arxiv feed": ("arxiv", 1, test_arxiv.FEED),
    "crossref": (
        "crossref",
        1,
        json.dumps({"status": "ok", "message": {"items": [test_csl.WORK]}}),
    ),
    "crossref lines": ("crossref", 2, lines(test_csl.WORK)),
    "csl": ("csl", 1, json.dumps([test_csl.ITEM], indent=2)),
    "hugging face": (
        "huggingface",
        1,
        json.dumps([{"paper": test_hugging_face.TOLD, "title": "x"}]),
    ),
    "plain lines": ("jsonl", 2, lines(PLAIN)),
    "plain list": ("json", 2, json.dumps([PLAIN, PLAIN])),
    "plain wrapper": ("json", 1, json.dumps({"name": "mine", "papers": [PLAIN]})),
    "plain wrapper, long": ("json", 9000, json.dumps({"items": [PLAIN] * 9000})),
    "plain, indented": ("json", 1, json.dumps(PLAIN, indent=2)),
    "pubmed": ("pubmed-xml", 3, test_pubmed.SET),
    "anthology": ("acl", 2, test_anthology.NEW),
    "endnote": ("endnote-xml", 2, test_endnote_xml.LIBRARY),
    "dblp": ("dblp", 2, test_dblp.DUMP),
    "table": ("table", 1, tables.written(tables.EXPORTS["Scopus"][0])),
}


def test_content_tells_the_format(tmp_path):
    for name, (_, _, text) in SAMPLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    audits = [record for record in read_papers(tmp_path) if isinstance(record, FileAudit)]
    found = {audit.file.partition("/")[2]: (audit.format, audit.papers) for audit in audits}
    assert found == {name: (known, papers) for name, (known, papers, _) in SAMPLES.items()}


def test_plain_lists_have_the_fields_of_plain_lines():
    text = "[\n" + json.dumps(PLAIN) + ',\n{"title": ""}]'
    paper, skip = plain_json.read(io.StringIO(text), "f")
    assert paper == jsonl.paper(PLAIN, Source("f", 2))
    assert skip == Skip(Source("f", 3), "no title")


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": []}',
        '{"title": 1',  # may be anything, but one line: left to lines
        "[A title](of a link)",
        '{"data": [{"authorId": "1", "name": "Ada"}], "total": 1}',
    ],
)
def test_what_is_no_list_of_papers(text):
    assert not plain_json.recognises(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE html>\n<html><body>Log in</body></html>", "a web page"),
        ('<?xml version="1.0"?><mods xmlns="http://www.loc.gov/mods/v3"/>', "(MODS)"),
        ('<b:Sources xmlns:b="http://word"><b:Source/></b:Sources>', "Microsoft Word"),
        ('<article xmlns:xlink="x"><front/></article>', "JATS"),
        ("<preferences/>", "not known, <preferences>"),
    ],
)
def test_other_xml_is_refused_by_its_name(text, said):
    assert foreign.recognises(text)
    [skip] = foreign.read(io.StringIO(text), "f")
    assert skip.source == Source("f", 0)
    assert said in skip.reason


_readers = (openalex, s2, csl, hugging_face, plain_json)
_names = st.sampled_from(
    [
        *test_openalex.WORK,
        *test_semantic_scholar.PAPER,
        *test_arxiv.SNAPSHOT,
        *test_csl.WORK,
        *("paper", "citedPaper", "author", "name", "display_name", "date-parts", "summary"),
    ]
)
_odd = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2100) | st.sampled_from(["", "x", "10.1234/x, y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80)
@given(record=st.dictionaries(_names, _odd, max_size=8))
def test_values_of_any_kind_break_none(record):
    text = json.dumps({"title": "T"} | record)
    for read in (*(reader.read for reader in _readers), arxiv.read_snapshot):
        for one in read(io.StringIO(text), "f"):
            assert isinstance(one, Paper | Skip)
            if isinstance(one, Paper):
                texts = (one.key, one.abstract, one.venue, *one.authors, *one.references)
                assert all(isinstance(text, str) for text in (*texts, *one.identifiers.values()))
