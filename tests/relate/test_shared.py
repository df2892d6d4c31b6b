"""What two texts share, worked out or remembered."""

from importlib import import_module

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_128_digest

import graph
from graph import Paper
from graph.core.sparse import upper_edges
from graph.kinship import explainer
from graph.relate.shared import Memory, Shared, key_of

_texts = st.text(max_size=5)
_shares = st.floats(0, 1)
_shared = st.builds(
    Shared,
    st.lists(st.tuples(_texts, _shares), max_size=3).map(tuple),
    _shares,
    st.tuples(st.integers(-1, 9), st.integers(-1, 9)),
)


@given(known=st.dictionaries(st.binary(min_size=16, max_size=16), _shared, max_size=5))
def test_a_memory_is_read_as_it_was_written(tmp_path_factory, known):
    path = tmp_path_factory.mktemp("memory") / "told.bin"
    memory = Memory(known)
    for key in known:
        memory.recall(key, pytest.fail)
    path.write_bytes(memory.content())
    again = Memory.read(path)
    assert {key: again.recall(key, pytest.fail) for key in known} == known
    assert again.content() == memory.content()


def test_what_nobody_asked_for_again_is_forgotten(tmp_path):
    path = tmp_path / "told.bin"
    memory = Memory({b"a" * 16: Shared(), b"b" * 16: Shared(context=0.5)})
    assert memory.recall(b"b" * 16, pytest.fail) == Shared(context=0.5)
    assert memory.recall(b"c" * 16, lambda: Shared(context=0.25)) == Shared(context=0.25)
    path.write_bytes(memory.content())
    again = Memory.read(path)
    assert again.recall(b"a" * 16, lambda: Shared(context=0.75)).context == 0.75
    assert again.recall(b"b" * 16, pytest.fail).context == 0.5
    assert again.recall(b"c" * 16, pytest.fail).context == 0.25


@pytest.mark.parametrize(
    "spoil", [lambda content: b"", lambda content: content[:-1], lambda content: b"x" + content[1:]]
)
def test_a_file_that_is_not_as_written_is_no_memory(tmp_path, spoil):
    path = tmp_path / "told.bin"
    memory = Memory()
    memory.recall(b"a" * 16, lambda: Shared(context=0.5))
    path.write_bytes(spoil(memory.content()))
    assert Memory.read(path).recall(b"a" * 16, Shared) == Shared()
    assert Memory.read(tmp_path / "none").content() == Memory().content()


def test_a_memory_of_another_version_is_none(tmp_path):
    sink = pa.BufferOutputStream()
    other = pa.table({"key": pa.array([b"a" * 16], pa.binary(16)), "told": ["whales"]})
    with pa.ipc.new_stream(sink, other.schema) as writer:
        writer.write_table(other)
    content = sink.getvalue().to_pybytes()
    path = tmp_path / "told.bin"
    path.write_bytes(xxh3_128_digest(content) + content)
    assert Memory.read(path).recall(b"a" * 16, Shared) == Shared()


def test_another_question_has_another_key():
    told = ("manner", (b"one", b"other"), {"state": 0.5, "space": 0.25})
    keys = {
        key_of(*told),
        key_of("other manner", *told[1:]),
        key_of(told[0], (b"one", b"one"), told[2]),
        key_of(told[0], (b"other", b"one"), told[2]),
        key_of(*told[:2], {"state": 0.5, "spaces": 0.25}),
        key_of(*told[:2], {"state": 0.5, "space": 0.26}),
        key_of(*told[:2], {"state": 0.5}),
    }
    assert len(keys) == 7
    assert key_of(*told) == key_of("manner", (b"one", b"other"), {"state": 0.5, "space": 0.25})


def test_papers_are_explained_by_memory_as_without(seeds, monkeypatch):
    one, other, _ = upper_edges(seeds.graph.adjacency)
    expected = list(explainer(seeds).tell(one, other))
    memory = Memory()
    assert list(explainer(seeds, memory=memory).tell(one, other)) == expected
    monkeypatch.setattr(import_module("graph.relate.evidence"), "compare", pytest.fail)
    again = Memory(memory._asked)
    assert list(explainer(seeds, memory=again).tell(one, other)) == expected


def test_a_text_that_changed_is_read_again():
    def told(abstract, memory):
        papers = [
            Paper("Alpha", abstract="We study gated networks. They are small."),
            Paper("Beta", abstract=abstract),
        ]
        return next(explainer(graph.build(papers), memory=memory).tell([0], [1]))

    memory = Memory()
    first = told("Of gated networks we say little. We study them.", memory)
    again = Memory(memory._asked)
    other = told("We study them. Of gated networks we say little.", again)
    assert first.evidence.terms == other.evidence.terms
    assert other == told("We study them. Of gated networks we say little.", None)
