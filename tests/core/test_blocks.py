import os

import numpy as np
import pytest

from graph.core import blocks, progress
from graph.core.workers import working


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

    with working(1):
        assert pids() == {os.getpid()}
    with working(2):
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
