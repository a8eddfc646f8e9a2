"""What an Arrow schema means as a matrix, and its batches as numpy rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as types

from ..errors import AthanorError, error_of
from ..words import did_you_mean
from .row_source import Batch, checked_index, null_value

INDEX_COLUMN = "__index__"


class ArrowLayout:
    """One list column holds whole rows, else numeric columns are the matrix's; an int64 column may be the index."""

    def __init__(self, schema: pa.Schema, index_column: str | None) -> None:
        names = list(schema.names)
        if index_column is not None and index_column not in names:
            text = f"index is {index_column!r}, which is no column{did_you_mean(index_column, names)}"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        if index_column is None and INDEX_COLUMN in names:
            index_column = INDEX_COLUMN
        self.index_at = None if index_column is None else names.index(index_column)
        if index_column is not None and not types.is_integer(schema.field(index_column).type):
            raise _unfit(index_column, schema.field(index_column).type, "wanted int64, as it is the index")
        self.value_at = [at for at in range(len(names)) if at != self.index_at]
        self.names = [names[at] for at in self.value_at]
        if not self.names:
            raise error_of("ATHANOR_BAD_SCHEMA", "the table has no column with numbers; wanted at least one")
        kinds = [_storage(schema.field(at).type) for at in self.value_at]
        self.is_list = len(kinds) == 1 and _is_list(kinds[0])
        entries = [kinds[0].value_type] if self.is_list else kinds
        for name, kind in zip(self.names, entries):
            _refuse_unfit(name, kind)
        single = all(types.is_float32(kind) or types.is_float16(kind) for kind in entries)
        self.dtype: np.dtype[Any] = np.dtype(np.float32 if single else np.float64)
        #: None: of a list column without a fixed size; the first row tells.
        self.cols: int | None = len(self.names)
        if self.is_list:
            self.cols = kinds[0].list_size if types.is_fixed_size_list(kinds[0]) else None
        if self.cols == 0:
            raise error_of("ATHANOR_BAD_SCHEMA", f"column {self.names[0]!r} has rows without entries")

    def batch(self, columns: Sequence[pa.Array], first: int) -> Batch:
        """The rows of a record batch's columns; `first` is the number of their first row, for errors."""
        index = None
        if self.index_at is not None:
            column = columns[self.index_at]
            _refuse_nulls(column, INDEX_COLUMN, first)
            index = checked_index(column.to_numpy(zero_copy_only=False))
        if self.is_list:
            return Batch(self._list_rows(columns[self.value_at[0]], first), index)
        rows = len(columns[0])
        values = np.empty((rows, len(self.names)), self.dtype)
        for at, name in enumerate(self.names):
            column = columns[self.value_at[at]]
            _refuse_nulls(column, name, first)
            values[:, at] = _numbers(column)
        return Batch(values, index)

    def _list_rows(self, column: pa.Array, first: int) -> np.ndarray:
        name = self.names[0]
        if isinstance(column, pa.ExtensionArray):
            column = column.storage
        _refuse_nulls(column, name, first)
        if self.cols is None:
            self.cols = len(column[0]) if len(column) else None
        cols = self.cols or 0
        if not types.is_fixed_size_list(column.type):
            lengths = np.diff(np.asarray(column.offsets))
            wrong = np.flatnonzero(lengths != cols)
            if len(wrong):
                found = f"row {first + wrong[0]:,} of column {name!r} has {lengths[wrong[0]]} entries"
                text = f"{found}; the first has {cols}"
                raise error_of("ATHANOR_BAD_SCHEMA", text)
        entries = column.flatten()
        if entries.null_count:
            at = int(np.flatnonzero(entries.is_null().to_numpy(zero_copy_only=False))[0])
            raise null_value(f"{name}[{at % cols}]", first + at // cols)
        values = np.asarray(_numbers(entries), dtype=self.dtype)
        return np.ascontiguousarray(values.reshape(len(column), cols))


def _refuse_nulls(column: pa.Array, name: str, first: int) -> None:
    if column.null_count:
        missing = column.is_null().to_numpy(zero_copy_only=False)
        raise null_value(name, first + int(np.flatnonzero(missing)[0]))


def _numbers(column: pa.Array) -> np.ndarray:
    if types.is_decimal(column.type):
        column = column.cast(pa.float64())
    return column.to_numpy(zero_copy_only=False)


def _storage(kind: pa.DataType) -> pa.DataType:
    """fixed_shape_tensor and its kin are lists underneath."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _is_list(kind: pa.DataType) -> bool:
    return types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)


def _refuse_unfit(name: str, kind: pa.DataType) -> None:
    if types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_decimal(kind):
        return
    if _is_list(kind):
        raise _unfit(name, kind, "a list column must be the only one beside the index")
    raise _unfit(name, kind, "only numbers can be entries: drop or encode it")


def _unfit(name: str, kind: pa.DataType, mend: str) -> AthanorError:
    return error_of("ATHANOR_BAD_SCHEMA", f"column {name!r} is {kind}; {mend}", {"column": name})
