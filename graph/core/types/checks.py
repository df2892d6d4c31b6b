"""What a record says of itself when it is made of parts that do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.core.sparse import Matrix


def require(holds: bool, claim: str) -> None:  # noqa: FBT001
    """Raise `ValueError` where what a record claims is not so."""
    if not holds:
        raise ValueError(f"broken record: not true that {claim}")


def require_shape(matrix: Any, shape: tuple[int, ...], what: str) -> None:
    """Claim that a matrix is canonical in kind and has this shape."""
    require(isinstance(matrix, Matrix), f"{what} is a csr_array")
    require(matrix.shape == shape, f"{what} is {shape} and not {matrix.shape}")
    require(matrix.indices.dtype == np.int32, f"{what} has int32 indices")


def require_square(matrix: Any, what: str) -> None:
    """Claim that a matrix has as many rows as columns, and single precision."""
    require_shape(matrix, (matrix.shape[0], matrix.shape[0]), what)
    require(matrix.dtype == np.float32, f"{what} is float32")
