import errno
import json
import mmap
import os
import pickle
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pytest
from scipy import sparse

import graph
from graph import AtlasError, ExportError
from graph.core import files
from graph.store import saving


@pytest.fixture
def folder(toy_atlas, tmp_path):
    graph.save(toy_atlas, tmp_path / "atlas")
    return tmp_path / "atlas"


def equal(one, other):
    if is_dataclass(one):
        return all(equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, sparse.csr_array):
        return one.shape == other.shape and one.dtype == other.dtype and (one != other).nnz == 0
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, pa.Table | pa.StringArray):
        return one.equals(other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_what_was_saved_is_loaded(toy_atlas, folder, seeds, tmp_path):
    assert equal(graph.load(folder), toy_atlas)
    graph.save(seeds, tmp_path / "other")
    assert equal(graph.load(tmp_path / "other"), seeds)


def test_an_atlas_that_has_grown_keeps_how_rare_names_are(toy_atlas, tmp_path):
    grown = graph.extend(toy_atlas, [graph.Paper("WhaleNet: whale song", key="W")])
    assert grown.names.rarity is not None
    graph.save(grown, tmp_path)
    assert equal(graph.load(tmp_path), grown)


def test_what_is_written_ahead_is_what_the_atlas_holds(toy_atlas, seeds, tmp_path):
    ahead = toy_atlas.corpus, toy_atlas.features, toy_atlas.names
    with saving(tmp_path / "ahead") as place:
        place.ahead(*ahead)
        with pytest.raises(ValueError, match="written ahead"):
            place.finish(seeds)
        place.finish(toy_atlas)
    assert equal(graph.load(tmp_path / "ahead"), toy_atlas)
    with saving(tmp_path / "papers") as place:
        corpus = place.papers(toy_atlas.corpus)
        assert corpus.papers.equals(toy_atlas.corpus.papers)
        with pytest.raises(ValueError, match="papers that were written ahead"):
            place.ahead(*ahead)
        place.finish(replace(toy_atlas, corpus=corpus))
    assert equal(graph.load(tmp_path / "papers"), toy_atlas)
    with saving(tmp_path / "left") as place:
        place.ahead(*ahead)
    assert not (tmp_path / "left").exists()


def test_a_loaded_atlas_answers_as_the_built_one(seeds, tmp_path, row):
    graph.save(seeds, tmp_path)
    loaded = graph.load(tmp_path)
    ends = (row("S4"), row("Hydra"))
    assert graph.find_paths(loaded.graph, ends) == graph.find_paths(seeds.graph, ends)
    assert graph.explain(loaded, *ends) == graph.explain(seeds, *ends)


def test_matrices_are_mapped_and_not_read(folder):
    loaded = graph.load(folder)
    for array in (loaded.positions, loaded.graph.adjacency.data, loaded.features.weights.data):
        base = array
        while isinstance(base, np.ndarray):
            base = base.base
        assert isinstance(base, mmap.mmap)
    assert isinstance(pickle.loads(pickle.dumps(loaded)).features, graph.Features)


def test_features_are_read_when_asked_for_from_the_atlas_that_was_there(toy_atlas, folder, seeds):
    loaded = graph.load(folder)
    graph.save(seeds, folder)  # removes the files of the other
    assert equal(loaded, toy_atlas)
    generation = folder / manifest(folder)["generation"]
    lent = generation / "lent.data.npy"
    lent.write_bytes(lent.read_bytes()[:-1] + b"?")
    damaged = graph.load(folder)
    assert len(damaged.communities) == len(seeds.communities)
    for _ in range(2):
        with pytest.raises(AtlasError, match=r"lent\.data\.npy"):
            damaged.features  # noqa: B018
        with pytest.raises(AtlasError, match=r"lent\.data\.npy"):
            damaged.graph.measures  # noqa: B018


def test_tables_are_feather_that_anyone_reads_and_the_manifest_says_all(folder, toy_atlas):
    told = manifest(folder)
    papers = feather.read_table(folder / told["generation"] / "papers.arrow")
    assert papers["title"].to_pylist() == toy_atlas.corpus.papers["title"].to_pylist()
    assert told["format"] == 4
    assert told["options"]["neighbors"] == 8
    written = {path.name for path in (folder / told["generation"]).iterdir()}
    assert written == set(told["files"])


def test_the_same_atlas_gives_the_same_bytes(toy_atlas, folder, tmp_path):
    graph.save(toy_atlas, tmp_path / "again")
    assert manifest(folder) == manifest(tmp_path / "again")


def test_a_new_atlas_takes_the_place_of_the_old_one_and_leaves_nothing(folder, seeds):
    old = manifest(folder)["generation"]
    graph.save(seeds, folder)
    new = manifest(folder)["generation"]
    assert old != new
    assert {path.name for path in folder.iterdir()} == {"manifest.json", new}
    graph.save(seeds, folder)
    assert len(graph.load(folder)) == 119


def test_each_damaged_or_missing_file_is_named(folder, toy_atlas):
    generation = folder / manifest(folder)["generation"]
    for file in sorted(generation.iterdir()):
        whole = file.read_bytes()
        damaged = [whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])] if whole else [b"x"]
        for bytes_ in damaged:
            file.write_bytes(bytes_)
            with pytest.raises(AtlasError, match=file.name) as caught:
                equal(graph.load(folder), toy_atlas)
            assert "build it again" in caught.value.hint
        file.unlink()
        with pytest.raises(AtlasError, match=file.name):
            graph.load(folder)
        file.write_bytes(whole)
    assert len(graph.load(folder)) == 7


