"""Preloaded by workers under test: what they are told to suffer, once in each stage.

Processes that a worker starts are preloaded with it, too.

PAPERKIN_FAULT says what; PAPERKIN_STAGE in which stage alone, if not in all; PAPERKIN_FAULTS is
the folder in which they note what has happened.
"""

import os
import signal
import subprocess
import time
from importlib import import_module
from pathlib import Path

from graph.cluster import apart
from graph.cluster.scratch import Task

NOTICE = 0.5
"""Seconds before a block that has begun is hit: the scheduler has heard of it by then."""

FOLDER = Path(os.environ["PAPERKIN_FAULTS"])
NAME = "tests.cluster.faults"
_do = getattr(Task.do, "unharmed", Task.do)  # a preload may be loaded twice
_begin = getattr(apart.begin, "unharmed", apart.begin)


def suffering(task, block):
    stage = task.function.func.__name__
    if os.environ.get("PAPERKIN_STAGE", stage) == stage and first(stage):
        time.sleep(NOTICE)
        FAULTS[os.environ["PAPERKIN_FAULT"]]()
    _do(task, block)


def first(what):
    """Whether nobody has noted this before, or it is to happen always."""
    if "PAPERKIN_ALWAYS" in os.environ:
        return True
    try:
        with (FOLDER / what).open("x") as file:
            file.write(os.environ.get("PAPERKIN_APART", "worker"))
    except FileExistsError:
        return False
    return True


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def out_of_memory():
    """Take more and more until the nanny puts an end to it."""
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20) * 16))
        time.sleep(0.02)


def cut_off():
    """Lose the network: in a namespace of our own indeed, else by falling silent."""
    if link := os.environ.get("PAPERKIN_LINK"):
        subprocess.run(["ip", "link", "set", link, "down"], check=True)
        time.sleep(600)
    (FOLDER / "pid").write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGSTOP)


def without_scheduler():
    """Take the scheduler away."""
    os.kill(int((FOLDER / "scheduler").read_text()), signal.SIGKILL)


FAULTS = {
    "killed": killed,
    "out-of-memory": out_of_memory,
    "cut-off": cut_off,
    "without-scheduler": without_scheduler,
}


def begin_apart():
    """Begin a process of a worker: to come by this function it has loaded this module."""
    _begin()
    os.environ["PAPERKIN_APART"] = "apart"


if os.environ["PAPERKIN_FAULT"]:
    suffering.unharmed = _do
    Task.do = suffering
    begin_apart.unharmed = _begin
    # By the name under which another process finds it.
    apart.begin = begin_apart if __name__ == NAME else import_module(NAME).begin_apart
