import os
import sys
import time
from functools import partial

import numpy as np
import pytest

from graph.core.blocks import map_blocks
from graph.core.workers import beside, working


@pytest.mark.parametrize("jobs", [1, 2])
def test_something_is_done_beside_something_else(jobs):
    large = np.arange(200_000.0)
    with beside(lambda: (os.getpid(), large.sum()), jobs=jobs) as result:
        pid, total = result()
    assert (pid == os.getpid()) == (jobs == 1)
    assert total == large.sum()


def test_what_is_done_beside_has_the_workers_that_are_left():
    def pids():
        return set(map_blocks(lambda block: os.getpid(), [range(1), range(2)]))

    with working(2), beside(lambda: (os.getpid(), pids())) as result:
        pid, inside = result()
    assert inside == {pid} != {os.getpid()}


def test_a_thread_beside_shares_what_there_is_and_takes_short_turns():
    turns, whole = sys.getswitchinterval(), object()
    with beside(lambda: (os.getpid(), whole), jobs=2, prefer="threads") as result:
        assert sys.getswitchinterval() < turns
        pid, same = result()
    assert (pid, same is whole) == (os.getpid(), True)
    assert sys.getswitchinterval() == turns


def test_threads_beside_each_other_keep_their_turns_short():
    turns = sys.getswitchinterval()
    with (
        beside(lambda: 1, jobs=2, prefer="threads") as one,
        beside(lambda: 2, jobs=2, prefer="threads") as other,
    ):
        assert (one(), other()) == (1, 2)
    assert sys.getswitchinterval() == turns


def test_an_error_beside_comes_with_its_result():
    with beside(lambda: 1 / 0, jobs=2) as result, pytest.raises(ZeroDivisionError):
        result()


def test_who_leaves_without_the_result_ends_the_work(recwarn):
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), beside(lambda: time.sleep(60), jobs=2):
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30
    assert not recwarn.list
    assert map_blocks(len, [range(1), range(2)], jobs=2, prefer="processes") == [1, 2]


def test_who_leaves_before_the_work_is_handed_out_hears_nothing_of_it(capsys):
    # An error that a thread of the pool leaves behind would fail this test by itself.
    for _ in range(5):
        with beside(partial(time.sleep, 0), jobs=2) as slept:  # workers are at hand
            slept()
        with pytest.raises(KeyboardInterrupt), beside(partial(time.sleep, 60), jobs=2):
            raise KeyboardInterrupt
    assert capsys.readouterr() == ("", "")
