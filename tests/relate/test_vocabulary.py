"""One vocabulary of many blocks, merged by a tree."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core.workers import working
from graph.relate import vocabulary
from graph.relate.vocabulary import Words, merge_vocabulary

BLOCKS = st.lists(st.dictionaries(st.text("abcé模", max_size=3), st.integers(1, 9)), min_size=1)


def words(block):
    return Words(pa.array(list(block), pa.string()), np.array(list(block.values()), np.int64))


@given(BLOCKS, st.integers(2, 5))
def test_every_word_stands_once_with_the_sum_of_its_papers(blocks, merged):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "MERGED", merged)
        found = merge_vocabulary(list(map(words, blocks)))
    expected = sum(map(Counter, blocks), Counter())
    assert found.terms.to_pylist() == sorted(expected, key=str.encode)
    assert dict(zip(found.terms.to_pylist(), found.df.tolist(), strict=True)) == expected
    for block, place in zip(blocks, found.places, strict=True):
        assert found.terms.take(pa.array(place)).to_pylist() == list(block)


@pytest.mark.parametrize("blocks", [1, 2, 16, 17, 300])
def test_no_merge_sees_more_than_its_share(blocks, monkeypatch):
    seen = []
    real = vocabulary._merge

    def watched(block, *, level):
        seen.append(len(block))
        return real(block, level=level)

    monkeypatch.setattr(vocabulary, "_merge", watched)
    with working(1):
        found = merge_vocabulary([words({"a": 1, f"own{number}": 1}) for number in range(blocks)])
    assert len(found.terms) == blocks + 1
    assert dict(zip(found.terms.to_pylist(), found.df.tolist(), strict=True))["a"] == blocks
    assert max(seen, default=0) <= vocabulary.MERGED
