"""What is wanted of SciPy's graphs, without its solvers: they take longer to load than a question.

connected_components: which nodes hang together. dijkstra: shortest paths from some nodes.
"""

from __future__ import annotations

from typing import Any, Final

import scipy.sparse  # noqa: F401 - which the two stand on

from graph.core.lightly import alone

_CSGRAPH: Final = "scipy.sparse.csgraph"

connected_components: Any = alone(f"{_CSGRAPH}._traversal", of=_CSGRAPH).connected_components
dijkstra: Any = alone(f"{_CSGRAPH}._shortest_path", of=_CSGRAPH).dijkstra
