"""Every format read back by a reader that is not ours: the same papers, edges and attributes."""

import csv
import gzip
import json
import math
import warnings
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pandas as pd
import pyarrow as pa
import pytest
from lxml import etree

import graph
from graph import ExportError, OptionError, Paper, Selection, publishing
from graph.core.types import Corpus
from graph.export.plain import harmless, plain
from graph.export.tables import edges_beside
from graph.export.view import make_view
from graph.export.writers import WRITERS, format_of

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
NAMES = {
    "graphml": "g.graphml",
    "gexf": "g.gexf",
    "json": "g.json",
    "cytoscape": "g.cyjs",
    "vosviewer": "vosviewer.json",
    "csv": "papers.csv",
}
HOSTILE = {
    "]]>": "Ends a section ]]> and <b>tags</b> & \"quotes\" 'single' --> here",
    "emoji": "\U0001f40b whales \U0001f469\u200d\U0001f52c \U0001d518se",
    "rtl": "\u05e9\u05dc\u05d5\u05dd \u0639\u0646\u0648\u0627\u0646 with English",
    "bidi": "turned \u202egnp.txt\u202c and \u2066isolated\u2069",
    "control": "a\x00bell\x07tab\tline\nfeed\x1b[31m\x85 end\ufffe",
    "lone": "lone \ud83d surrogate",
    "long": "x" * 10_000,
    "INF": "INFOCOM INF -INF NaN null true 1e400",
    "formula": '=HYPERLINK("http://example.org","click")',
    "+at": "@SUM(1+1)|cmd",
    "-dash": "-2+3 and \uff1d1",
    "k<ey>&\"'--,;": 'Comma, semicolon; quote " and \\ backslash',
}


@pytest.fixture(scope="module")
def hostile_atlas():
    papers = [
        Paper(
            title,
            key=key,
            abstract=f"Whales and {title[:300]} in the ocean song.",
            authors=("Ōtomo, K.", title[:40]),
            venue=title[:40],
            year=1990 + place if place % 2 else None,
            identifiers={"doi": f"10.1/{place}"}
            if place % 3 == 0
            else {"arxiv": f"2401.0000{place}"},
        )
        for place, (key, title) in enumerate(HOSTILE.items())
    ]
    return graph.build(papers)


@pytest.fixture(scope="module", params=["seeds", "hostile"])
def written(request, seeds, hostile_atlas, tmp_path_factory):
    """Give a view, and its files by format."""
    atlas = seeds if request.param == "seeds" else hostile_atlas
    folder = tmp_path_factory.mktemp(request.param)
    view = publishing.view(atlas)
    for kind, name in NAMES.items():
        WRITERS[kind].write(view, folder / name)
    return view, {kind: folder / name for kind, name in NAMES.items()}


def near(value):
    return pytest.approx(value, rel=1e-6) if isinstance(value, float) else value


def same_network(network, view, *, without=()):
    """Hold a networkx graph against a view; what is empty or not known may be missing."""

    def told(row):
        return {
            name: near(value)
            for name, value in row.items()
            if value not in (None, "") and name not in without
        }

    ids = view.nodes["id"].to_pylist()
    assert list(network.nodes) == ids
    for node in view.nodes.to_pylist():
        found = network.nodes[node.pop("id")]
        assert {name: found.get(name) for name in told(node)} == told(node)
    assert network.number_of_edges() == view.edges.num_rows
    for edge in view.edges.to_pylist():
        found = network.edges[ids[edge.pop("source")], ids[edge.pop("target")]]
        assert {name: found.get(name) for name in told(edge)} == told(edge)


def test_no_text_that_harms_reaches_a_view(hostile_atlas):
    view = publishing.view(hostile_atlas)
    for table in (view.nodes, view.edges, view.communities):
        for field in table.schema:
            if field.type == pa.string():
                whole = "".join(text or "" for text in table[field.name].to_pylist())
                assert not set(whole) & {*map(chr, range(32)), "\x7f", "\x85", "\ufffe"}, field
                assert not set(whole) & set(
                    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
                )
    titles = dict(zip(*(view.nodes[name].to_pylist() for name in ("id", "title")), strict=True))
    for key in ("]]>", "emoji", "rtl", "long", "INF", "formula"):
        assert titles[key] == HOSTILE[key]
    assert titles["bidi"].replace("\u2060", "") == "turned gnp.txt and isolated"


