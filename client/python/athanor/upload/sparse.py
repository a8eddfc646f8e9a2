"""Sparse matrices are refused, with what they would cost as dense ones: none is blown up silently."""

from __future__ import annotations

from typing import Any

from ..errors import AthanorError, error_of
from ..words import format_bytes


def refuse_sparse(value: Any) -> None:
    """For scipy's formats and their kin, told by what they offer."""
    if not (hasattr(value, "nnz") and hasattr(value, "shape") and hasattr(value, "tocoo")):
        return
    fields = (getattr(value, name, None) for name in ("data", "indices", "indptr", "row", "col"))
    stored = sum(getattr(field, "nbytes", 0) for field in fields)
    raise sparse_refusal(stored or value.nnz * 12, *value.shape)


def sparse_refusal(stored_bytes: int, rows: int, cols: int) -> AthanorError:
    text = (
        f"the matrix is sparse ({rows:,} x {cols:,}): {format_bytes(stored_bytes)} as it is would be "
        f"{format_bytes(rows * cols * 8)} dense, and only dense matrices are stored; give .toarray() if that size is "
        "sensible, else stay with a sparse solver"
    )
    return error_of("ATHANOR_SPARSE_INPUT", text, {"rows": int(rows), "cols": int(cols), "bytes": int(stored_bytes)})
