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
name, wanted, how = sys.argv[1:]
if how == "hidden":
    lightly.PathFinder = type("", (), {"find_spec": lambda *told: None})
module = lightly.alone(name)
print(hasattr(module, wanted), name.rpartition(".")[0] in sys.modules)
"""


@pytest.mark.parametrize(("how", "whole"), [("as ever", "False"), ("hidden", "True")])
@pytest.mark.parametrize(
    ("name", "wanted"),
    [("scipy.spatial._ckdtree", "cKDTree"), ("sknetwork.clustering.louvain_core", "optimize_core")],
)
def test_a_module_is_imported_without_the_rest_of_its_package_where_it_is_found(
    name, wanted, how, whole
):
    command = [sys.executable, "-c", ALONE, name, wanted, how]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", whole], done.stderr
