"""Arrow tables, which are read anywhere, and Arrow streams and datasets, which are read once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from ..errors import error_of
from .arrow_layout import ArrowLayout
from .row_source import BATCH_BYTES, Batch, RowSource


def table_source(table: pa.Table, index_column: str | None) -> RowSource:
    """A table in memory; also what a Polars frame is without a copy."""
    layout = ArrowLayout(table.schema, index_column)
    if layout.cols is None:
        _learn_width(layout, table.to_batches())

    def read(first: int, last: int) -> Batch:
        pieces: list[Batch] = []
        for piece in table.slice(first, last - first).to_batches():
            pieces.append(layout.batch(piece.columns, first + sum(map(len, pieces))))
        return _joined(pieces, layout)

    return RowSource(_width(layout), layout.dtype, table.num_rows, _kind(layout), read=read)


def stream_source(schema: pa.Schema, batches: Iterable[pa.RecordBatch], index_column: str | None) -> RowSource:
    """Batches that come once, of any size."""
    layout = ArrowLayout(schema, index_column)
    ahead: list[pa.RecordBatch] = []
    rest = iter(batches)
    if layout.cols is None:
        for batch in rest:
            ahead.append(batch)
            _learn_width(layout, [batch])
            if layout.cols is not None:
                break
    cols = _width(layout)
    rows_per_piece = max(1, BATCH_BYTES // (cols * layout.dtype.itemsize))

    def stream() -> Iterator[Batch]:
        first = 0
        for batch in itertools.chain(ahead, rest):
            for start in range(0, batch.num_rows, rows_per_piece):
                piece = batch.slice(start, rows_per_piece)
                yield layout.batch(piece.columns, first)
                first += piece.num_rows

    return RowSource(cols, layout.dtype, None, _kind(layout), stream=stream)


def _learn_width(layout: ArrowLayout, batches: Iterable[pa.RecordBatch]) -> None:
    for batch in batches:
        if batch.num_rows:
            layout.batch(batch.slice(0, 1).columns, 0)
            return


def _width(layout: ArrowLayout) -> int:
    if layout.cols:
        return layout.cols
    text = f"column {layout.names[0]!r} holds no entries, so that the number of columns is not known; "
    raise error_of("ATHANOR_BAD_SCHEMA", text + "wanted rows of at least one number")


def _kind(layout: ArrowLayout) -> str:
    return "none" if layout.index_at is None else "labels"


def _joined(pieces: list[Batch], layout: ArrowLayout) -> Batch:
    if len(pieces) == 1:
        return pieces[0]
    if not pieces:
        index = None if layout.index_at is None else np.empty(0, np.int64)
        return Batch(np.empty((0, _width(layout)), layout.dtype), index)
    values = np.concatenate([piece.values for piece in pieces])
    return Batch(values, None if pieces[0].index is None else np.concatenate([piece.index for piece in pieces]))
