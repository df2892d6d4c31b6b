"""Lines of edges that are copied from the GraphML before are those that would be written anew."""

import errno
import random
import re
import threading
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import graph
from graph import Paper, grow, publishing
from graph.core import workers
from graph.core.errors import ExportError
from graph.core.sparse import upper_edges
from graph.export import ahead, edge_lines, graphml
from graph.export.ahead import Ahead, begun
from graph.export.edge_lines import (
    MOST_ROOM,
    ROOM,
    EdgeLines,
    edges_from,
    edges_kept,
    lines_of,
    seal_of,
    with_room,
)
from graph.export.nodes import described
from graph.export.whole import Ready
from graph.grow import extend

WORDS = [f"{a}{b}" for a in ("sol", "ran", "vex", "mol") for b in ("ar", "et", "ing", "os")]

FILES = {"atlas", "graph.html", "graph.graphml"}


def papers(start, stop):
    drawn = random.Random(start)
    return [
        Paper(f"{' '.join(drawn.choices(WORDS, k=5))} & {number}", key=f"k<{number * 7 % 40}>")
        for number in range(start, stop)
    ]


@pytest.fixture(scope="module")
def before():
    return graph.build(papers(0, 30))


@pytest.fixture(scope="module")
def after(before):
    return extend(before, [*papers(30, 33), Paper(WORDS[0], key="k<7>", abstract="solar ranet")])


@pytest.fixture(autouse=True)
def _large(monkeypatch):
    """A few dozen papers are treated as if they were very many."""
    monkeypatch.setattr(workers, "MANY", 2)
    monkeypatch.setattr(publishing, "TOLD_EDGES", 0)


@pytest.fixture
def told(monkeypatch):
    """How many edges each GraphML file written was told anew."""
    counts = []
    tell = graphml.edge_lines

    def counted(edges, ids):
        counts.append(edges.num_rows)
        return tell(edges, ids)

    monkeypatch.setattr(graphml, "edge_lines", counted)
    monkeypatch.setattr(ahead, "edge_lines", counted)
    return counts


def published(atlas, folder, *, before=None):
    """The GraphML of an atlas, written to a folder that holds that of the one before."""
    file = folder / "graph.graphml"
    if before is None:
        publishing.publish(atlas, folder, jobs=1, prefer="threads")
        return file.read_bytes()
    papers = described(atlas.corpus, atlas.features, atlas.names)
    with begun(file) as part:
        edges = Ahead.of(lines_of(before, file), part, before=len(before), now=len(atlas))
        ready = Ready(papers, edges, lambda: write_edges(edges, before, atlas))
        publishing.publish(atlas, folder, jobs=1, prefer="threads", ready=ready)
    assert {path.name for path in folder.iterdir()} == FILES
    return file.read_bytes()


def write_edges(edges, before, after):
    papers = after.corpus.papers
    rows = places(before, after)
    ids = described(after.corpus, after.features, after.names)["id"]
    edges.write_edges(before.graph, after.graph, places=rows, papers=papers, ids=ids)


def places(before, after):
    keys = after.corpus.papers["key"].to_pylist()
    return np.array([keys.index(key) for key in before.corpus.papers["key"].to_pylist()], np.int32)


def test_a_grown_file_is_the_one_that_would_be_written_anew(before, after, tmp_path, told):
    published(before, tmp_path / "grown")
    grown = published(after, tmp_path / "grown", before=before)
    assert grown == published(after, tmp_path / "anew")
    old, few, all_edges = told
    assert 0 < few < all_edges / 2
    assert old == len(upper_edges(before.graph.adjacency)[0])
    # It tells of itself again, so that the next addition finds what it needs.
    assert published(after, tmp_path / "grown", before=after) == grown
    assert told[-1] == 0
    assert len(ElementTree.fromstring(grown).findall(".//{*}edge")) == all_edges


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(b'"e0">0.', b'"e0">1.', 1),
        lambda text: text.replace(b"<!-- edges from byte ", b"<!-- edges from byte 1"),
        lambda text: re.sub(rb"<!--.*-->\n", b"", text),
        lambda text: re.sub(rb"byte \d+", b"byte 999999999", text),
        lambda text: text[: len(text) // 2],
        lambda text: b"",
    ],
)
def test_lines_that_are_not_as_written_are_told_anew(before, after, tmp_path, told, spoil):
    text = published(before, tmp_path)
    (tmp_path / "graph.graphml").write_bytes(spoil(text))
    assert published(after, tmp_path, before=before) == published(after, tmp_path / "anew")
    assert told[1] == told[2]


