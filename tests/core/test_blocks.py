import os
import sys
import time
from functools import partial

import numpy as np
import pytest

from graph.core import blocks, progress


def test_row_blocks_cover_every_row_once():
    assert [list(block) for block in blocks.row_blocks(5, 2)] == [[0, 1], [2, 3], [4]]
    assert blocks.row_blocks(0, 2) == []


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("prefer", ["threads", "processes"])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_results_stand_in_order_whatever_the_workers(jobs, prefer, size):
    found = blocks.map_blocks(
        sum, blocks.row_blocks(10, size), label="adding", jobs=jobs, prefer=prefer
    )
    assert found == [sum(block) for block in blocks.row_blocks(10, size)]


def test_one_job_runs_here():
    [pid] = blocks.map_blocks(lambda block: os.getpid(), [range(1)], label="", jobs=4)
    assert pid == os.getpid()


def test_an_installed_reporter_hears_of_the_work_and_no_other():
    heard = []

    def reporter(items, label, total):
        heard.append((label, total))
        return items

    with progress.reporting(reporter):
        assert list(progress.track([1, 2], "counting", total=2)) == [1, 2]
        progress.stage("placing")
    assert list(progress.track([3], "unheard")) == [3]
    assert heard == [("counting", 2), ("placing", None)]


def test_workers_are_as_many_as_asked_around_the_work():
    def pids():
        return set(
            blocks.map_blocks(
                lambda block: os.getpid(), blocks.row_blocks(4, 1), prefer="processes"
            )
        )

    with blocks.working(1):
        assert pids() == {os.getpid()}
    with blocks.working(2):
        assert os.getpid() not in pids()


def test_processes_may_write_to_what_they_are_handed_and_nobody_sees():
    large = np.zeros(200_000)

    def write(block):
        large[block.start] = 1
        return large.sum()

    assert blocks.map_blocks(write, blocks.row_blocks(2, 1), jobs=2, prefer="processes")
    assert large.sum() == 0


def test_work_without_a_label_is_not_told():
    def reporter(items, label, total):
        raise AssertionError(label)

    with progress.reporting(reporter):
        assert blocks.map_blocks(len, [range(2)]) == [2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_something_is_done_beside_something_else(jobs):
    large = np.arange(200_000.0)
    with blocks.beside(lambda: (os.getpid(), large.sum()), jobs=jobs) as result:
        pid, total = result()
    assert (pid == os.getpid()) == (jobs == 1)
    assert total == large.sum()


def test_what_is_done_beside_has_the_workers_that_are_left():
    def pids():
        return set(blocks.map_blocks(lambda block: os.getpid(), [range(1), range(2)]))

    with blocks.working(2), blocks.beside(lambda: (os.getpid(), pids())) as result:
        pid, inside = result()
    assert inside == {pid} != {os.getpid()}


def test_a_thread_beside_shares_what_there_is_and_takes_short_turns():
    turns, whole = sys.getswitchinterval(), object()
    with blocks.beside(lambda: (os.getpid(), whole), jobs=2, prefer="threads") as result:
        assert sys.getswitchinterval() < turns
        pid, same = result()
    assert (pid, same is whole) == (os.getpid(), True)
    assert sys.getswitchinterval() == turns


def test_threads_beside_each_other_keep_their_turns_short():
    turns = sys.getswitchinterval()
    with (
        blocks.beside(lambda: 1, jobs=2, prefer="threads") as one,
        blocks.beside(lambda: 2, jobs=2, prefer="threads") as other,
    ):
        assert (one(), other()) == (1, 2)
    assert sys.getswitchinterval() == turns


def test_an_error_beside_comes_with_its_result():
    with blocks.beside(lambda: 1 / 0, jobs=2) as result, pytest.raises(ZeroDivisionError):
        result()


def test_who_leaves_without_the_result_ends_the_work(recwarn):
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), blocks.beside(lambda: time.sleep(60), jobs=2):
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30
    assert not recwarn.list
    assert blocks.map_blocks(len, [range(1), range(2)], jobs=2, prefer="processes") == [1, 2]


def test_who_leaves_before_the_work_is_handed_out_hears_nothing_of_it(capsys):
    # An error that a thread of the pool leaves behind would fail this test by itself.
    for _ in range(5):
        with blocks.beside(partial(time.sleep, 0), jobs=2) as slept:  # workers are at hand
            slept()
        with pytest.raises(KeyboardInterrupt), blocks.beside(partial(time.sleep, 60), jobs=2):
            raise KeyboardInterrupt
    assert capsys.readouterr() == ("", "")
