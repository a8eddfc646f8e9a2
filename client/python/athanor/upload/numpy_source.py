"""numpy arrays and memory maps, and what becomes one without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import error_of
from .row_source import Batch, RowSource, null_value, stored_dtype


def numpy_source(array: np.ndarray) -> RowSource:
    """A vector is one column. Rows are read, and laid out row-major, only as they are sent."""
    if array.ndim == 1:
        array = array.reshape(-1, 1)
    if array.ndim != 2 or array.shape[1] == 0:
        text = f"the array has shape {array.shape}; wanted rows x columns with at least one column: reshape it first"
        raise error_of("ATHANOR_BAD_SCHEMA", text)
    dtype = stored_dtype(array.dtype, "the array")
    masked = isinstance(array, np.ma.MaskedArray)

    def read(first: int, last: int) -> Batch:
        rows: Any = array[first:last]
        if masked:
            _refuse_masked(rows, first)
            rows = rows.data
        return Batch(np.ascontiguousarray(rows, dtype=dtype))

    return RowSource(array.shape[1], dtype, array.shape[0], read=read)


def _refuse_masked(rows: np.ma.MaskedArray, first: int) -> None:
    mask = np.ma.getmaskarray(rows)
    if mask.any():
        row, column = np.argwhere(mask)[0]
        raise null_value(int(column), first + int(row))
