"""The whole trip on the user's own input: what must hold, whatever the parts are made of."""

import itertools
import os
import re
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest

import graph
from graph.export.packing import unpack

from .conftest import ROOT, SEEDS

MODELS = {
    "S4": "Efficiently Modeling Long Sequences with Structured State Spaces",
    "Mamba": "Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
    "Hydra": "Hydra: Bidirectional State Space Models Through Generalized Matrix Mixers",
    "LSSL": "Combining Recurrent, Convolutional, and Continuous-time Models with Linear "
    "State-Space Layers",
    "RankGen": "RankGen: Improving Text Generation with Large Ranking Models",
    "InfLLM": "InfLLM: Unveiling the Intrinsic Capacity of LLMs for Understanding Extremely Long "
    "Sequences with Training-Free Memory",
}


def test_58_and_74_entries_are_119_papers(seeds):
    audit = seeds.corpus.audit
    assert [file.papers for file in audit.files] == [58, 74]
    assert (len(seeds), audit.merged, len(audit.merges)) == (119, 13, 13)
    assert all({s.file[-4:] for s in merge.sources} == {".txt"} for merge in audit.merges)
    assert all(len({s.file for s in merge.sources}) == 2 for merge in audit.merges)
    assert not audit.skips
    assert audit.without_abstract == 0


@pytest.mark.parametrize(("model", "title"), MODELS.items())
def test_models_are_introduced_by_their_papers(seeds, row, model, title):
    assert seeds.corpus.papers["title"][row(model)].as_py() == title


@pytest.mark.parametrize("generic", ["Transformer", "RNN", "LLM", "attention"])
def test_a_generic_name_is_nobody_s_and_makes_no_kin(seeds, generic):
    from graph.find.lookup import find_names
    from graph.relate.lineage import rarity

    for name in find_names(seeds.names, generic):
        assert not seeds.names.introduced[:, [name]].nnz
        assert rarity(seeds.names)[name] < 0.5


def test_the_best_path_from_s4_to_hydra_leads_through_mamba(seeds, row):
    [path] = graph.find_paths(seeds.graph, (row("S4"), row("Hydra")))
    assert path.nodes == (row("S4"), row("Mamba"), row("Hydra"))
    assert path.layers[1] == "lineage"


def test_several_paths_really_differ(seeds, row):
    paths = graph.find_paths(seeds.graph, (row("S4"), row("Hydra")), count=4)
    assert len(paths) == 4
    for one, other in itertools.combinations(paths, 2):
        assert not set(one.nodes[1:-1]) & set(other.nodes[1:-1])
    strengths = [path.strength for path in paths]
    assert strengths == sorted(strengths, reverse=True)


def test_names_do_not_make_everything_kin(seeds):
    n = len(seeds)
    assert seeds.graph.adjacency.nnz < 0.15 * n * (n - 1)
    by_name = {layer.name: layer.adjacency for layer in seeds.graph.layers}
    assert 0 < by_name["lineage"].nnz < n


def test_clusters_are_several_labelled_and_no_two_alike(seeds):
    assert 3 <= len(seeds.communities) <= 12
    assert seeds.communities.modularity > 0.3
    assert all(seeds.labels.names)
    assert len(set(seeds.labels.names)) == len(seeds.labels.names)
    assert all(len(terms) >= 3 for terms in seeds.labels.terms)
    for number, exemplars in enumerate(seeds.labels.exemplars):
        assert exemplars
        assert all(seeds.communities.labels[list(exemplars)] == number)


def test_clusters_stand_apart_on_the_map_and_no_two_papers_in_one_place(seeds):
    x = seeds.positions.astype(float)
    apart = np.linalg.norm(x[:, None] - x[None], axis=-1)
    np.fill_diagonal(apart, np.inf)
    labels = seeds.communities.labels
    nearest = np.argsort(apart, axis=1)[:, :3]
    assert (labels[nearest] == labels[:, None]).mean() > 0.75
    assert apart.min() > 0.15 * np.median(apart.min(axis=1))


BUILD = "import sys; from graph.cli import main; main(['build', *sys.argv[2:], '-o', sys.argv[1]])"


def build_elsewhere(to, *inputs, **environment):
    subprocess.run(
        [sys.executable, "-c", BUILD, str(to), *map(str, inputs)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=True,
        capture_output=True,
    )
    return {
        path.relative_to(to).as_posix(): path.read_bytes()
        for path in sorted(to.rglob("*"))
        if path.is_file()
    }


def test_hash_seed_and_input_order_change_no_byte(tmp_path):
    files = sorted(SEEDS.glob("*.txt"))
    one = build_elsewhere(tmp_path / "one", *files, PYTHONHASHSEED="1")
    other = build_elsewhere(tmp_path / "other", *files[::-1], PYTHONHASHSEED="22")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_the_committed_exports_agree_with_a_fresh_build(seeds, tmp_path):
    graph.export(seeds, tmp_path / "graph.graphml")
    fresh = nx.read_graphml(tmp_path / "graph.graphml")
    committed = nx.read_graphml(ROOT / "exports" / "graph.graphml")
    assert list(committed.nodes) == list(fresh.nodes)
    assert nx.utils.edges_equal(committed.edges, fresh.edges)
    for _, _, data in committed.edges(data=True):
        assert 0 < data["weight"] < 1
    for one, other, weight in committed.edges(data="weight"):
        assert weight == pytest.approx(fresh.edges[one, other]["weight"], abs=1e-4)
    for name in ("label", "community", "community_label", "introduces"):
        assert dict(committed.nodes(data=name)) == dict(fresh.nodes(data=name))


def test_the_committed_page_holds_the_same_papers(seeds):
    page = (ROOT / "exports" / "graph.html").read_text(encoding="utf-8")
    [block] = re.findall(r'<script type="application/gzip" id="data">([^<]+)<', page)
    assert unpack(block)["papers"]["key"] == seeds.corpus.papers["key"].to_pylist()
    assert "https://unpkg" not in page
    assert "cdnjs" not in page