def test_lines_that_were_told_in_another_manner_are_told_anew(
    before, after, tmp_path, told, monkeypatch
):
    with monkeypatch.context() as earlier:
        earlier.setattr(edge_lines, "_MANNER", "an earlier one")
        published(before, tmp_path)
    published(after, tmp_path, before=before)
    assert told[1] == len(upper_edges(after.graph.adjacency)[0])


def test_the_file_before_is_let_go(before, after, tmp_path, monkeypatch):
    held = []
    read = EdgeLines.read.__func__

    def kept(cls, path, *, seal):
        held.append(read(cls, path, seal=seal))
        return held[-1]

    monkeypatch.setattr(EdgeLines, "read", classmethod(kept))
    published(before, tmp_path)
    published(after, tmp_path, before=before)
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(10)
    assert [lines.content.closed for lines in held] == [True]


@pytest.mark.parametrize("thought", [0.5, 0.9, 1.1, 2])
def test_papers_that_take_other_room_than_was_thought_are_told_with_all_edges(
    before, after, tmp_path, told, monkeypatch, thought
):
    published(before, tmp_path / "grown")
    real = ahead.edges_from
    monkeypatch.setattr(
        ahead, "edges_from", lambda head, *, papers: real(round(head * thought), papers=papers)
    )
    grown = published(after, tmp_path / "grown", before=before)
    assert grown == published(after, tmp_path / "anew")
    assert told[2] == told[3] == len(upper_edges(after.graph.adjacency)[0])


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_addition_leaves_the_file_that_would_be_written_anew(before, tmp_path, told, jobs):
    published(before, tmp_path / "grown")
    with workers.working(jobs):
        added = grow.add(
            graph.load(tmp_path / "grown" / "atlas"), papers(30, 33), tmp_path / "grown"
        )
    first, few = told
    assert 0 < few < first / 2
    grown = (tmp_path / "grown" / "graph.graphml").read_bytes()
    assert grown == published(added.atlas, tmp_path / "anew")
    pages = [tmp_path / name / "graph.html" for name in ("grown", "anew")]
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert {path.name for path in (tmp_path / "grown").iterdir()} == FILES


