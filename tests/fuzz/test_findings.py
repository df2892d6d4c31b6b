"""What fuzzing has found stays mended; and a minute of it finds nothing more."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS, attempt

FINDINGS = sorted((Path(__file__).parent / "findings").glob("[!.]*"))


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.name)
def test_what_was_found_is_mended(path):
    attempt(path.name.partition(".")[0], path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("target", [name for name in TARGETS if name.startswith("read")])
def test_each_reader_deals_with_the_samples_of_all(target):
    for data in {data for name in TARGETS for data in seeds(name)}:
        attempt(target, data)


@pytest.mark.slow
def test_a_minute_of_fuzzing_finds_nothing():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "60"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
