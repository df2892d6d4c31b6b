"""The house as designed: who may import whom, and which library stands in which room."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "graph"
MODULES = sorted(ROOT.rglob("*.py"))
WINGS = {"read", "relate", "find", "export"}
FLOORS = {"core": 0, **dict.fromkeys([*WINGS, "store", "cluster"], 1)}
FLOORS |= {
    "kinship": 2,
    "pipeline": 3,
    "publishing": 3,
    "draft": 3,
    "changes": 3,
    "grow": 4,
    "answers": 4,
    "show": 4,
}
FLOORS |= {"cli": 5, "__init__": 5, "__main__": 6}
ROOMS = {
    "click": {
        f"cli/{room}.py" for room in ("__init__", "asking", "building", "exporting", "options")
    },
    "rich": {f"show/{room}.py" for room in ("corpus", "growth", "models", "papers", "parts")},
    "pyvis": {"export/html.py"},
    "joblib": {"core/workers.py"},
    "dask": {"cluster/engine.py"},
    "distributed": {"cluster/engine.py"},
    "fsspec": {"core/folders.py"},
    "networkx": {"export/bridge.py", "find/communities.py"},
}


@cache
def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_from_its_room_and_floors_below(path):
    here = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "graph" or len(parts) == 1:
            continue
        there = parts[1] if parts[1] in FLOORS else "__init__"
        if name == "graph.__version__" or there == here:
            continue
        assert FLOORS[there] < FLOORS[here], f"{path} reaches {name}"


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_stays_in_its_room(library):
    users = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users <= ROOMS[library]


def test_nothing_prints_but_through_click_and_rich():
    for path in MODULES:
        calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        prints = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
        assert not prints
