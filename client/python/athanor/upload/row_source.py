"""The normal form of everything that can be put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import AthanorError, error_of

#: Entries of a message: 4 MiB, whose copy in the sending thread stays in its cache.
BATCH_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Batch:
    """A run of rows: `values` is rows x cols, row-major, of the source's dtype; `index` one int64 a row, or None."""

    values: np.ndarray
    index: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: slice) -> Batch:
        return Batch(self.values[rows], None if self.index is None else self.index[rows])


@dataclass
class RowSource:
    """Rows of `cols` entries. Exactly one of `read` and `stream` is there."""

    cols: int
    dtype: np.dtype[Any]
    #: None: known only at the end.
    rows: int | None
    #: none, labels or positions
    row_index: str = "none"
    #: Rows `first` (included) to `last` (not included), by any thread at any time, as often as wanted.
    read: Callable[[int, int], Batch] | None = None
    #: All rows, in order, once, in batches of any size.
    stream: Callable[[], Iterator[Batch]] | None = None

    @property
    def row_bytes(self) -> int:
        return max(1, self.cols * self.dtype.itemsize)

    @property
    def rows_per_batch(self) -> int:
        return max(1, BATCH_BYTES // self.row_bytes)


def stored_dtype(dtype: np.dtype[Any], what: str) -> np.dtype[Any]:
    """What entries of `dtype` are stored as: float32 for floats that it holds exactly, else float64."""
    if dtype.kind in "biu" or (dtype.kind == "f" and dtype.itemsize >= 8):
        return np.dtype(np.float64)
    if dtype.kind == "f":
        return np.dtype(np.float32)
    mend = "take .real and .imag apart" if dtype.kind == "c" else "convert it with .astype(float) first"
    raise error_of("ATHANOR_BAD_SCHEMA", f"{what} has dtype {dtype}; wanted real numbers: {mend}")


def wanted_dtype(dtype: Any) -> np.dtype[Any] | None:
    """The caller's choice of what is stored; None: none was made."""
    if dtype is None:
        return None
    try:
        chosen = np.dtype(dtype)
    except TypeError:
        chosen = np.dtype(object)
    if chosen in (np.dtype(np.float64), np.dtype(np.float32)):
        return chosen
    raise error_of("ATHANOR_INVALID_ARGUMENT", f"dtype is {dtype!r}; a matrix is stored as float64 or float32")


def converted(source: RowSource, dtype: np.dtype[Any] | None) -> RowSource:
    """The source with its batches converted on their way."""
    if dtype is None or dtype == source.dtype:
        return source

    def convert(batch: Batch) -> Batch:
        return Batch(batch.values.astype(dtype), batch.index)

    return _mapped(source, lambda batch, _first: convert(batch), dtype=dtype)


def indexed(source: RowSource, index: np.ndarray, row_index: str) -> RowSource:
    """The source with an index of the caller's, one entry a row."""
    index = checked_index(index)
    if source.rows is not None and len(index) != source.rows:
        raise _wrong_length(len(index), source.rows)

    def attach(batch: Batch, first: int) -> Batch:
        part = index[first : first + len(batch)]
        if len(part) != len(batch):
            raise _wrong_length(len(index), f"more than {first + len(part)}")
        return Batch(batch.values, part)

    return _mapped(source, attach, row_index=row_index)


def checked_index(index: Any) -> np.ndarray:
    """Row indices as int64."""
    found = np.asarray(index)
    if found.ndim == 1 and found.dtype.kind in "iu":
        return np.ascontiguousarray(found, dtype=np.int64)
    text = f"index has shape {found.shape} and dtype {found.dtype}; wanted one whole number (int64) for each row"
    raise error_of("ATHANOR_INVALID_ARGUMENT", text)


def null_value(column: object, row: int) -> AthanorError:
    text = f"column {column!r}, row {row:,} is null; fill or drop the nulls first (NaN is taken, null is not)"
    return error_of("ATHANOR_NULL_VALUE", text, {"column": str(column), "row": int(row)})


def _mapped(source: RowSource, change: Callable[[Batch, int], Batch], **fields: Any) -> RowSource:
    read, stream = source.read, source.stream

    def changed_stream() -> Iterator[Batch]:
        first = 0
        for batch in stream():  # type: ignore[misc]
            yield change(batch, first)
            first += len(batch)

    given = {**vars(source), **fields}
    given["read"] = read and (lambda first, last: change(read(first, last), first))
    given["stream"] = stream and changed_stream
    return RowSource(**given)


def _wrong_length(found: int, wanted: object) -> AthanorError:
    text = f"index has {found} entries and the matrix {wanted} rows; wanted one entry for each row"
    return error_of("ATHANOR_INVALID_ARGUMENT", text)
