"""Memory that is let go is used again."""

import os
import subprocess
import sys

import pytest

WORK = """
import resource
import sys
from threading import Thread

from graph.core.allocating import keep_memory


def work():
    held = [b"x" * (20 << 20) for _ in range(5)]


def cleared():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    thread = Thread(target=work)
    thread.start()
    thread.join()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


if sys.argv[1] == "kept" and not keep_memory():
    sys.exit(f"no {sys.platform}")
work()
print(cleared())
"""


def pages(how):
    """How many pages the system clears for a thread that asks for what was let go before."""
    plain = {name: value for name, value in os.environ.items() if "MALLOC" not in name.upper()}
    told = subprocess.run(
        [sys.executable, "-c", WORK, how], env=plain, capture_output=True, text=True, check=False
    )
    if told.stderr.startswith("no "):
        pytest.skip("another C library")
    return int(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux's")
def test_what_one_thread_let_go_serves_the_next():
    held = 5 * (20 << 20) // os.sysconf("SC_PAGE_SIZE")
    assert pages("as ever") > held / 2
    assert pages("kept") < held / 20


def test_another_system_is_left_alone(monkeypatch):
    from graph.core import allocating

    monkeypatch.setattr(allocating.sys, "platform", "darwin")
    monkeypatch.setattr(allocating.ctypes, "CDLL", None)  # not to be called
    assert not allocating.keep_memory()


def test_another_library_is_left_alone(monkeypatch):
    from graph.core import allocating

    monkeypatch.setattr(allocating.sys, "platform", "linux")
    monkeypatch.setattr(allocating.ctypes, "CDLL", lambda name: object())
    assert not allocating.keep_memory()
