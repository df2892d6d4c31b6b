"""The README keeps its word: commands, verbs, output and Python as shown."""

import re
import runpy
import shlex

import pytest

import graph
from graph.cli import cli
from graph.relate.layers import LAYERS

from .conftest import ROOT
from .test_cli import run

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = [
    (page.name, *found)
    for page in PAGES
    for found in re.findall(
        r"^<!-- output: paperkin ([^\n]+) -->\n```\w+\n(.*?)^```$",
        page.read_text(encoding="utf-8"),
        re.M | re.S,
    )
]


def block(marker):
    found = re.search(rf"^<!-- {re.escape(marker)} -->\n```\w+\n(.*?)```$", README, re.M | re.S)
    assert found, f"no block under <!-- {marker} -->"
    return found[1]


def test_the_two_commands_install_and_do_what_is_said():
    for marker, end in (("run", "paperkin build seeds"), ("test", "pytest")):
        command = block(marker).strip()
        assert "\n" not in command
        assert "pip install" in command
        assert command.endswith(end)
        assert block(marker).strip() in README
    assert "readme test" in (ROOT / ".ci" / "run").read_text()


def test_every_verb_is_told_and_every_verb_told_is_there():
    told = set(re.findall(r"^\| `paperkin (\w+)", README, re.M))
    assert told == set(cli.commands)


def test_layers_and_shares_are_as_told():
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| ([\d.]+) \|$", README, re.M))
    assert {name: float(share) for name, share in told.items()} == LAYERS


@pytest.fixture(scope="module")
def atlas(seeds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    graph.save(seeds, folder / "atlas")
    return folder


@pytest.mark.parametrize(("page", "command", "shown"), SHOWN)
def test_shown_output_is_what_the_command_prints(page, command, shown, atlas):
    done = run(*shlex.split(command), "-a", atlas)
    assert [line.rstrip() for line in done.stdout.splitlines()] == shown.splitlines(), (
        f"{page} is behind: run python docs/outputs.py"
    )


def test_the_first_screen_shows_the_chain_as_it_is(atlas):
    shown = re.search(r"```console\n\$ paperkin path S4 Hydra\n(.*?)\n```", README, re.S)
    assert shown
    assert run("path", "S4", "Hydra", "-a", atlas).stdout.startswith(shown[1] + "\n")


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_python_runs(tmp_path, monkeypatch, capsys):
    [code] = re.findall(r"^```python\n(.*?)```$", README, re.M | re.S)
    script = tmp_path / "readme.py"
    script.write_text(code, encoding="utf-8")
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script))
    assert "Mamba: Linear-Time" in capsys.readouterr().out
    assert (tmp_path / "exports" / "graph.html").exists()


def test_every_dependency_has_a_reason():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[<>=]", requirement)[0] for requirement in project["dependencies"]}
    table = README.partition("## What it stands on")[2]
    told = {
        name for cell in re.findall(r"^\| ([\w, -]+) \|", table, re.M) for name in cell.split(", ")
    }
    assert needed == told - {"package", "---"}
