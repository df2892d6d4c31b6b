"""Tasks that threads do: results in order, errors where they are asked for, nobody waited for."""

import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from graph.core.threaded import threaded


def test_results_come_in_order_whoever_is_done_first():
    last = threading.Event()

    def first():
        assert last.wait(10)
        return "first"

    def second():
        last.set()
        return "second"

    with threaded([first, second, partial(int, "3")], 2) as results:
        assert list(results) == ["first", "second", 3]


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_so_many_work_and_no_more(workers):
    at_work, most, lock = 0, 0, threading.Lock()

    def task():
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1

    with threaded([task] * 6, workers) as results:
        assert len(list(results)) == 6
    assert most <= min(workers, 6)


def test_an_error_is_raised_where_the_result_is_asked_for():
    with threaded([partial(int, "1"), partial(int, "x"), partial(int, "3")], 1) as results:
        assert next(results) == 1
        with pytest.raises(ValueError, match="'x'"):
            next(results)


def test_what_has_not_begun_when_its_results_are_given_up_is_not_done():
    done, go = [], threading.Event()

    def wait():
        go.wait(10)
        done.append("first")

    with threaded([wait, partial(done.append, "second")], 1):
        pass
    go.set()
    deadline = time.monotonic() + 10
    while "first" not in done and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(0.05)
    assert done == ["first"]


def test_the_process_ends_without_waiting_for_what_a_thread_is_at():
    code = (
        "import time\n"
        "from graph.core.threaded import threaded\n"
        "with threaded([lambda: time.sleep(60)], 1):\n"
        "    raise KeyboardInterrupt\n"
    )
    begun = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=False
    )
    assert "KeyboardInterrupt" in run.stderr
    assert time.monotonic() - begun < 30
