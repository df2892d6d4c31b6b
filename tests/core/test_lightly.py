"""What is left out of an import, and what of it stays."""

import subprocess
import sys

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
