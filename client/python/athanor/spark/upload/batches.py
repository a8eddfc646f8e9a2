"""The columns of an Arrow batch as a bridge takes them. Runs in tasks, with nothing but pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...errors import AthanorError, error_of
from .target import Target

#: Entries of a message.
_MESSAGE_BYTES = 4 * 1024 * 1024


def schema_of(target: Target) -> pa.Schema:
    fields = [pa.field("row", pa.list_(_entry(target), target.cols))]
    if target.has_index:
        fields.append(pa.field("index", pa.int64()))
    return pa.schema(fields)


def messages(batch: pa.RecordBatch, target: Target, first: int) -> Iterator[pa.RecordBatch]:
    """The batch cut to a few MiB. `first`: the number of its first row in the partition, for errors."""
    rows = _rows(batch.column(batch.schema.get_field_index(target.column)), target, first)
    columns: list[Any] = [rows]
    if target.has_index:
        index = batch.column(batch.schema.get_field_index("index"))
        _refuse_nulls(index, "the idCol", first)
        columns.append(index.cast(pa.int64()))
    whole = pa.RecordBatch.from_arrays(columns, schema=schema_of(target))
    step = max(1, _MESSAGE_BYTES // (8 * target.cols))
    for start in range(0, whole.num_rows, step):
        yield whole.slice(start, step)


def _rows(column: pa.Array, target: Target, first: int) -> pa.Array:
    what = "the label" if target.column == "target" else "the features"
    _refuse_nulls(column, what, first)
    if not pa.types.is_list(column.type) and not pa.types.is_large_list(column.type):
        return pa.FixedSizeListArray.from_arrays(column.cast(_entry(target)), 1)
    lengths = pc.list_value_length(column)
    wrong = pc.index(pc.not_equal(lengths, target.cols), True).as_py()
    if wrong >= 0:
        text = f"a row (number {first + wrong} of its partition) has {lengths[wrong]} entries"
        raise error_of("ATHANOR_BAD_SCHEMA", f"{text}; the first has {target.cols}")
    entries = column.flatten()
    _refuse_nulls(entries, "an entry of the features", first, target.cols)
    return pa.FixedSizeListArray.from_arrays(entries.cast(_entry(target)), target.cols)


def _refuse_nulls(column: pa.Array, what: str, first: int, width: int = 1) -> None:
    if column.null_count:
        raise _null(what, first + pc.index(column.is_null(), True).as_py() // width)


def _null(what: str, row: int) -> AthanorError:
    text = f"{what} is null (in row {row} of its partition); fill or drop nulls first"
    return error_of("ATHANOR_NULL_VALUE", text)


def _entry(target: Target) -> pa.DataType:
    return pa.float32() if target.dtype == "float32" else pa.float64()
