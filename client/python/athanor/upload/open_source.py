"""Tells what an input is and brings it into the normal form. Optional packages are never imported, only recognised."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import AthanorError, error_of
from .arrow_layout import INDEX_COLUMN
from .arrow_source import stream_source, table_source
from .list_source import from_array_protocol, list_source
from .numpy_source import numpy_source
from .pandas_source import pandas_source
from .row_source import Batch, RowSource, converted, indexed, stored_dtype, wanted_dtype
from .sparse import refuse_sparse

ROW_INDEX = ("labels", "positions")


def open_source(data: Any, dtype: Any = None, index: Any = None, row_index: str | None = None) -> RowSource:
    """The rows of `data`, with the dtype and the index that the caller asks for."""
    chosen = wanted_dtype(dtype)
    if row_index is not None and row_index not in ROW_INDEX:
        raise error_of("ATHANOR_INVALID_ARGUMENT", f"row_index is {row_index!r}; wanted labels or positions")
    column, index = _split_index(data, index)
    source = _source(data, column)
    if index is not None:
        source = indexed(source, index, "labels")
    if row_index is not None:
        if source.row_index == "none":
            text = f"row_index is {row_index!r}, but the rows have no index; give one as index="
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        source.row_index = row_index
    return converted(source, chosen)


def _split_index(data: Any, index: Any) -> tuple[str | None, Any]:
    """The index as the name of a column, or as its entries."""
    if index is None or index is False:
        return None, None
    pandas = _is_of(data, "pandas")
    if index is True:
        if not pandas:
            raise error_of("ATHANOR_INVALID_ARGUMENT", "index=True takes the index of a pandas frame; this is none")
        return None, data.index.to_numpy()
    if isinstance(index, str):
        return index, None
    return None, index


def _source(data: Any, column: str | None) -> RowSource:
    refuse_sparse(data)
    if _is_of(data, "pandas") and hasattr(data, "iloc"):
        return _pandas(data, column)
    if _is_of(data, "polars") and type(data).__name__ in ("DataFrame", "Series"):
        return table_source(pa.table(data if hasattr(data, "columns") else data.to_frame()), column)
    if isinstance(data, pa.Table):
        return table_source(data, column)
    if isinstance(data, pa.RecordBatch):
        return table_source(pa.Table.from_batches([data]), column)
    if isinstance(data, pa.RecordBatchReader):
        return stream_source(data.schema, data, column)
    if _is_of(data, "pyarrow") and hasattr(data, "scanner"):  # a dataset
        return stream_source(data.schema, data.to_batches(), column)
    if _is_of(data, "pyarrow") and hasattr(data, "to_reader") and hasattr(data, "projected_schema"):  # a scanner
        return stream_source(data.projected_schema, data.to_batches(), column)
    if not isinstance(data, (pa.Array, pa.ChunkedArray)) and hasattr(data, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(data)
        return stream_source(reader.schema, reader, column)
    if column is not None:
        text = f"index is {column!r}, but the input has no named columns; give the indices themselves"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
    return _unnamed(data)


def _unnamed(data: Any) -> RowSource:
    if isinstance(data, np.ndarray):
        return numpy_source(data)
    if isinstance(data, (str, bytes, os.PathLike)):
        raise _refused_path(data)
    if isinstance(data, (list, tuple)):
        return list_source(data)
    if hasattr(data, "__array__"):
        return from_array_protocol(data)
    if isinstance(data, Iterable):
        return _iterable_source(iter(data))
    wanted = "an array, a frame, an Arrow table, stream or dataset, or a list of rows"
    raise error_of("ATHANOR_INVALID_ARGUMENT", f"a {type(data).__name__} was given as a matrix; wanted {wanted}")


def _pandas(frame: Any, column: str | None) -> RowSource:
    if column is None and frame.ndim == 2 and INDEX_COLUMN in frame.columns:
        column = INDEX_COLUMN
    if column is None:
        return pandas_source(frame)
    if frame.ndim == 1 or column not in frame.columns:
        raise error_of("ATHANOR_INVALID_ARGUMENT", f"index is {column!r}, which is no column of the frame")
    return indexed(pandas_source(frame.drop(columns=column)), frame[column].to_numpy(), "labels")


def _iterable_source(items: Iterator[Any]) -> RowSource:
    """Record batches, or arrays of rows, that come one after the other."""
    first = next(items, None)
    if isinstance(first, pa.RecordBatch):
        return stream_source(first.schema, itertools.chain([first], items), None)
    block = None if first is None else np.asarray(first)
    if block is None or block.ndim != 2 or block.shape[1] == 0:
        found = "nothing" if block is None else f"an array of shape {block.shape}"
        text = f"the iterable yields {found}; wanted record batches or arrays of rows x columns"
        raise error_of("ATHANOR_BAD_SCHEMA", text)
    cols, dtype = block.shape[1], stored_dtype(block.dtype, "the first block")

    def stream() -> Iterator[Batch]:
        for item in itertools.chain([block], items):
            rows = np.asarray(item)
            if rows.ndim != 2 or rows.shape[1] != cols:
                text = f"a block of the iterable has shape {rows.shape}; wanted rows x {cols}"
                raise error_of("ATHANOR_BAD_SCHEMA", text)
            stored_dtype(rows.dtype, "a block of the iterable")
            yield Batch(np.ascontiguousarray(rows, dtype=dtype))

    return RowSource(cols, dtype, None, stream=stream)


def _is_of(data: Any, package: str) -> bool:
    return type(data).__module__.split(".")[0] == package


def _refused_path(path: Any) -> AthanorError:
    text = (
        f"{path!r} was given where a matrix is wanted; open a file first, as np.load(path, mmap_mode='r') or "
        "pyarrow.dataset.dataset(path), and a matrix of the bridge by open(name)"
    )
    return error_of("ATHANOR_INVALID_ARGUMENT", text)
