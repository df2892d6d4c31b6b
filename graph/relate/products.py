"""The largest entries of products of sparse matrices, block by block of their rows."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np
from scipy import sparse

from graph.core.blocks import each_block, row_blocks
from graph.core.sparse import Matrix, canonical, columns_between, side_by_side, stacked, top_k
from graph.core.workers import threads

BLOCK = 2_000
"""Rows worked on at once: bounds memory to BLOCK x k results a worker."""

SHARD = 1 << 20
"""Rows that one shard of an index knows: what is added up for a row is held for so many others."""


def by_block(
    function: Callable[..., Matrix], shape: tuple[int, int], *, jobs: int | None
) -> Matrix:
    """Put together what `function` gives for each block of rows of a matrix of this shape.

    It is handed the block, and `threads`: how many may work on it.
    """
    if not shape[0]:
        return canonical(shape)
    at_once = threads(jobs)
    threaded = at_once > 1 and _threaded()
    parts = each_block(
        partial(function, threads=at_once if threaded else 1),
        row_blocks(shape[0], BLOCK),
        label="Finding neighbours",
        jobs=jobs,
        prefer="threads" if threaded else "processes",
    )
    return stacked(parts)


@cache
def _threaded() -> bool:
    """Whether sparse_dot_topn, which holds the interpreter's lock, was compiled to use threads."""
    from sparse_dot_topn import sp_matmul_topn

    one = sparse.csr_matrix(np.ones((1, 1), np.float32))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        sp_matmul_topn(one, one, top_n=1, n_threads=2)
    return not told


def block_largest(
    block: range, *, rows: Matrix, columns: Sequence[Matrix], k: int, threads: int
) -> Matrix:
    """Give the `k` largest entries in a block of rows of rows @ columns, which are in shards."""
    return largest(rows[block.start : block.stop], columns, k, threads=threads)


def in_shards(index: Matrix) -> tuple[Matrix, ...]:
    """Columns of an index (m, n), `SHARD` of them in each part: so many rows are looked for."""
    if index.shape[1] <= SHARD:
        return (index,)
    cuts = range(0, index.shape[1], SHARD)
    return tuple(columns_between(index, at, min(at + SHARD, index.shape[1])) for at in cuts)


def largest(
    rows: Matrix, index: Sequence[Matrix], k: int, *, threads: int, floor: float = 0.0
) -> Matrix:
    """Give the `k` largest entries above the floor in each row of a product, shard by shard."""
    from sparse_dot_topn import sp_matmul_topn

    one = sparse.csr_matrix(rows)
    found = []
    for shard in index:
        other = sparse.csr_matrix(shard)
        best = sp_matmul_topn(one, other, top_n=k, threshold=floor, n_threads=threads)
        found.append(canonical(best))
    return found[0] if len(found) == 1 else top_k(side_by_side(found), k)
