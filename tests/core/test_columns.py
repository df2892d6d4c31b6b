import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph.core.columns import Texts, lists_as_arrow, numbers_as_arrow, texts_as_arrow

texts = st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=6)


@given(st.lists(texts, max_size=3), st.data())
def test_texts_are_read_back_whatever_their_chunks(chunks, data):
    column = pa.chunked_array(chunks, pa.string())
    whole = [text for chunk in chunks for text in chunk]
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    assert Texts.of(column).read(range(start, stop)) == whole[start:stop]
    assert Texts.of(column.slice(start)).read(range(len(whole) - start)) == whole[start:]


def test_letters_of_one_chunk_are_not_copied():
    column = pa.chunked_array([["a", "bc"]])
    assert Texts.of(column).letters.ctypes.data == column.chunk(0).buffers()[2].address


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=3))
)
def test_columns_are_made_as_arrow_makes_them(lists):
    texts = [text for some in lists for text in some]
    assert texts_as_arrow(texts).equals(pa.array(texts, pa.string()))
    assert lists_as_arrow(lists).equals(pa.array(lists, pa.list_(pa.string())))
    lengths = [len(text) for text in texts]
    for kind in (pa.int8(), pa.int32(), pa.int64()):
        made = numbers_as_arrow(lengths, kind)
        made.validate(full=True)
        assert made.equals(pa.array(lengths, kind))
