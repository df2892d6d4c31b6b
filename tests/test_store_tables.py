"""Tables that lie in pieces, in files as if they lay in one."""

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store import tables
from graph.store.tables import write_table


def as_arrow_writes(table, path):
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as to:
        to.write_table(table)
    return path.read_bytes()


@given(
    texts=st.lists(st.text("aé🙂\x00 ", max_size=9) | st.none(), max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=9),
)
def test_a_file_is_the_same_wherever_texts_are_cut(tmp_path_factory, texts, cuts):
    folder = tmp_path_factory.mktemp("tables")
    column = pa.array(texts, pa.string())
    bounds = sorted({0, len(texts), *(min(cut, len(texts)) for cut in cuts)})
    pieces = [column.slice(a, b - a) for a, b in pairwise(bounds)]
    told = {"number": pa.array(range(len(texts)), pa.int32()), "other": column}
    table = pa.table({"text": pa.chunked_array(pieces, pa.string()), **told})
    write_table(table, folder / "some.arrow")
    with pa.ipc.open_file(str(folder / "some.arrow")) as file:
        assert file.read_all().equals(table)
    if None not in texts and any(texts):
        expected = as_arrow_writes(pa.table({"text": column, **told}), folder / "whole.arrow")
        assert (folder / "some.arrow").read_bytes() == expected


def test_no_text_is_put_together_to_be_written(tmp_path):
    texts = [pa.array(["x" * 1_000_000] * 10) for _ in range(5)]
    table = pa.table({"text": pa.chunked_array(texts)})
    usual = pa.default_memory_pool()
    counting = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(counting)
    try:
        write_table(table, tmp_path / "some.arrow")
    finally:
        pa.set_memory_pool(usual)
    assert counting.max_memory() < 1_000_000


@pytest.mark.parametrize("most", [0, 5, 6])
def test_more_text_than_a_piece_takes_stays_in_pieces(tmp_path, monkeypatch, most):
    monkeypatch.setattr(tables, "MOST", most)
    table = pa.table({"text": pa.chunked_array([["ab", "c"], ["def"]])})
    write_table(table, tmp_path / "some.arrow")
    with pa.ipc.open_file(str(tmp_path / "some.arrow")) as file:
        assert file.read_all().equals(table)
        assert file.num_record_batches == (1 if most == 6 else 2)
