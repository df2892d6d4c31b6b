"""An atlas that grows: what is new is there, and what was there stays as it was."""

import errno
import json
import shutil
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner

import graph
from graph import InputError, Labels, Paper, grow, publishing
from graph.cli import cli, main
from graph.core import workers
from graph.core.sparse import canonical, edges
from graph.grow import extend
from graph.relate.unchanged import _equal_rows

HELD = ("Mamba: Linear", "Music Transformer", "LongVQ", "TaskExpert", "BioInstruct", "Combiner")


def paper(entry):
    return Paper(entry["title"], key=entry["key"], abstract=entry["abstract"])


@pytest.fixture(scope="module")
def parts(seeds):
    """All but a few of the seeds' papers, and these."""
    entries = seeds.corpus.papers.to_pylist()
    new = [entry for entry in entries if entry["title"].startswith(HELD)]
    assert len(new) == len(HELD)
    return [paper(one) for one in entries if one not in new], [paper(one) for one in new]


@pytest.fixture(scope="module")
def before(parts):
    return graph.build(parts[0])


@pytest.fixture(scope="module")
def after(before, parts):
    return extend(before, parts[1])


@pytest.fixture(scope="module")
def now(before, after):
    """Row after of each row before."""
    keys = after.corpus.papers["key"].to_pylist()
    return np.array([keys.index(key) for key in before.corpus.papers["key"].to_pylist()])


def edges_of(atlas):
    keys = atlas.corpus.papers["key"].to_pylist()
    return {frozenset((keys[a], keys[b])) for a, b, _ in zip(*edges(atlas.graph.adjacency))}  # noqa: B905


def test_papers_and_names_are_those_of_a_build_of_all(after, seeds):
    assert after.corpus.papers["key"] == seeds.corpus.papers["key"]
    assert set(after.names.table["name"].to_pylist()) == set(seeds.names.table["name"].to_pylist())
    same = (after.names.mentions != seeds.names.mentions).nnz
    assert same <= 0.02 * seeds.names.mentions.nnz
    assert (after.names.introduced != seeds.names.introduced).nnz == 0


def test_places_of_names_are_in_order_and_apart(after):
    paper, _, sentence, start, end = (
        column.to_numpy().astype(int) for column in after.names.places.columns
    )
    text = 2 * paper + (sentence > 0)
    same = text[1:] == text[:-1]
    assert (np.diff(text) >= 0).all()
    assert (start[1:] >= end[:-1])[same].all()


def test_edges_are_mostly_those_of_a_build_of_all(before, after, seeds):
    found, whole = edges_of(after), edges_of(seeds)
    assert len(found & whole) > 0.8 * len(found | whole)
    assert len(found & whole) > len(edges_of(before) & whole)


def test_what_was_there_stays_where_it_was(before, after, now):
    assert (after.positions[now] == before.positions).all()
    weights = after.features.weights[now].toarray()
    columns = np.isin(after.features.terms.to_pylist(), before.features.terms.to_pylist())
    assert (weights[:, columns] == before.features.weights.toarray()).all()
    assert not weights[:, ~columns].any()


def test_clusters_keep_their_numbers(before, after, now):
    kept = after.communities.labels[now] == before.communities.labels
    assert kept.mean() > 0.8
    assert set(range(len(after.communities))) == set(after.communities.labels) - {-1}


def test_new_papers_stand_apart_and_near_what_they_are_tied_to(before, after, now):
    new = np.setdiff1d(np.arange(len(after)), now)
    gap = np.hypot(*(after.positions[:, None] - after.positions[None]).transpose(2, 0, 1))
    np.fill_diagonal(gap, np.inf)
    usual = np.hypot(*(before.positions[:, None] - before.positions[None]).transpose(2, 0, 1))
    np.fill_diagonal(usual, np.inf)
    assert gap[new].min() > 0.8 * np.median(usual.min(axis=1))
    strongest = after.graph.adjacency[new].toarray().argmax(axis=1)
    assert np.median(gap[new, strongest]) < np.median(gap[np.isfinite(gap)]) / 2


def test_the_atlas_given_is_left_and_order_does_not_matter(before, after, parts):
    again = extend(before, parts[1][::-1])
    assert len(before) == len(parts[0])
    assert (again.graph.adjacency != after.graph.adjacency).nnz == 0
    assert (again.communities.labels == after.communities.labels).all()
    assert (again.positions == after.positions).all()
    assert again.labels == after.labels


