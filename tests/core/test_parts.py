"""What workers are handed: values as plain words and arrays, and nothing that could run."""

import json
from collections import Counter
from functools import partial

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.columns import Texts
from graph.core.parts import put_together, taken_apart
from graph.core.sparse import canonical, top_k
from graph.core.types import Skip, Source

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner),
)


def there_and_back(value):
    told, arrays = taken_apart(value)
    return put_together(json.loads(json.dumps(told)), arrays)


@given(plain)
def test_plain_values_come_back_as_they_were(value):
    assert there_and_back(value) == value


@pytest.mark.parametrize("shape", [(0, 0), (3, 4)])
def test_matrices_come_back_with_shape_and_types(shape):
    matrix = canonical(np.arange(shape[0] * shape[1]).reshape(shape))
    again = there_and_back([matrix])[0]
    assert type(again) is type(matrix)
    assert again.shape == shape
    assert again.indices.dtype == again.indptr.dtype == np.int32
    assert (again != matrix).nnz == 0


def test_records_tables_and_what_functions_are_given_come_back():
    column = pa.array(["Kin", "", "Süß"])
    texts = Texts.of(pa.chunked_array([column]))
    table = pa.table({"title": column, "authors": [["A"], [], ["B", "C"]]})
    skip = Skip(Source("a.bib", 3), "it is broken")
    call = partial(top_k, matrix=canonical(np.eye(3)), k=1)
    again = there_and_back((texts, table, column, skip, call))
    assert again[0].read(range(3)) == ["Kin", "", "Süß"]
    assert again[1].equals(table)
    assert again[2].equals(column)
    assert again[3] == skip
    assert again[4].func is top_k
    assert again[4]().nnz == 3


def test_a_table_lies_in_the_array_that_it_came_from():
    table = pa.table({"title": ["x" * 1000]})
    told, [array] = taken_apart(table)
    again = put_together(told, [array])
    address = array.__array_interface__["data"][0]
    buffer = again["title"].chunk(0).buffers()[2]
    assert address <= buffer.address < address + array.nbytes


@pytest.mark.parametrize(
    "value",
    [
        np.array([object()]),
        {"a": {1}},
        Counter,
        lambda block: block,
        partial(top_k, canonical(np.eye(2))),
        open,
        object(),
    ],
)
def test_what_is_no_plain_value_and_not_of_ours_is_refused(value):
    with pytest.raises(TypeError):
        taken_apart(value)


@pytest.mark.parametrize(
    "told",
    [
        {"name": "os:system"},
        {"call": ["subprocess:run", {"args": "true"}]},
        {"record": ["graphics.x:Y", {}]},
        {"name": "graph.core.parts:import_module.__call__"},
    ],
)
def test_a_description_names_nothing_but_ours(told):
    with pytest.raises(TypeError):
        put_together(told, [])
