"""The folder between a build and its workers: what lies there, under which key, and whole."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from graph.cluster import scratch
from graph.cluster.scratch import NAME, Scratch, is_done, task
from graph.core.errors import EngineError
from graph.core.sparse import canonical, top_k
from graph.relate.layers import _block_dots

ROWS = np.arange(6)


def dots(matrix):
    return partial(_block_dots, matrix=canonical(matrix), rows=ROWS, columns=ROWS[::-1])


@pytest.fixture
def laid(tmp_path):
    return Scratch(tmp_path)


def test_what_is_laid_down_is_worked_out_and_found_again(laid):
    function = dots(np.eye(6) + 1)
    key = laid.lay(function)
    opened = task(laid.address, key)
    for block in (range(2), range(2, 6)):
        assert not is_done(laid.address, key, block)
        opened.do(block)
        assert is_done(laid.address, key, block)
        assert (laid.result(key, block) == function(block)).all()
    assert laid.done(key) == {(0, 2), (2, 6)}


def test_an_array_is_laid_down_once_and_mapped(laid, tmp_path):
    matrix = np.eye(6) + 1
    one, other = laid.lay(dots(matrix)), laid.lay(partial(top_k, matrix=canonical(matrix), k=2))
    assert one != other
    arrays = list((tmp_path / NAME / "arrays").iterdir())
    assert len(arrays) == 5  # data, indices, indptr; rows, columns
    held = task(laid.address, one).function.keywords["rows"]
    assert isinstance(held.base, np.memmap) or isinstance(held, np.memmap)
    held[0] = 7  # a worker may write to what it has mapped, and nobody sees
    assert (task(laid.address, other).function.keywords["matrix"].toarray() == matrix).all()
    assert not any(np.load(path)[0] == 7 for path in arrays)


def test_a_key_tells_all_that_an_answer_depends_on(laid, monkeypatch):
    matrix = np.eye(6) + 1
    keys = [laid.lay(dots(matrix)), laid.lay(dots(matrix * 2))]
    keys.append(laid.lay(partial(dots(matrix).func, **{**dots(matrix).keywords, "rows": ROWS + 0})))
    assert keys[0] == keys[2] != keys[1]
    monkeypatch.setattr(scratch, "__version__", "another")
    assert laid.lay(dots(matrix)) != keys[0]


def test_only_what_one_version_has_laid_down_is_opened(laid, monkeypatch):
    key = laid.lay(dots(np.eye(6)))
    monkeypatch.setattr(scratch, "__version__", "another")
    task.cache_clear()
    with pytest.raises(EngineError, match="a worker has paperkin another"):
        task(laid.address, key)


def test_results_are_kept_for_those_who_resume_and_for_nobody_else(laid, tmp_path):
    key = laid.lay(dots(np.eye(6)))
    task(laid.address, key).do(range(6))
    other = tmp_path / "not-ours"
    other.touch()
    assert Scratch(tmp_path, resume=True).done(key) == {(0, 6)}
    assert Scratch(tmp_path).done(key) == set()
    assert other.exists()


def test_a_block_that_fails_leaves_nothing(laid, tmp_path):
    key = laid.lay(partial(_block_dots, matrix=canonical(np.eye(2)), rows=ROWS, columns=ROWS))
    with pytest.raises(IndexError):
        task(laid.address, key).do(range(6))
    assert laid.done(key) == set()


def test_a_result_that_is_damaged_is_told(laid, tmp_path):
    key = laid.lay(dots(np.eye(6)))
    task(laid.address, key).do(range(6))
    path = tmp_path / NAME / "done" / key / "0-6"
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(EngineError, match="is damaged"):
        laid.result(key, range(6))


def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path):
    with pytest.raises(EngineError, match="does not see") as unseen:
        task(str(tmp_path / "elsewhere"), "0" * 32)
    assert "--scratch" in unseen.value.hint
