"""The page as a file: what stands in it, what may run, and how it comes to be."""

from __future__ import annotations

import base64
import hashlib
import html
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.core.errors import ExportError, OptionError
from graph.core.files import replacing
from graph.export import html as html_page
from graph.export.html import write_html
from graph.export.packing import pack, unpack
from graph.export.view import View


def block(page: str) -> str:
    found = re.search(r'<script type="application/gzip" id="data">([^<]*)</script>', page)
    assert found is not None
    return found[1]


def test_the_data_block_is_the_packed_view(view: View, page_file: Path) -> None:
    assert block(page_file.read_text("utf-8")) == pack(view)


def test_same_view_same_bytes(view: View, page_file: Path, tmp_path: Path) -> None:
    write_html(view, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page_file.read_bytes()


def test_writes_that_one_file_and_nothing_else(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_html(view, Path("folder") / "graph.html")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "graph.html"]


def test_the_policy_names_exactly_the_scripts_that_stand_there(page_file: Path) -> None:
    page = page_file.read_bytes().decode()
    assert "\r" not in page  # which a browser takes for a line end before it hashes a script
    policy = html.unescape(re.search(r'Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    for kind, tag in (("script-src", 'script(?: type="module")?'), ("style-src", "style")):
        texts = re.findall(f"<{tag}>(.*?)</{tag.split('(')[0]}>", page, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in texts]
        assert rules[kind] == [f"'sha256-{value.decode()}'" for value in hashes]
    assert re.findall(r"<(?:script|link|img|iframe)[^>]* (?:src|href)=\"(?!data:)", page) == []


def test_a_page_holds_one_surface_alone(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(renderer: str) -> str:
        write_html(replace(view, renderer=renderer), tmp_path / "a.html")
        return (tmp_path / "a.html").read_text("utf-8")

    vis, canvas = written("vis"), written("canvas")
    assert "new vis.Network(" in vis
    assert "createSlices" not in vis
    assert "createSlices" in canvas
    assert "vis.Network" not in canvas
    assert len(canvas) < len(vis) - 400_000
    assert written("auto") == vis
    monkeypatch.setattr(html_page, "VIS_PAPERS", 59)
    assert written("auto") == canvas
    with pytest.raises(OptionError, match="renderer"):
        written("svg")


def test_says_what_is_shown(make_view: Callable[..., View], tmp_path: Path) -> None:
    view = make_view(1)
    path = tmp_path / "one.html"
    write_html(view, path)
    assert "<title>paperkin: 1 paper, 0 edges, 4 clusters<" in path.read_text("utf-8")
    write_html(replace(view, about={"papers": "1500"}), path)
    page = path.read_text("utf-8")
    assert "<title>paperkin: 1 of 1,500 papers, 0 edges" in page
    assert "<summary>1 of 1,500 papers: the best connected of each cluster.</summary>" in page


@pytest.mark.skipif(sys.platform == "win32", reason="locales are set by the environment here")
def test_any_locale_will_do(page_file: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from conftest import random_view\n"
        "from graph.export.html import write_html\n"
        "write_html(random_view(12, titles={3: '\\u014ctomo'}), Path(sys.argv[2]))"
    )
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = tmp_path / "c.html"
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(path)]
    subprocess.run(command, env=plain, check=True)
    assert unpack(block(path.read_text("utf-8")))["papers"]["title"][3] == "Ōtomo"


def test_what_pyvis_brings_is_had_without_its_code(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from conftest import random_view\n"
        "from graph.export.html import write_html\n"
        "write_html(random_view(12), Path(sys.argv[2]))\n"
        "print(*{'pyvis', 'IPython', 'networkx'} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(tmp_path / "a.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stdout.strip()
    assert "vis.Network" in (tmp_path / "a.html").read_text("utf-8")


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_an_export_error(view: View, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot write"):
        write_html(view, tmp_path / "file" / "graph.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ExportError, match="cannot write"):
        write_html(view, tmp_path / "folder.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.html"]
