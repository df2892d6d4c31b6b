"""`paperkin export` as typed: formats, selections, what is told, exit codes."""

import json

import networkx as nx
import pytest
from click.testing import CliRunner

import graph
from graph.cli import cli, main


@pytest.fixture(scope="module")
def folder(seeds, tmp_path_factory):
    made = tmp_path_factory.mktemp("command")
    graph.save(seeds, made / "atlas")
    return made


@pytest.fixture
def export(folder):
    def run(*arguments):
        done = CliRunner().invoke(cli, ["export", *map(str, arguments), "-a", str(folder)])
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_what_is_written_and_shown_is_told(export, tmp_path):
    out = tmp_path / "papers.csv"
    told = export(out)
    written = f"Wrote {out} {tmp_path / 'edges.csv'}"
    assert "".join(written.split()) in "".join(told.split())
    assert "119 papers" in told
    assert "--max-nodes all" not in told
    told = export(tmp_path / "g.gexf", "--max-nodes", "20")
    assert "20 of 119 papers: the best connected of each cluster" in told
    assert "--max-nodes all" in told


def test_options_select(export, tmp_path, seeds):
    out = tmp_path / "g.graphml"
    document = json.loads(
        export(
            out, "--around", "S4", "--around", "Hydra", "--hops", 1, "--layer", "terms", "--json"
        )
    )
    read = nx.read_graphml(out)
    assert (document["papers"], document["edges"]) == (len(read), read.number_of_edges())
    assert {"S4", "Mamba", "Hydra"} <= set(nx.get_node_attributes(read, "label").values())
    assert document["written"] == [str(out)]
    assert "within 1 hop of Efficiently Modeling" in document["part"]
    strong = json.loads(export(out, "--cluster", 1, "--min-strength", "0.3", "--json"))
    assert strong["papers"] == (seeds.communities.labels == 1).sum()
    assert all(weight >= 0.3 for *_, weight in nx.read_graphml(out).edges(data="weight"))


def test_all_and_a_number_of_nodes(export, tmp_path):
    for asked, papers in (("all", 119), ("7", 7), ("500", 119)):
        document = json.loads(export(tmp_path / "g.html", "--max-nodes", asked, "--json"))
        assert document["papers"] == papers


def test_what_draws_a_page(export, tmp_path):
    export(tmp_path / "g.html", "--max-nodes", "9", "--renderer", "canvas")
    assert "vis.Network" not in (tmp_path / "g.html").read_text("utf-8")
    export(tmp_path / "g.html", "--max-nodes", "9")
    assert "vis.Network" in (tmp_path / "g.html").read_text("utf-8")


def test_what_draws_the_page_of_a_build(tmp_path):
    listing = tmp_path / "two.jsonl"
    listing.write_text('{"title": "Whale song"}\n{"title": "Songs of whales"}\n')
    asked = ["build", str(listing), "-o", str(tmp_path / "out"), "--renderer", "canvas", "-q"]
    assert CliRunner().invoke(cli, asked).exit_code == 0
    assert "vis.Network" not in (tmp_path / "out" / "graph.html").read_text("utf-8")


def test_format_by_name(export, tmp_path):
    export(tmp_path / "graph.xml", "--format", "gexf")
    assert nx.read_gexf(tmp_path / "graph.xml", version="1.3")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--cluster", "99"), 3),
        (("--around", "no such paper"), 3),
        (("--layer", "nonsense"), 2),
        (("--format", "nonsense"), 2),
        (("--max-nodes", "0"), 2),
        (("--max-nodes", "some"), 2),
        (("--min-strength", "1"), 2),
        (("--hops", "-1"), 2),
    ],
)
def test_exit_codes(arguments, code, folder, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["export", str(tmp_path / "g.gexf"), *arguments, "-a", str(folder)])
    assert stopped.value.code == code
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