@pytest.mark.parametrize(
    ("place", "error", "raised"),
    [
        ("_write_edges", OSError(errno.ENOSPC, "no room"), ExportError),
        ("_write_edges", ZeroDivisionError(), ZeroDivisionError),
        ("_arrange", KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_an_addition_that_breaks_off_leaves_the_file_of_before(
    before, tmp_path, monkeypatch, place, error, raised
):
    text = published(before, tmp_path)

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(grow, place, fail)
    with workers.working(2), pytest.raises(raised):
        grow.add(graph.load(tmp_path / "atlas"), papers(30, 33), tmp_path)
    assert (tmp_path / "graph.graphml").read_bytes() == text
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_a_file_that_is_not_finished_is_gone(before, after, tmp_path):
    text = published(before, tmp_path)

    def refused():
        with begun(tmp_path / "graph.graphml") as part:
            part.beside.write_bytes(b"edges")
            raise OSError(errno.ENOSPC, "no room")

    with pytest.raises(ExportError, match="no room"):
        refused()
    assert (tmp_path / "graph.graphml").read_bytes() == text
    assert {path.name for path in tmp_path.iterdir()} == FILES
    with begun(tmp_path / "graph.graphml") as part:
        assert part.beside.read_bytes() == b""
        lines = lines_of(before, tmp_path / "graph.graphml")
        late = Ahead.of(lines, part, before=len(before), now=len(after))
    with pytest.raises(FileNotFoundError):  # nor is it made by who comes too late
        write_edges(late, before, after)


@given(st.integers(0, 2000), st.lists(st.binary(min_size=1, max_size=400)))
def test_edges_begin_at_a_round_number_of_bytes(papers, head):
    size = sum(map(len, head))
    text = b"".join(with_room(head, papers=papers))
    start = edges_from(size, papers=papers)
    assert len(text) == start
    assert text[:size] == b"".join(head)
    assert text[size:].strip() == b""
    assert text[size:].endswith(b"\n") or start == size
    step = edges_from(1, papers=papers)
    assert start % step == 0
    assert start - size < step <= max(2 * ROOM * papers, 1)


def test_the_blank_line_before_edges_is_one_that_readers_take():
    most = edges_from(1, papers=10**9)
    assert most == MOST_ROOM < 10_000_000
    node = b'<node id="a"/>'
    head = [b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>', node, b"\n"]
    text = b"".join(with_room(head, papers=10**9)) + b"</graph></graphml>"
    assert len(text) > MOST_ROOM
    assert etree.fromstring(text)[0][0].get("id") == "a"


def test_a_file_of_other_lines_than_edges_is_told_anew(tmp_path, told):
    keyed = [replace(one, key=one.key.replace("k", "a\nb", 1)) for one in papers(0, 30)]
    before = graph.build(keyed)
    after = extend(before, papers(30, 33))
    assert published(before, tmp_path / "grown").count(b"</edge>\n")
    grown = published(after, tmp_path / "grown", before=before)
    assert grown == published(after, tmp_path / "anew")


def test_lines_of_another_atlas_or_of_none_are_not_taken(before, after, tmp_path, told):
    other = graph.build(papers(0, 30), graph.Options(neighbors=3))
    published(other, tmp_path)
    published(after, tmp_path, before=before)
    published(after, tmp_path / "new", before=before)
    assert told[1] == told[2] == len(upper_edges(after.graph.adjacency)[0])


def test_an_edge_is_kept_only_if_all_that_is_told_of_it_is_the_same(before):
    old, every = before.graph, np.arange(len(before), dtype=np.int32)
    one, to, _ = upper_edges(old.adjacency)
    assert edges_kept(old, old, places=every).tolist() == list(range(len(one)))
    layer = old.layers[0]
    other = layer.adjacency.copy()
    other.data[3] *= 0.5  # in one direction: the blend is as it was
    changed = replace(old, layers=(replace(layer, adjacency=other), *old.layers[1:]))
    row = int(np.searchsorted(other.indptr, 3, "right")) - 1
    gone = np.flatnonzero(edges_kept(old, changed, places=every) < 0)
    assert {(int(one[at]), int(to[at])) for at in gone} <= {tuple(sorted((row, other.indices[3])))}
    keys = before.corpus.papers
    assert seal_of(keys, old) != seal_of(keys, changed)
    shares = replace(old, shares=(0.5, *old.shares[1:]))
    assert (edges_kept(old, shares, places=every) == -1).all()
    assert edges_kept(old, old, places=np.where(every == row, -1, every))[one == row].max() == -1


@given(st.lists(st.booleans(), max_size=30), st.randoms())
def test_lines_are_put_in_order_stretch_by_stretch(new, drawn):
    lines = [f"line {number} {'x' * (number % 3)}\n".encode() for number in range(40)]
    bounds = np.cumsum([0, *map(len, lines)])
    stays = iter(sorted(drawn.sample(range(40), len(new) - sum(new))))
    kept = np.array([-1 if fresh else next(stays) for fresh in new], np.int32)
    fresh = [f"new {number}\n".encode() for number in range(sum(new))]
    rest = iter(fresh)
    wanted = [next(rest) if number < 0 else lines[number] for number in kept.tolist()]
    held = EdgeLines(b"".join(lines), bounds)  # a memory map is like bytes here
    found = list(held.among(pa.py_buffer(b"".join(fresh)), kept))
    assert b"".join(found) == b"".join(wanted)
    breaks = sum(
        (a < 0) != (b < 0) or (b >= 0 and b != a + 1)
        for a, b in zip(kept.tolist(), kept.tolist()[1:], strict=False)
    )
    assert len(found) == (breaks + 1 if len(kept) else 0)
