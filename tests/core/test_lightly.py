"""What is left out of an import, and what of it stays."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
from graph.core.lightly import without_pandas
without_pandas()
import numpy as np, pyarrow as pa
table = pa.table({"a": pa.array(["b"]), "c": np.arange(1)})
print("pandas" in sys.modules, table.to_pandas().shape)
"""


def test_arrays_are_made_without_pandas_and_tables_still_become_its_own():
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split(" ", 1) == ["False", "(1, 2)\n"], done.stderr


ALONE = """
import sys
import numpy, scipy.sparse
from graph.core import lightly
name, wanted, of, how = sys.argv[1:]
if how == "hidden":
    lightly.PathFinder = type("", (), {"find_spec": lambda *told: None})
there = of in sys.modules  # as some SciPy brings its graphs along
module = lightly.alone(name, of=of)
idle = of not in sys.modules
package = __import__(name.rpartition(".")[0], fromlist=["*"])
print(idle, getattr(module, wanted) is getattr(sys.modules[name], wanted), package.__name__)
print(len(dir(package)) > 10, lightly.alone(name, of=of) is module, there)
"""


@pytest.mark.parametrize(("how", "idle"), [("as ever", "True"), ("hidden", "False")])
@pytest.mark.parametrize(
    ("name", "wanted", "of"),
    [
        ("scipy.spatial._ckdtree", "cKDTree", "scipy.spatial"),
        ("scipy.sparse.csgraph._shortest_path", "dijkstra", "scipy.sparse.csgraph"),
        ("sknetwork.clustering.louvain_core", "optimize_core", "sknetwork"),
    ],
)
def test_a_module_is_imported_without_the_rest_of_its_package_which_loads_later_as_ever(
    name, wanted, of, how, idle
):
    command = [sys.executable, "-c", ALONE, name, wanted, of, how]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *found, there = done.stdout.split()
    idle = "False" if there == "True" else idle
    assert found == [idle, "True", name.rpartition(".")[0], "True", "True"], done.stderr


def test_the_graphs_are_those_of_scipy_and_its_solvers_stay_where_they_are():
    script = """
import sys
import scipy.sparse
before = "scipy.linalg" in sys.modules
from graph.core.csgraph import connected_components, dijkstra
print(("scipy.linalg" in sys.modules) != before)
import scipy.sparse.csgraph as whole
print(whole.connected_components is connected_components, whole.dijkstra is dijkstra)
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["False", "True", "True"], done.stderr
