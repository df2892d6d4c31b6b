"""Ctrl-C, heard wherever it comes."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SOON = 0.01
"""Seconds until Ctrl-C is told again."""


def _press() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:  # which wakes it, too, where it waits
        main = threading.main_thread().ident
        if main is not None:
            signal.pthread_kill(main, signal.SIGINT)


@contextmanager
def insisting() -> Iterator[None]:
    """Tell Ctrl-C again where it came while Python took an object apart, which loses it."""
    before = sys.unraisablehook

    def tell(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)
            return
        again = threading.Timer(SOON, _press)  # not in here, where it is lost, too
        again.daemon = True
        again.start()

    sys.unraisablehook = tell
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C wait for the imports inside, unless it is pressed again.

    Libraries take it for a failure of what they try to import, and go on without; and where it
    meets code that runs from a text, Python ends by the signal, whatever is made of it.
    """
    asked = False

    def wait(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            signal.default_int_handler(number, frame)
        asked = True

    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not heard or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if asked:
            raise KeyboardInterrupt
