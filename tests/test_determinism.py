"""The same input gives the same bytes, in the atlas and in every export, however it is run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").iterdir())

# Builds, exports to every format, and prints a hash of each file.
WHOLE = """
import hashlib, importlib, json, locale, os, sys
from pathlib import Path

out, size, *command = sys.argv[1:]
locale.setlocale(locale.LC_ALL, "")
if size:
    for room in ("relate.layers", "relate.products", "relate.terms", "relate.names.extract"):
        importlib.import_module(f"graph.{room}").BLOCK = int(size)
    importlib.import_module("graph.read.references").BLOCK = int(size)
    importlib.import_module("graph.read.merge").BATCH = int(size)
    importlib.import_module("graph.cli.building").MUCH = 0

import graph
from graph.cli import main
from graph.core import workers

if size:
    workers.MANY = 0  # what two processes can do side by side, they do

def run(*given):
    try:
        main(given)
    except SystemExit as ended:
        assert ended.code == 0, given

run("build", "-q", "-o", out, *command)
for name in ("g.gexf", "g.json", "g.cyjs", "vosviewer.json", "papers.csv", "g.graphml.gz"):
    run("export", str(Path(out, name)), "-a", out)
hashes = {
    str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
    for path in sorted(Path(out).rglob("*"))
    if path.is_file()
}
print(json.dumps([locale.setlocale(locale.LC_ALL), hashes]))
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Files of several formats, with references, ties and letters that a locale folds."""
    top = tmp_path_factory.mktemp("inputs")
    lines = [
        {
            "id": f"k{n}",
            "title": f"İstanbul ISI whale title {n % 7} ıI {'ß' * (n % 2)}",
            "abstract": f"Whale song of group {n % 5}. We propose NET{n}, an INDEX of {n / 7}.",
            "year": 1990 + n % 20,
            "references": [f"k{(n * 7) % 60}", f"A. Author, Some old book, 19{n:02}"],
        }
        for n in range(60)
    ]
    (top / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (top / "b.bib").write_text(
        "".join(
            f"@article{{b{n}, title={{Ocean whale study {n}}}, year={{200{n}}}}}\n"
            for n in range(9)
        )
    )
    return [SEEDS[0], top / "a.jsonl", top / "b.bib"]


def hashes(out, inputs, *options, size="", cwd=ROOT, **environment):
    """What a run elsewhere gives: its locale, and a hash of each file written."""
    command = [sys.executable, "-c", WHOLE, str(out), size, *map(str, inputs), *options]
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    ran = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | paths | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    locale, found = json.loads(ran.stdout.splitlines()[-1])
    found.pop("atlas/told.bin", None)  # which large atlases have, and small ones treated as such
    return locale, found


@pytest.fixture(scope="module")
def expected(inputs, tmp_path_factory):
    found = hashes(tmp_path_factory.mktemp("whole") / "out", inputs)[1]
    assert len(found) > 40
    assert {Path(name).suffix for name in found} >= {".html", ".graphml", ".gexf", ".npy", ".arrow"}
    return found


def same(found, expected):
    different = {name for name in {**found, **expected} if found.get(name) != expected.get(name)}
    assert not different


def test_no_setting_changes_a_byte(inputs, expected, tmp_path):
    """All at once: where this fails, try one by one which of them it is."""
    (tmp_path / "elsewhere").mkdir()
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS")
    found = hashes(
        tmp_path / "out",
        inputs[::-1],
        *("--jobs", "3"),
        cwd=tmp_path / "elsewhere",
        **dict.fromkeys(threads, "1"),
        PYTHONHASHSEED="1234",
        TZ="Asia/Kathmandu",
    )[1]
    same(found, expected)


def test_no_size_of_blocks_changes_a_byte(inputs, expected, tmp_path):
    same(hashes(tmp_path / "out", inputs, "--jobs", "2", size="7")[1], expected)


@pytest.mark.parametrize("name", ["C", "de_DE", "tr_TR.utf8"])
def test_locales_change_no_byte(inputs, expected, tmp_path, name):
    try:
        found, files = hashes(tmp_path / "out", inputs, LC_ALL=name, PYTHONUTF8="0")
    except AssertionError as error:
        required = os.environ.get("PAPERKIN_REQUIRE_LOCALES") == "1"
        if required or "unsupported locale" not in str(error):
            raise
        pytest.skip(f"this machine has no locale {name}")
    assert name in found
    same(files, expected)


def test_a_build_over_an_older_one_is_as_one_into_nothing(inputs, expected, tmp_path):
    """And the test itself: other input gives other bytes."""
    before = hashes(tmp_path / "out", inputs[:2])[1]
    assert before["graph.graphml"] != expected["graph.graphml"]
    same(hashes(tmp_path / "out", inputs)[1], expected)