def test_harmless_keeps_every_place_and_what_does_no_harm():
    texts = ["a\x00b\u202ec", "plain \U0001f40b", "", None, "\u05e9\u200f", "x\x7f\x9f\uffff\u2069"]
    found = harmless(pa.chunked_array([texts])).to_pylist()
    assert found == ["a b\u2060c", "plain \U0001f40b", "", None, "\u05e9\u200f", "x   \u2060"]
    assert [text and plain(text) for text in texts] == found
    assert all(
        text is None or len(text) == len(new) for text, new in zip(texts, found, strict=True)
    )


def test_harmless_sees_every_character_that_does_harm_and_no_other():
    characters = [*map(chr, range(0x2100)), *map(chr, range(0xFF00, 0x10100))]
    for character in characters:
        column = pa.array([f"é{character}", "plain"])
        assert (harmless(column) is column) == (plain(character) == character)
    assert plain("".join(characters)) == "".join(map(plain, characters))


def test_a_corpus_made_by_hand_is_made_harmless_too(toy_atlas):
    papers = toy_atlas.corpus.papers
    bad = pa.array(["bad \x01\x0b title"] * papers.num_rows)
    corpus = Corpus(papers.set_column(1, papers.schema.field(1), bad), toy_atlas.corpus.citations)
    view = make_view(replace(toy_atlas, corpus=corpus))
    assert set(view.nodes["title"].to_pylist()) == {"bad    title"}


def test_networkx_reads_graphml(written):
    view, files = written
    read = nx.read_graphml(files["graphml"])
    same_network(read, view, without=("abstract",))
    assert read.graph["papers"] == str(view.nodes.num_rows)


def test_igraph_reads_graphml(written):
    import igraph

    view, files = written
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = igraph.Graph.Read_GraphML(str(files["graphml"]))
    ids = [key.replace("&#38;", "&") for key in read.vs["id"]]  # as igraph reads &amp; there
    assert ids == view.nodes["id"].to_pylist()
    assert read.vs["title"] == view.nodes["title"].to_pylist()
    years = [None if math.isnan(year) else int(year) for year in read.vs["year"]]
    assert years == view.nodes["year"].to_pylist()
    ends = zip(*(view.edges[end].to_pylist() for end in ("source", "target")), strict=True)
    assert list(map(set, read.get_edgelist())) == list(map(set, ends))
    assert read.es["weight"] == pytest.approx(view.edges["weight"].to_pylist())


def test_networkx_reads_gexf(written):
    view, files = written
    read = nx.read_gexf(files["gexf"], version="1.3")
    for node in view.nodes.to_pylist():
        viz = read.nodes[node["id"]].pop("viz")
        assert viz["color"] == {"r": node["r"], "g": node["g"], "b": node["b"], "a": 1.0}
        assert viz["size"] == near(node["size"])
        assert viz["position"] == {"x": near(node["x"]), "y": near(node["y"]), "z": 0}
        assert read.nodes[node["id"]].get("start") == node["year"]
    apart = ("abstract", "x", "y", "size", "color", "r", "g", "b")
    same_network(read, view, without=apart)


def test_gexf_is_dynamic_only_where_years_are_known(written):
    view, files = written
    root = etree.parse(files["gexf"]).getroot()
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    timed = any(view.nodes["year"].to_pylist())
    drawn = root.find(f"{GEXF}graph")
    assert (drawn.get("mode"), drawn.get("timeformat")) == (
        ("dynamic", "double") if timed else ("static", None)
    )
    assert len(root.findall(f".//{VIZ}color")) == view.nodes.num_rows
    assert "inputs" in json.loads(root.findtext(f"{GEXF}meta/{GEXF}description"))
    declared = [attribute.get("id") for attribute in root.iter(f"{GEXF}attribute")]
    used = {value.get("for") for value in root.iter(f"{GEXF}attvalue")}
    assert used <= set(declared)


def test_networkx_reads_node_link(written):
    view, files = written
    read = nx.node_link_graph(json.loads(files["json"].read_text("utf-8")), edges="links")
    same_network(read, view)
    assert nx.utils.graphs_equal(read, publishing.as_networkx(view))


