"""Lists of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import AthanorError, error_of
from .numpy_source import numpy_source
from .row_source import Batch, RowSource, null_value


def list_source(rows: Sequence[Any]) -> RowSource:
    """A list of numbers is one column; a row is anything that numpy makes a vector of."""
    if len(rows) == 0:
        text = "the list is empty; wanted at least one row: an empty matrix comes as np.empty((0, columns))"
        raise error_of("ATHANOR_BAD_SCHEMA", text)
    cols = int(np.size(rows[0]))
    if cols == 0:
        raise error_of("ATHANOR_BAD_SCHEMA", "row 0 is empty; wanted rows with at least one number")
    dtype = np.result_type(np.asarray(rows[0]))
    stored = np.dtype(np.float32) if dtype == np.float32 else np.dtype(np.float64)

    def read(first: int, last: int) -> Batch:
        try:
            values = np.array(rows[first:last], dtype=stored).reshape(last - first, cols)
        except (TypeError, ValueError):
            raise _culprit(rows[first:last], first, cols) from None
        if np.isnan(values).any():
            _refuse_none(rows[first:last], first)
        return Batch(values)

    return RowSource(cols, stored, len(rows), read=read)


def from_array_protocol(value: Any) -> RowSource:
    """Anything with ``__array__``, such as a tensor in this process's memory."""
    return numpy_source(np.asarray(value))


def _refuse_none(rows: Sequence[Any], first: int) -> None:
    """numpy takes None for NaN; here only NaN is a number."""
    for offset, row in enumerate(rows):
        if not isinstance(row, np.ndarray):
            for column, entry in enumerate(row if isinstance(row, Sequence) else [row]):
                if entry is None:
                    raise null_value(column, first + offset)


def _culprit(rows: Sequence[Any], first: int, cols: int) -> AthanorError:
    for offset, row in enumerate(rows):
        where = first + offset
        entries = np.atleast_1d(np.asarray(row, dtype=object))
        if entries.size != cols:
            return error_of("ATHANOR_BAD_SCHEMA", f"row {where} has {entries.size} entries; row 0 has {cols}")
        for column, entry in enumerate(entries.ravel()):
            if entry is None:
                return null_value(column, where)
            try:
                float(entry)
            except (TypeError, ValueError):
                text = f"row {where}, column {column} is {entry!r}; wanted a real number"
                return error_of("ATHANOR_BAD_SCHEMA", text)
    return error_of("ATHANOR_BAD_SCHEMA", f"rows {first} to {first + len(rows)} are not rows of {cols} numbers")
