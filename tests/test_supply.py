"""What paperkin stands on is declared and used; and what it is packed into works."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OF_ANOTHER = {"transformers", "tokenizers", "safetensors", "huggingface-hub"}
"""What sentence-transformers and wordllama stand on, and is asked for only where these are."""


LOADERS = {"import_module", "alone"}
"""What imports a module by its name in quotes."""


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def declared(*extras):
    optional = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(one for extra in extras for one in optional[extra])]
    return {name_of(one) for one in wanted}


def imported():
    """Distributions whose modules are imported, and whether that is done on import of ours."""
    known = {module: names[0] for module, names in packages_distributions().items()}
    known |= {
        "sentence_transformers": "sentence-transformers",
        "huggingface_hub": "huggingface-hub",
    }
    found = {}
    for path in sorted((ROOT / "graph").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in LOADERS:
                names = [one.value for one in node.args if isinstance(one, ast.Constant)]
            for name in names:
                module = name.partition(".")[0]
                if module not in sys.stdlib_module_names and module != "graph":
                    name = known.get(module, module).lower().replace("_", "-")
                    found.setdefault(name, set()).add(node in tree.body)
    return found


def test_every_import_is_declared_and_all_that_is_declared_is_used():
    found = imported()
    extras = declared("semantic", "dask") - declared()
    assert set(found) - OF_ANOTHER <= declared() | extras
    assert declared() - set(found) == {"pyvis"}  # whose files are read, and none of its code
    assert extras - set(found) <= {"wordllama", "sentence-transformers"}  # asked for by name


def test_what_is_optional_is_not_imported_with_ours():
    always = {name for name, at_once in imported().items() if True in at_once}
    cluster = {"dask", "distributed", "fsspec"}  # graph.cluster is imported on request
    assert always - cluster <= declared()


def test_what_is_optional_is_named_in_the_readme():
    told = (ROOT / "README.md").read_text(encoding="utf-8").partition("On request: ")[2]
    for extra in ("semantic", "dask", "fuzz"):
        assert f"paperkin[{extra}]" in told
        assert all(name in told for name in declared(extra) - declared())


@pytest.mark.slow
def test_what_is_packed_installs_and_runs_in_an_environment_of_its_own(tmp_path):
    pytest.importorskip("build", reason="pip install build")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    bin_ = tmp_path / "venv" / "bin"

    def run(*command):
        ran = subprocess.run(
            list(map(str, command)),
            cwd=tmp_path,
            env=clean,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    run(sys.executable, "-m", "build", "--outdir", tmp_path / "dist", ROOT)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    [source] = (tmp_path / "dist").glob("*.tar.gz")
    venv.create(tmp_path / "venv", with_pip=True)
    for packed, options in ((wheel, ()), (source, ("--no-deps", "--force-reinstall"))):
        run(bin_ / "pip", "install", "-q", *options, packed)
        assert "No broken requirements" in run(bin_ / "pip", "check")
        where = run(bin_ / "python", "-c", "import graph; print(graph.__file__)")
        assert where.startswith(str(tmp_path))
        run(bin_ / "paperkin", "build", "-q", ROOT / "seeds", "-o", "out")
        assert "Mamba" in run(bin_ / "paperkin", "path", "S4", "Hydra", "-a", "out")
        run(bin_ / "paperkin", "export", "g.gexf", "-a", "out")
