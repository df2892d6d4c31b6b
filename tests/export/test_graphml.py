import math
import xml.etree.ElementTree as ET

import networkx as nx
import pyarrow as pa
import pytest

import graph
from graph import OptionError, Paper, build
from graph.export import slices
from graph.export.graphml import write_graphml
from graph.export.view import Told, make_view
from graph.publishing import view as full_view

NS = "{http://graphml.graphdrawing.org/xmlns}"
HOSTILE = [
    "Quotes \" and ' and <b>tags</b> & ampersands ]]> here",
    "Right to left \u05e9\u05dc\u05d5\u05dd and emoji \U0001f40b",
    "x" * 10_000,
    "<script>alert(1)</script>",
]


@pytest.fixture(scope="module")
def written(seeds, tmp_path_factory):
    file = tmp_path_factory.mktemp("graphml") / "graph.graphml"
    view = full_view(seeds)
    write_graphml(view, file)
    return view, file


def test_networkx_reads_back_the_same_graph(written):
    view, file = written
    read = nx.read_graphml(file)
    ids = view.nodes["id"].to_pylist()
    assert list(read.nodes) == ids
    for node in view.nodes.to_pylist():
        found = read.nodes[node["id"]]
        for name in ("label", "title", "community", "size", "x", "y", "color", "introduces"):
            expected = node[name] if node[name] != "" else None
            assert found.get(name) == (
                pytest.approx(expected, rel=1e-6) if isinstance(expected, float) else expected
            )
    assert read.number_of_edges() == view.edges.num_rows
    for edge in view.edges.to_pylist():
        found = read.edges[ids[edge["source"]], ids[edge["target"]]]
        for name in ("weight", *view.layers):
            assert found[name] == pytest.approx(edge[name], rel=1e-6)
        assert (found["kind"], found["directed"]) == (edge["kind"], edge["directed"])
    assert read.graph["papers"] == "119"


def test_keys_are_declared_once_with_the_names_and_types_that_gephi_maps(written):
    _, file = written
    keys = [key.attrib for key in ET.parse(file).getroot().iter(f"{NS}key")]
    declared = {(key["for"], key["attr.name"]): key["attr.type"] for key in keys}
    assert len(declared) == len(keys) == len({key["id"] for key in keys})
    expected = {
        ("node", "label"): "string",
        ("node", "x"): "double",
        ("node", "y"): "double",
        ("node", "size"): "double",
        ("node", "color"): "string",
        ("node", "r"): "int",
        ("node", "g"): "int",
        ("node", "b"): "int",
        ("node", "community"): "int",
        ("node", "year"): "int",
        ("edge", "weight"): "double",
        ("edge", "terms"): "double",
        ("edge", "lineage"): "double",
    }
    assert expected.items() <= declared.items()


def test_edges_have_one_id_each_positive_weights_and_no_direction(written):
    _, file = written
    root = ET.parse(file).getroot()
    assert root.find(f"{NS}graph").get("edgedefault") == "undirected"
    edges = list(root.iter(f"{NS}edge"))
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert len({frozenset((e.get("source"), e.get("target"))) for e in edges}) == len(edges)
    [key] = root.findall(f"{NS}key[@for='edge'][@attr.name='weight']")
    weights = [float(e.find(f"{NS}data[@key='{key.get('id')}']").text) for e in edges]
    assert all(0 < weight < 1 and math.isfinite(weight) for weight in weights)


def test_keys_are_short_and_none_means_something_else_to_gephi(written):
    _, file = written
    keys = [key.get("id") for key in ET.parse(file).getroot().iter(f"{NS}key")]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 3
    assert not {"d3", "d7"} & set(keys)  # which it takes for labels that yEd wrote


def test_hostile_text_comes_back_as_it_was(tmp_path):
    papers = [Paper(title, key=f"k<{i}>&\"'") for i, title in enumerate(HOSTILE)]
    file = tmp_path / "hostile.graphml"
    graph.export(build(papers), file)
    read = nx.read_graphml(file)
    assert [data["title"] for _, data in read.nodes(data=True)] == HOSTILE
    assert next(iter(read.nodes)) == "k<0>&\"'"


def test_no_control_character_reaches_the_file(tmp_path, toy_atlas):
    view = make_view(
        toy_atlas, tell=lambda one, _: Told(pa.repeat("bad \x01\x0b\ufffe end", len(one)))
    )
    write_graphml(view, tmp_path / "x.graphml")
    reasons = {d["reason"] for *_, d in nx.read_graphml(tmp_path / "x.graphml").edges(data=True)}
    assert {" ".join(reason.split()) for reason in reasons} == {"bad end"}


def test_slices_change_nothing(written, tmp_path, monkeypatch):
    view, file = written
    monkeypatch.setattr(slices, "SLICE", 7)
    write_graphml(view, tmp_path / "sliced.graphml")
    assert (tmp_path / "sliced.graphml").read_bytes() == file.read_bytes()


def test_node_link_json_and_to_networkx_hold_plain_values(seeds, tmp_path):
    import json

    network = graph.to_networkx(seeds)
    assert (len(network), network.number_of_edges()) == (119, seeds.graph.adjacency.nnz // 2)
    plain = (str, int, float, bool)
    assert all(type(value) in plain for _, d in network.nodes(data=True) for value in d.values())
    assert all(type(value) in plain for *_, d in network.edges(data=True) for value in d.values())
    assert nx.pagerank(network)
    graph.export(seeds, tmp_path / "g.json")
    data = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    again = nx.node_link_graph(data, edges="links")
    assert nx.utils.graphs_equal(again, network)


def test_an_unknown_suffix_lists_those_known(seeds, tmp_path):
    with pytest.raises(OptionError, match=r"\.xyz") as caught:
        graph.export(seeds, tmp_path / "g.xyz")
    assert ".graphml" in caught.value.hint
