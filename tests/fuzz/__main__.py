"""Fuzz for so many seconds: `python -m tests.fuzz 600 [TARGET...]`.

With atheris (`pip install 'paperkin[fuzz]'`) what is tried next follows from which lines of the
code a try has reached; without it, samples are mutated at random. What goes wrong is written to
tests/fuzz/findings, where it becomes a test. The process ends with 1 then, else with 0.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

SECONDS = 10
"""CPU time in which any input is to be dealt with."""

MEMORY = 4 << 30
"""Bytes of address space that suffice for any."""

PARSERS = ("bibtexparser", "rispy", "pylatexenc")
"""Libraries whose reached lines count, too."""

FINDINGS = Path(__file__).with_name("findings")


class Slow(BaseException):
    """An input takes longer than `SECONDS`."""


def main(arguments: Sequence[str]) -> int:
    """Fuzz, and tell what was found on standard error."""
    seconds = float(arguments[0]) if arguments else 60.0
    try:
        import atheris
    except ImportError:
        atheris = None
    if atheris is None:
        from tests.fuzz.targets import TARGETS

        return _mutate(seconds, arguments[1:] or list(TARGETS))
    with atheris.instrument_imports(include=["graph", *PARSERS]):
        from tests.fuzz.targets import LONGEST, TARGETS, warm_up

        warm_up(PARSERS)
    from tests.fuzz.seeds import seeds

    chosen = list(arguments[1:]) or list(TARGETS)

    def once(data: bytes) -> None:
        if data:
            _try(chosen[data[0] % len(chosen)], data[1:])

    folder = tempfile.mkdtemp()
    for place, target in enumerate(chosen):
        for number, data in enumerate(seeds(target)):
            Path(folder, f"{target}-{number}").write_bytes(bytes([place]) + data)
    artifacts = Path(tempfile.mkdtemp())
    told = [
        f"-artifact_prefix={artifacts}/",
        f"-max_total_time={seconds:.0f}",
        f"-max_len={LONGEST}",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *told, "-timeout=60", "-print_final_stats=1", folder], once)
    atheris.Fuzz()  # ends the process
    return 0


def _mutate(seconds: float, chosen: Sequence[str]) -> int:
    from tests.fuzz.seeds import seeds

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    drawn = random.Random(time.time_ns())
    samples = {target: list(seeds(target)) for target in chosen}
    end = time.monotonic() + seconds
    tries = 0
    while time.monotonic() < end:
        target = drawn.choice(list(chosen))
        data = bytearray(drawn.choice(samples[target]))
        for _ in range(drawn.randint(1, 6)):
            _change(data, drawn, samples[target])
        _try(target, bytes(data))
        tries += 1
    print(f"{tries:,} tries, none of them a crash", file=sys.stderr)  # noqa: T201
    return 0


def _change(data: bytearray, drawn: random.Random, samples: Sequence[bytes]) -> None:
    """Flip, drop, repeat, or put in a part of another sample."""
    start, end = sorted(drawn.randint(0, len(data)) for _ in range(2))
    match drawn.randrange(4):
        case 0:
            data[start : start + 1] = drawn.randbytes(1)
        case 1:
            del data[start : min(end, start + 16)]
        case 2:
            data[start:start] = data[start:end][:256] * drawn.randint(1, 8)
        case _:
            other = drawn.choice(samples)
            at = drawn.randint(0, len(other))
            data[start:end] = other[at : at + drawn.randint(1, 256)]


def _try(target: str, data: bytes) -> None:
    """Run a target in its time; keep the input if it goes wrong."""
    from tests.fuzz.targets import attempt

    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        attempt(target, data)
    except BaseException:
        if not os.environ.get("PAPERKIN_KEEP_NOTHING"):
            digest = hashlib.sha256(data).hexdigest()[:10]
            (FINDINGS / f"{target}.{digest}").write_bytes(data)
        print(f"{target}: {data!r}", file=sys.stderr)  # noqa: T201
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Slow(f"more than {SECONDS} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
