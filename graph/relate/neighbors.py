"""Nearest neighbours by dot product: for each row, the k other rows that are closest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.core.blocks import map_blocks, row_blocks
from graph.core.sparse import Matrix, canonical, from_edges, top_k

BLOCK = 2_000
"""Rows worked on at once: bounds memory to BLOCK x k results a worker."""


def nearest(
    matrix: Matrix,
    k: int,
    *,
    rows: NDArray[np.int64] | None = None,
    jobs: int | None = None,
) -> Matrix:
    """Give the `k` largest positive dot products of each row with the other rows.

    matrix: (n, d), non-negative; rows: which rows to ask for (None: all). Returns (len(rows), n),
    without a row's product with itself. Exact; the same for any number of jobs.
    """
    from sparse_dot_topn import sp_matmul_topn

    asked = np.arange(matrix.shape[0]) if rows is None else rows
    columns = sparse.csr_matrix(matrix.T)

    def block_nearest(block: range) -> tuple[NDArray[np.int64], NDArray[np.int32], Matrix]:
        part = sparse.csr_matrix(matrix[asked[block.start : block.stop]])
        # One more than asked for: the row itself is among its own nearest.
        found = canonical(sp_matmul_topn(part, columns, top_n=k + 1, threshold=0.0, sort=False))
        at = np.repeat(np.arange(block.start, block.stop), np.diff(found.indptr))
        other = found.indices != asked[at]
        return at[other], found.indices[other], found.data[other]

    parts = map_blocks(
        block_nearest, row_blocks(len(asked), BLOCK), label="Finding neighbours", jobs=jobs
    )
    shape = (len(asked), matrix.shape[0])
    if not parts:
        return from_edges([], [], [], shape)
    at, to, data = (np.concatenate(column) for column in zip(*parts, strict=True))
    return top_k(from_edges(at, to, data, shape), k)