def test_networkx_reads_cytoscape(written):
    view, files = written
    document = json.loads(files["cytoscape"].read_text("utf-8"))
    read = nx.cytoscape_graph(document)
    labels = {key: data["name"] for key, data in read.nodes(data=True)}
    assert labels == dict(zip(*(view.nodes[n].to_pylist() for n in ("id", "label")), strict=True))
    same_network(read, view, without=("label", "x", "y", "r", "g", "b"))
    first, node = document["elements"]["nodes"][0], view.nodes.slice(0, 1).to_pylist()[0]
    assert first["position"] == {"x": near(node["x"]), "y": near(-node["y"])}


def test_vosviewer_has_items_links_and_clusters_that_fit(written):
    view, files = written
    network = json.loads(files["vosviewer"].read_text("utf-8"))["network"]
    nodes, items = view.nodes.to_pylist(), network["items"]
    assert [item["id"] for item in items] == list(range(1, len(nodes) + 1))
    for node, item in zip(nodes, items, strict=True):
        assert item["label"] == node["label"]
        assert max(abs(item["x"]), abs(item["y"])) <= 1
        assert item.get("cluster", 0) == node["community"] + 1
        assert item["weights"]["Links"] == node["degree"]
        assert item.get("scores", {}).get("Pub. year") == node["year"]
        wanted = node["doi"] and f"https://doi.org/{node['doi']}"
        wanted = wanted or (node["arxiv"] and f"https://arxiv.org/abs/{node['arxiv']}")
        assert item.get("url") == wanted
        cells = etree.HTML(item["description"]).xpath("//td//text()")
        assert " ".join(cells[1].split()) == " ".join(node["title"].split())
    found = [(link["source_id"] - 1, link["target_id"] - 1) for link in network["links"]]
    ends = (view.edges[end].to_pylist() for end in ("source", "target"))
    assert found == list(zip(*ends, strict=True))
    strengths = [link["strength"] for link in network["links"]]
    assert strengths == pytest.approx(view.edges["weight"].to_pylist())
    assert [cluster["label"] for cluster in network["clusters"]] == (
        view.communities["label"].to_pylist()
    )


def unguarded(text):
    return text[1:] if isinstance(text, str) and text[:1] == "'" else text


def test_pandas_reads_both_tables(written):
    view, files = written
    same = {"keep_default_na": False, "na_values": {"year": [""], "doi": [""], "arxiv": [""]}}
    papers = pd.read_csv(files["csv"], dtype={"doi": str, "arxiv": str}, **same)
    edges = pd.read_csv(edges_beside(files["csv"]), keep_default_na=False)
    assert list(papers.columns) == ["Id", "Label", *view.nodes.column_names[2:]]
    assert list(edges.columns[:5]) == ["Id", "Source", "Target", "Type", "Weight"]
    for name, column in zip(papers.columns, view.nodes.columns, strict=True):
        read = [None if pd.isna(value) else unguarded(value) for value in papers[name]]
        assert read == [near(value) for value in column.to_pylist()], name
    ids = papers["Id"].to_list()
    assert edges["Source"].to_list() == [ids[row] for row in view.edges["source"].to_pylist()]
    assert edges["Target"].to_list() == [ids[row] for row in view.edges["target"].to_pylist()]
    assert set(edges["Type"]) == {"Undirected"}
    for name in ("kind", "directed", "reason", *view.layers):
        assert [unguarded(value) for value in edges[name]] == (
            [near(value) for value in view.edges[name].to_pylist()]
        )


