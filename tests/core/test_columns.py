import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph.core.columns import Texts

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