def test_a_path_opens_by_a_new_paper(before, after):
    found = graph.compare(before, after)
    assert sorted(found.added) == sorted(
        row
        for row, title in enumerate(after.corpus.papers["title"].to_pylist())
        if title.startswith(HELD)
    )
    assert not found.gone
    assert not found.merged
    for path in found.paths:
        assert path.through in found.added
        assert not set(path.ends) & set(found.added)
        assert path.strength >= 2 * path.before
        hops = after.graph.adjacency[[path.through], :].toarray()[0, list(path.ends)]
        assert path.strength == pytest.approx(float(hops.prod()), rel=1e-5)


SONG = "Song of the ocean whale"


def test_a_record_of_an_old_paper_adds_to_it_and_leaves_its_key(toy):
    old = graph.build(toy)
    text = "Ocean recordings of whale song. They were made at night, far from any ship."
    record = Paper(SONG, key="other", abstract=text, year=1999, references=("Sorting networks",))
    grown = extend(old, [record])
    assert grown.corpus.papers["key"] == old.corpus.papers["key"]
    entry = grown.corpus.papers.to_pylist()[2]
    assert (entry["key"], entry["year"], entry["abstract"]) == ("C", 1999, text)
    assert ("former", "other") in entry["identifiers"]
    assert grown.corpus.citations[[2]].indices.tolist() == [3]
    assert [merge.key for merge in grown.corpus.audit.merges] == ["C"]
    assert "ship" in grown.features.terms.to_pylist()
    assert (grown.positions == old.positions).all()


def test_a_text_that_comes_late_is_read(toy):
    bare = [Paper(one["title"], key=one["key"]) for one in toy.papers.to_pylist()]
    grown = extend(graph.build(bare), [Paper(SONG, key="C", abstract="Humpbacks sing of krill.")])
    assert len(grown) == len(bare)
    assert "krill" in grown.features.terms.to_pylist()
    assert grown.corpus.papers["abstract"][2].as_py() == "Humpbacks sing of krill."


def test_a_key_that_is_taken_stays_with_the_old_paper(toy):
    old = graph.build(toy)
    grown = extend(old, [Paper("Something else entirely", key="B")])
    keys = grown.corpus.papers["key"].to_pylist()
    assert keys.index("B") == 1
    assert grown.corpus.papers["title"][1].as_py() == "Ocean whale migration"
    assert keys[2].startswith("B-")


def test_a_reference_finds_the_paper_that_comes_later():
    old = graph.build(
        [Paper("Later work", key="L", references=("10.1/x",)), Paper("Else", key="M")]
    )
    assert old.corpus.citations.nnz == 0
    grown = extend(old, [Paper("Early work", key="A", identifiers={"doi": "10.1/X"})])
    rows, columns, _ = edges(grown.corpus.citations)
    assert (rows.tolist(), columns.tolist()) == ([1], [0])
    assert grown.graph.adjacency[[0]].indices.tolist() == [1]


def test_a_new_name_is_found_in_old_texts_and_an_old_one_in_new_texts():
    old = graph.build(
        [
            Paper("Faster sorting", key="A", abstract="We compare QuickNet-7 with BubbleNet."),
            Paper("BubbleNet: sorting by bubbles", key="B", abstract="We propose BubbleNet."),
        ]
    )
    new = Paper("QuickNet-7: sorting at once", key="C", abstract="It beats BubbleNet. We like it.")
    grown = extend(old, [new])
    names = grown.names.table["name"].to_pylist()
    mentions = grown.names.mentions.toarray() > 0
    assert mentions[:, names.index("BubbleNet")].tolist() == [True, True, True]
    assert mentions[:, names.index("QuickNet-7")].tolist() == [True, False, True]
    assert grown.names.introduced.toarray()[:, names.index("QuickNet-7")].tolist() == [0, 0, 1]


def test_a_name_is_known_again_where_a_new_text_writes_it_in_two():
    texts = ["We propose SCGAN. It sorts.", "We test SCGAN on arrays.", "On other things."]
    old = graph.build([Paper(f"Paper {at}", abstract=text) for at, text in enumerate(texts)])
    new = Paper("Sorting", key="z", abstract="We compare with SC-GAN (Sorted Cell GAN) here.")
    grown = extend(old, [new])
    number = grown.names.table["name"].to_pylist().index("SCGAN")
    rows = grown.names.mentions[:, [number]].toarray().ravel() > 0
    assert rows.tolist() == [True, True, False, True]


def test_nothing_to_add_is_an_error_and_what_is_there_changes_nothing(before):
    with pytest.raises(InputError):
        extend(before, [])
    same = extend(before, [paper(before.corpus.papers.to_pylist()[5])])
    assert (same.graph.adjacency != before.graph.adjacency).nnz == 0
    assert (same.communities.labels == before.communities.labels).mean() > 0.9
    assert not graph.compare(before, same).added


# From the command line