def test_no_atlas_a_newer_one_and_a_broken_manifest_are_errors(folder, tmp_path):
    with pytest.raises(AtlasError, match="no atlas"):
        graph.load(tmp_path / "nowhere")
    told = manifest(folder)
    (folder / "manifest.json").write_text(json.dumps(told | {"format": 99}))
    with pytest.raises(AtlasError, match="format 99"):
        graph.load(folder)
    for broken in ("", "{", "[]", "{}"):
        (folder / "manifest.json").write_text(broken)
        with pytest.raises(AtlasError, match=r"manifest\.json"):
            graph.load(folder)


def test_a_place_that_cannot_be_written_is_an_error_and_leaves_nothing(toy_atlas, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot write"):
        graph.save(toy_atlas, tmp_path / "file")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_folders_of_others_beside_an_atlas_are_left_alone(toy_atlas, seeds, tmp_path):
    photos = tmp_path / "photos" / "whale.jpg"
    photos.parent.mkdir()
    photos.write_text("whale")
    (tmp_path / ("a" * 16)).write_text("no folder")
    leftover = tmp_path / ("." + "b" * 16 + ".part")
    leftover.mkdir()
    for atlas in (toy_atlas, seeds):
        graph.save(atlas, tmp_path)
    assert photos.read_text() == "whale"
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"photos", "a" * 16, "manifest.json", manifest(tmp_path)["generation"]}


def held(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("there", ["an atlas", "a damaged one", "none"])
@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_save_that_fails_at_its_manifest_leaves_what_is_in_force_alone(
    toy_atlas, seeds, tmp_path, monkeypatch, there, fault, moment
):
    top = tmp_path / "atlas"
    if there != "none":
        graph.save(toy_atlas, top)
    if there == "a damaged one":
        (top / "manifest.json").write_text("{")
    before = held(tmp_path)

    def put(beside, path):
        if moment == "after":
            beside.replace(path)
        raise fault

    monkeypatch.setattr(files, "put", put)
    with pytest.raises((ExportError, KeyboardInterrupt)):
        graph.save(seeds, top)
    if moment == "before":
        assert held(tmp_path) == before
        assert top.exists() == (there != "none")
    else:
        assert equal(graph.load(top), seeds)
        assert len(list(top.iterdir())) == 2


KILLED = """
import os, sys
import graph, graph.store
count = 0
def audit(event, arguments):
    global count
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"):
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), 9)
atlas = graph.build([graph.Paper("Another whale"), graph.Paper("Another whale song")])
sys.addaudithook(audit)
graph.save(atlas, sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", [1, 5, 20, 60, 90, 100, 110, 115, 120, 125, 130, 140])
def test_a_killed_save_leaves_the_old_atlas_or_the_new_one_whole(folder, moment):
    process = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(moment)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert len(graph.load(folder)) == (7 if process.returncode else 2) or process.returncode == -9
    assert len(graph.load(folder)) in (2, 7)
    graph.save(graph.load(folder), folder)
    assert len(list(folder.iterdir())) == 2