def test_no_cell_of_a_table_is_a_formula(hostile_atlas, tmp_path):
    graph.export(hostile_atlas, tmp_path / "papers.csv")
    for name in ("papers.csv", "edges.csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        text = [cell for cell in cells if not cell.lstrip("-").replace(".", "").isdecimal()]
        assert not [cell for cell in text if cell[:1] in set("=+-@\t\r\uff1d")], name
    titles = pd.read_csv(tmp_path / "papers.csv")["title"].to_list()
    assert "'" + HOSTILE["formula"] in titles


@pytest.mark.parametrize("atlas", ["toy", "hostile"])
def test_every_writer_and_algorithm_of_networkx_takes_it(atlas, toy_atlas, hostile_atlas, tmp_path):
    network = graph.to_networkx(toy_atlas if atlas == "toy" else hostile_atlas)
    for write, read in (
        (nx.write_graphml_lxml, nx.read_graphml),
        (nx.write_graphml_xml, nx.read_graphml),
        (nx.write_gexf, nx.read_gexf),
        (nx.write_gml, nx.read_gml),
    ):
        write(network, tmp_path / "x")
        assert set(read(tmp_path / "x")) == set(network), write
    for document in (nx.node_link_data, nx.adjacency_data, nx.cytoscape_data):
        json.dumps(document(network), allow_nan=False)
    assert len(nx.to_pandas_edgelist(network)) == network.number_of_edges()
    assert sum(nx.pagerank(network).values()) == pytest.approx(1)
    assert len(nx.betweenness_centrality(network, weight="weight")) == len(network)
    assert len(nx.k_core(network, 1)) <= len(network)


@pytest.mark.parametrize("kind", NAMES)
def test_packed_files_hold_the_same_and_the_same_bytes_each_time(kind, toy_atlas, tmp_path):
    for folder in ("one", "two"):
        graph.export(toy_atlas, tmp_path / folder / f"{NAMES[kind]}.gz")
    graph.export(toy_atlas, tmp_path / "bare" / NAMES[kind])
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
        bare = tmp_path / "bare" / file.name.removesuffix(".gz")
        assert gzip.decompress(file.read_bytes()) == bare.read_bytes()


@pytest.fixture(scope="module")
def smallest():
    """One paper, and two that have nothing in common."""
    corpora = ([Paper("Alone")], [Paper("Whale song"), Paper("Sorting networks")])
    return [make_view(graph.build(papers)) for papers in corpora]


@pytest.mark.parametrize("kind", NAMES)
def test_the_smallest_graphs_have_a_file(kind, smallest, tmp_path):
    read = {"json": json.loads, "xml": etree.fromstring, "csv": csv.reader}
    form = {"graphml": "xml", "gexf": "xml", "csv": "csv"}.get(kind, "json")
    for view in smallest:
        WRITERS[kind].write(view, tmp_path / NAMES[kind])
        assert read[form]((tmp_path / NAMES[kind]).read_bytes()) is not None


@pytest.mark.parametrize("kind", NAMES)
def test_a_selection_holds_for_every_format(kind, seeds, tmp_path):
    part = Selection(clusters=(1,), min_strength=0.2)
    done = publishing.write(seeds, tmp_path / NAMES[kind], selection=part)
    assert 0 < done.view.nodes.num_rows < 119
    assert set(done.files) == set(tmp_path.iterdir())
    if kind == "graphml":
        assert len(nx.read_graphml(done.files[0])) == done.view.nodes.num_rows


def test_a_format_is_known_by_the_longest_ending_or_by_name(tmp_path):
    for kind, name in NAMES.items():
        assert format_of(Path(name)) == format_of(Path(f"my.{name}".upper())) == kind
    assert format_of(Path("cytoscape.json")) == "cytoscape"
    assert format_of(Path("my-vosviewer.json.gz")) == "vosviewer"
    assert format_of(Path("data.json")) == "json"
    assert format_of(Path("-"), "gexf") == "gexf"
    for path, name in (("g.html.gz", ""), ("g.gz", ""), ("g", ""), ("g.csv", "nonsense")):
        with pytest.raises(OptionError):
            format_of(Path(path), name)


def test_tables_are_named_as_a_pair(tmp_path):
    assert edges_beside(tmp_path / "papers.csv").name == "edges.csv"
    assert edges_beside(tmp_path / "kin.csv.gz").name == "kin-edges.csv.gz"
    assert edges_beside(tmp_path / "my-papers.csv").name == "my-edges.csv"


@pytest.mark.parametrize("kind", [*NAMES, "html"])
def test_a_failed_write_leaves_what_was_there(kind, toy_atlas, tmp_path, monkeypatch):
    name = NAMES.get(kind, "g.html")
    (tmp_path / name).mkdir()
    with pytest.raises(ExportError):
        graph.export(toy_atlas, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.slow
def test_edges_are_written_in_slices(seeds, tmp_path):
    """Text in memory is that of a slice: not of a table, however many edges there are."""
    view = publishing.view(seeds)
    times = 200_000 // view.edges.num_rows
    large = replace(view, edges=pa.concat_tables([view.edges] * times).combine_chunks())
    pool = pa.proxy_memory_pool(pa.default_memory_pool())
    default = pa.default_memory_pool()
    pa.set_memory_pool(pool)
    try:
        WRITERS["graphml"].write(large, tmp_path / "g.graphml")
    finally:
        pa.set_memory_pool(default)
    assert pool.max_memory() < 40e6 < (tmp_path / "g.graphml").stat().st_size