@pytest.fixture
def folder(toy_atlas, tmp_path):
    graph.save(toy_atlas, tmp_path / "exports" / "atlas")
    return tmp_path / "exports"


@pytest.fixture
def new(tmp_path):
    record = {"id": "N", "title": "Whales that sort arrays", "abstract": "Whale song in networks."}
    path = tmp_path / "new.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_add_writes_all_anew_and_tells_what_changed(folder, new, tmp_path):
    shutil.copytree(folder, tmp_path / "before")
    done = CliRunner().invoke(cli, ["add", str(new), "-a", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["papers"] == 8
    assert [one["id"] for one in told["diff"]["added"]] == ["N"]
    assert {path.name for path in folder.iterdir()} == {"atlas", "graph.graphml", "graph.html"}
    assert graph.load(folder / "atlas").corpus.papers["key"].to_pylist() == [*"ABCDEFGN"]
    again = CliRunner().invoke(cli, ["diff", str(tmp_path / "before"), str(folder), "--json"])
    assert json.loads(again.stdout) == told["diff"]
    shown = CliRunner().invoke(cli, ["diff", str(tmp_path / "before"), str(folder)]).stdout
    assert "7 papers before, 8 after" in shown
    assert "Whales that sort arrays" in shown


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "stopped"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device"),
    ],
)
def test_what_stops_halfway_leaves_the_old_atlas(
    folder, new, monkeypatch, capsys, fault, code, told
):
    held = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def fail(*_, **__):
        raise fault

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(SystemExit) as ended:
        main(["add", str(new), "-a", str(folder)])
    assert ended.value.code == code
    assert told in capsys.readouterr().err
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == held


def test_clusters_that_split_join_come_and_go_are_told_apart(toy_atlas):
    """Two islands of three and a lone paper, told anew as other groups."""

    def labelled(*labels):
        communities = replace(toy_atlas.communities, labels=np.array(labels, np.int32))
        count = max(labels) + 1
        names = tuple(f"name {number}" for number in range(count))
        labels = Labels(names, ((),) * count, ((),) * count)
        return replace(toy_atlas, communities=communities, labels=labels)

    def told(before, after):
        changes = graph.compare(labelled(*before), labelled(*after)).clusters
        return [(one.kind, one.before, one.after, one.shared) for one in changes]

    one, two = (0, 0, 0, 0, 1, 1, -1), (0, 0, 1, 1, 2, 2, -1)
    assert told(one, two) == [("split", (0,), (0, 1), 4), ("same", (1,), (2,), 2)]
    assert told(two, one) == [("joined", (0, 1), (0,), 4), ("same", (2,), (1,), 2)]
    assert told((0, 0, 0, -1, -1, -1, -1), (-1, -1, -1, 0, 0, 0, 0)) == [
        ("new", (), (0,), 0),
        ("gone", (0,), (), 0),
    ]


def test_rows_are_found_equal_where_all_their_values_are():
    rng = np.random.default_rng(0)
    for _ in range(50):
        before = canonical(rng.integers(0, 2, (12, 4)))
        now = before.toarray()[np.sort(rng.permutation(12)[:9])]
        now[rng.random(now.shape) < 0.1] = 3
        after = canonical(now)
        rows, places = (np.sort(rng.permutation(n)[:7]) for n in (12, 9))
        values = [
            [m.data[slice(*m.indptr[at : at + 2])].tolist() for at in wanted]
            for m, wanted in ((before, rows), (after, places))
        ]
        expected = [one == other for one, other in zip(*values, strict=True)]
        assert _equal_rows(before, after, rows, places.astype(np.int32)).tolist() == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_page_of_a_large_atlas_tells_again_what_it_told(
    before, parts, tmp_path, monkeypatch, jobs
):
    monkeypatch.setattr(workers, "MANY", 2)
    counts = []
    evidence = import_module("graph.relate.evidence")
    real = evidence.compare

    def counted(*told, **asked):
        counts[-1] += asked["quoted"]
        return real(*told, **asked)

    monkeypatch.setattr(evidence, "compare", counted)
    for folder in ("grown", "anew"):
        counts.append(0)
        publishing.publish(before, tmp_path / folder, jobs=1)
    (tmp_path / "anew" / "atlas" / publishing.TOLD).unlink()
    counts.append(0)
    with workers.working(jobs):
        added = grow.add(graph.load(tmp_path / "grown" / "atlas"), parts[1], tmp_path / "grown")
    counts.append(0)
    publishing.publish(added.atlas, tmp_path / "anew", jobs=1)
    pages = [(tmp_path / folder / "graph.html").read_bytes() for folder in ("grown", "anew")]
    assert pages[0] == pages[1]
    first, second, few, most = counts
    assert first == second
    assert 0 < few < most / 2
