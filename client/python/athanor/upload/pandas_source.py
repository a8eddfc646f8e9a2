"""pandas frames and series, whose NaN is a number and whose NA is a null."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import error_of
from .row_source import Batch, RowSource, null_value, stored_dtype
from .sparse import sparse_refusal


def pandas_source(frame: Any) -> RowSource:
    """A series is one column. Nothing is converted before its rows are sent."""
    if frame.ndim == 1:
        frame = frame.to_frame()
    names = list(frame.columns)
    if not names:
        raise error_of("ATHANOR_BAD_SCHEMA", "the frame has no columns; wanted at least one with numbers")
    kinds = [_entry_dtype(name, dtype, frame) for name, dtype in zip(names, frame.dtypes)]
    single = all(kind == np.float32 for kind in kinds)
    dtype: np.dtype[Any] = np.dtype(np.float32 if single else np.float64)
    plain = all(isinstance(kind, np.dtype) for kind in frame.dtypes)

    def read(first: int, last: int) -> Batch:
        rows = frame.iloc[first:last]
        if plain:
            return Batch(np.ascontiguousarray(rows.to_numpy(dtype=dtype)))
        values = np.empty((len(rows), len(names)), dtype)
        for at, name in enumerate(names):
            values[:, at] = _numbers(rows.iloc[:, at], name, first)
        return Batch(values)

    return RowSource(len(names), dtype, len(frame), read=read)


def _numbers(column: Any, name: object, first: int) -> np.ndarray:
    """A column of any numeric kind; an extension array tells its nulls apart from its NaN."""
    if isinstance(column.dtype, np.dtype):
        return column.to_numpy()
    entries = pa.array(column.array, from_pandas=False)
    for chunk in entries.chunks if isinstance(entries, pa.ChunkedArray) else [entries]:
        if chunk.null_count:
            row = int(np.flatnonzero(chunk.is_null().to_numpy(zero_copy_only=False))[0])
            raise null_value(name, first + row)
        first += len(chunk)
    return entries.to_numpy() if isinstance(entries, pa.ChunkedArray) else entries.to_numpy(zero_copy_only=False)


def _entry_dtype(name: object, dtype: Any, frame: Any) -> np.dtype[Any]:
    if type(dtype).__name__ == "SparseDtype":
        raise sparse_refusal(frame.memory_usage(index=False).sum(), *frame.shape)
    numpy_dtype = dtype if isinstance(dtype, np.dtype) else getattr(dtype, "numpy_dtype", None)
    if not isinstance(numpy_dtype, np.dtype) or numpy_dtype.kind not in "biuf":
        text = f"column {name!r} is {dtype}; only numbers can be entries: drop or encode it"
        raise error_of("ATHANOR_BAD_SCHEMA", text, {"column": str(name)})
    return stored_dtype(numpy_dtype, f"column {name!r}")
