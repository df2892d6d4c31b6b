"""Ctrl-C waits for imports, no longer than it has to, and is never lost."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.cli.interrupts import insisting, unbroken

from .conftest import ROOT


@pytest.fixture(autouse=True)
def _heard():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_waits_for_what_would_take_it_for_a_failure_of_its_own():
    done = []
    with pytest.raises(KeyboardInterrupt), unbroken():  # noqa: PT012
        try:
            press()
        except BaseException:
            done.append("taken")
        done.append("imported")
    assert done == ["imported"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_pressed_again_it_waits_no_longer():
    done = []
    with pytest.raises(KeyboardInterrupt), unbroken():  # noqa: PT012
        press()
        press()
        done.append("imported")
    assert not done


def test_who_ignores_it_goes_on_to():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with unbroken():
        press()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_thread_that_never_hears_of_it_works_as_ever():
    def work():
        with unbroken():
            return "done"

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(work).result() == "done"


def test_what_goes_wrong_inside_is_told():
    with pytest.raises(ImportError), unbroken():
        raise ImportError


class Leaving:
    """What something happens to while Python takes it apart."""

    def __init__(self, error):
        self.error = error

    def __del__(self):
        raise self.error


def test_where_it_would_be_lost_it_is_told_again():
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), insisting():  # noqa: PT012
        Leaving(KeyboardInterrupt())
        time.sleep(20)
    assert time.monotonic() - began < 10


def test_what_else_is_lost_is_told_as_ever(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(lost.exc_type))
    with insisting():
        Leaving(OSError())
    assert told == [OSError]


PRESSED = """
import sys, graph.cli
from graph.__main__ import run

def main():
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        sys.exit(130)

graph.cli.main = main
run()
"""
LOADED = """
import sys
from graph.__main__ import run

class Pressed:
    def find_spec(self, name, *rest):
        if name == "graph.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Pressed())
run()
"""


@pytest.mark.parametrize(("script", "said"), [(PRESSED, ""), (LOADED, "stopped\n")])
def test_it_ends_as_told_wherever_it_came(tmp_path, script, said):
    (tmp_path / "started.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-m", "started"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, said)
