"""The README keeps its word: commands, verbs, output and Python as shown."""

import re
import runpy
import shlex

import pytest

from graph.cli import cli
from graph.relate.layers import LAYERS

from .conftest import ROOT
from .test_cli import run

README = (ROOT / "README.md").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("marker", re.findall(r"^<!-- (output: .+) -->$", README, re.M))
def test_shown_output_is_what_the_command_prints(marker, tmp_path):
    assert run("build", "seeds", "-q", "-o", tmp_path).returncode == 0
    _, *arguments = shlex.split(marker.removeprefix("output: "))
    lines = [line.rstrip() for line in run(*arguments, "-a", tmp_path).stdout.splitlines()]
    assert [line.rstrip() for line in block(marker).splitlines()] == lines


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
    told = {name for cell in re.findall(r"^\| ([\w, -]+) \|", table, re.M) for name in cell.split(", ")}
    assert needed == told - {"package", "---"}
