"""The page's block of data: everything of the view, in columns."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph import Paper, Selection, build, publishing
from graph.export import packing
from graph.export.packing import pack, unpack


@pytest.fixture(scope="module")
def document(view):
    return unpack(pack(view))


def lists(column):
    """Rows of a ragged column."""
    ends = np.cumsum(column["lengths"]).tolist()
    starts = [0, *ends[:-1]]
    return [column["values"][start:end] for start, end in zip(starts, ends, strict=True)]


def texts(document, column):
    return [[document["texts"][number] for number in row] for row in lists(column)]


def test_papers_keep_what_is_told_of_them(view, document):
    papers = document["papers"]
    assert papers["key"] == view.nodes["id"].to_pylist()
    for name in ("title", "authors", "venue", "abstract", "community", "degree", "year"):
        assert papers[name] == view.nodes[name].to_pylist()
    assert papers["doi"] == [doi or "" for doi in view.nodes["doi"].to_pylist()]
    for name in ("introduces", "mentions", "terms"):
        told = ["; ".join(row) for row in texts(document, papers[name])]
        assert told == view.nodes[name].to_pylist()


def test_weights_come_through_to_the_bit(view, document):
    weights = np.array(document["edges"]["weight"], np.float32)
    np.testing.assert_array_equal(weights, view.edges["weight"].to_numpy())


def test_edges_keep_ends_kind_and_reason(view, document):
    edges = document["edges"]
    assert edges["from"] == view.edges["source"].to_pylist()
    assert edges["to"] == view.edges["target"].to_pylist()
    layers = list(document["layers"])
    assert [layers[kind] for kind in edges["kind"]] == view.edges["kind"].to_pylist()
    assert edges["directed"] == list(map(int, view.edges["directed"].to_pylist()))
    reasons = ["".join(pieces) for pieces in texts(document, edges["reason"])]
    assert reasons == view.edges["reason"].to_pylist()


def test_reasons_of_any_make_come_back_whole(view):
    odd = ["", "; ", "a, b; c: d", "both name X, Y; shared terms: e, f ;g,h", ": , ; ", "x; "]
    place = view.edges.column_names.index("reason")
    reasons = (odd * view.edges.num_rows)[: view.edges.num_rows]
    changed = view.edges.set_column(place, "reason", pa.array(reasons))
    document = unpack(pack(replace(view, edges=changed)))
    told = texts(document, document["edges"]["reason"])
    assert ["".join(pieces) for pieces in told] == reasons


def test_parts_of_layers_add_up_and_none_is_lost(view, document):
    parts = np.array(document["edges"]["parts"])
    assert (np.abs(parts.sum(axis=0) - 1000) <= 1).all()
    doubts = np.array(
        [-np.log1p(-share * view.edges[name].to_numpy()) for name, share in view.layers.items()]
    )
    np.testing.assert_allclose(parts, 1000 * doubts / doubts.sum(axis=0), atol=0.51)
    thin = view.edges.set_column(
        view.edges.column_names.index("lineage"),
        "lineage",
        pa.array(np.where(doubts[1] > 0, 1e-7, 0), pa.float32()),
    )
    parts = np.array(unpack(pack(replace(view, edges=thin)))["edges"]["parts"])
    assert ((parts[1] > 0) == (doubts[1] > 0)).all()


def test_sentences_are_found_again_where_they_stand(view, document):
    found = lists(document["evidence"]["sentences"])
    abstracts, titles = (view.nodes[name].to_pylist() for name in ("abstract", "title"))
    for row, evidence in enumerate(view.evidence):
        ends = (view.edges["source"][row].as_py(), view.edges["target"][row].as_py())
        for number, quote in enumerate(evidence.sentences):
            side, start, end = found[row][3 * number : 3 * number + 3]
            assert ends[side] == quote.paper
            told = titles[quote.paper] if start < 0 else abstracts[quote.paper][start:end]
            assert told == quote.text


def test_marks_stand_on_their_names(view, document):
    marks = document["papers"]["marks"]
    assert sum(marks["counts"]) == len(marks["start"]) == view.marks.num_rows
    names = [document["texts"][number] for number in marks["name"]]
    papers = np.repeat(np.arange(60), marks["counts"])
    abstracts = view.nodes["abstract"].to_pylist()
    for paper, start, end, name in zip(papers, marks["start"], marks["end"], names, strict=True):
        assert abstracts[paper][start:end] == name


def test_large_pages_leave_abstracts_out_and_say_why_all_the_same(view, monkeypatch):
    monkeypatch.setattr(packing, "ABSTRACTS", 59)
    document = unpack(pack(view))
    assert not {"abstract", "marks"} & document["papers"].keys()
    assert "sentences" not in document["evidence"]
    assert "topic" in json.dumps(document["texts"])


def test_positions_are_centred_and_y_points_down(view, document):
    x, y = (np.array(document["papers"][axis]) for axis in "xy")
    assert np.corrcoef(x, view.nodes["x"].to_numpy())[0, 1] > 0.9999
    assert np.corrcoef(y, -view.nodes["y"].to_numpy())[0, 1] > 0.9999
    assert np.ptp(x) / np.ptp(y) == pytest.approx(
        np.ptp(view.nodes["x"].to_numpy()) / np.ptp(view.nodes["y"].to_numpy()), rel=1e-3
    )
    assert abs(x.max() + x.min()) <= 0.2


def test_the_block_is_the_same_under_any_hash_seed():
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from conftest import random_view; from graph.export.packing import pack\n"
        "print(pack(random_view(30)))"
    )
    blocks = {
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(blocks) == 1


def test_a_view_of_an_atlas_carries_evidence_and_marks_of_the_papers_shown(seeds):
    view = publishing.view(seeds, Selection(max_nodes=60), evidence=True)
    explainer = publishing.explainer(seeds)
    rows = {key: row for row, key in enumerate(seeds.corpus.papers["key"].to_pylist())}
    keys = view.nodes["id"].to_pylist()
    for row in range(0, view.edges.num_rows, 40):
        ends = [keys[view.edges[side][row].as_py()] for side in ("source", "target")]
        told = explainer.explain(*(rows[key] for key in ends))
        assert view.evidence[row].terms == told.terms
        assert [keys[quote.paper] for quote in view.evidence[row].sentences] == [
            seeds.corpus.papers["key"][quote.paper].as_py() for quote in told.sentences
        ]
        assert view.edges["reason"][row].as_py() == explainer.reason(*(rows[key] for key in ends))
    abstracts = view.nodes["abstract"].to_pylist()
    marks = view.marks.to_pylist()
    assert {mark["paper"] for mark in marks} <= set(range(60))
    spelt = {abstracts[m["paper"]][m["start"] : m["end"]] for m in marks if m["name"] == "Mamba"}
    assert "Mamba" in spelt


def test_identifiers_come_along():
    papers = [
        Paper("Whale song", identifiers={"doi": "10.1/e"}),
        Paper("Whale songs", identifiers={"arxiv": "2401.00001", "doi": "10.1/f"}),
        Paper("Songs of whales"),
    ]
    nodes = publishing.view(build(papers)).nodes.to_pylist()
    told = {node["title"]: (node["doi"], node["arxiv"]) for node in nodes}
    assert told["Whale song"] == ("10.1/e", None)
    assert told["Whale songs"] == ("10.1/f", "2401.00001")
    assert told["Songs of whales"] == (None, None)
