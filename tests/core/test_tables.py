from tempfile import gettempdir
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import tables
from graph.core.columns import whole
from graph.core.room import room
from graph.core.types import PAPERS

HERE = gettempdir()

words = st.text("aé ", max_size=4)
papers = st.fixed_dictionaries(
    {
        "key": words,
        "title": words,
        "abstract": words,
        "year": st.none() | st.integers(1990, 2030),
        "authors": st.lists(words, max_size=2),
        "venue": words,
        "identifiers": st.lists(st.tuples(words, words), max_size=2),
        "references": st.lists(words, max_size=2),
        "sources": st.lists(
            st.fixed_dictionaries({"file": words, "line": st.integers(0, 9)}), max_size=2
        ),
    }
)
several = st.lists(st.lists(papers, max_size=4), max_size=4)


def table_of(chunks):
    parts = [pa.Table.from_pylist(chunk, PAPERS) for chunk in chunks]
    return pa.concat_tables([PAPERS.empty_table(), *parts])


def stored(table):
    """The bytes of a table in a file, as an atlas has it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


@given(several, st.data())
def test_rows_are_those_that_arrow_takes(chunks, data):
    table = table_of(chunks)
    many = 6 if table.num_rows else 0
    places = st.integers(0, max(table.num_rows - 1, 0))
    rows = np.array(data.draw(st.lists(places, max_size=many)), np.int64)
    expected = table.take(pa.array(rows, pa.int64())).combine_chunks()
    assert tables.some_rows(table, rows).to_pylist() == expected.to_pylist()
    with room(HERE), patch.object(tables, "BLOCK", 2):
        made = tables.arranged(table, rows)
    made.validate(full=True)
    assert made.schema.equals(PAPERS)
    assert made.to_pylist() == expected.to_pylist()
    assert all(column.num_chunks == 1 for column in made.columns)
    if len(rows):
        assert stored(made) == stored(expected)


@given(several, st.data())
def test_without_rows_and_gathered_give_what_arrow_gives(chunks, data):
    table = table_of(chunks)
    n = table.num_rows
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool)
    kept = [row for row, lost in zip(table.to_pylist(), gone, strict=True) if not lost]
    assert tables.without_rows(table, gone).to_pylist() == kept
    with room(HERE):
        assert tables.without_rows(table, gone).to_pylist() == kept
        made = tables.gathered((table_of([chunk]) for chunk in chunks), PAPERS)
    assert made.to_pylist() == table.to_pylist()
    assert tables.gathered([table], PAPERS).to_pylist() == table.to_pylist()


def test_a_column_too_long_for_one_piece_is_of_several(monkeypatch):
    table = pa.table({"title": ["kinship"] * 10})
    monkeypatch.setattr(tables, "BLOCK", 1)
    monkeypatch.setattr(tables, "LONGEST", 60)
    with room(HERE):
        made = tables.arranged(table, np.arange(10))
    assert made["title"].num_chunks > 1
    assert made["title"].to_pylist() == table["title"].to_pylist()


@pytest.mark.parametrize("chunks", [[], [["a"]], [["a"], ["b", "c"]]])
def test_a_column_of_one_piece_is_not_copied(chunks):
    column = pa.chunked_array(chunks, pa.string())
    made = whole(column)
    assert made.to_pylist() == column.to_pylist()
    assert whole(made) is made
    if len(chunks) == 1:
        assert made.buffers()[2].address == column.chunk(0).buffers()[2].address
