"""The rows of a matrix as a DataFrame, which tasks read from the bridge when it is used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ..connection import Connection
from ..discovery import Address
from ..errors import PASSING, AthanorError, error_of
from ..link import STREAM_SECONDS, Link
from ..matrix import Matrix
from .route import route
from .settings import data_path

#: Of what a task reads.
_TASK_BYTES = 32 * 1024 * 1024
_PAUSES = (0.1, 0.5, 1.5, 3.0)


def rows_frame(spark: Any, bridge: Connection, matrix: Matrix, name: str) -> Any:
    """Columns ``id``, the row's index, and `name`, a vector. In as many partitions as the size is worth."""
    from pyspark.ml.functions import array_to_vector
    from pyspark.sql import functions as f

    tasks = max(1, min(len(matrix), -(-matrix.nbytes // _TASK_BYTES)))
    reader = _reader(bridge.session.link.address, data_path(spark), matrix.id, len(matrix), tasks)
    frame = spark.range(0, tasks, 1, tasks).mapInArrow(reader, "id bigint, entries array<double>")
    return frame.select("id", array_to_vector(f.col("entries")).alias(name))


def _reader(address: Address, path: str, matrix: str, rows: int, tasks: int) -> Any:
    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for turn in batch.column(0).to_pylist():
                yield from _run(address, path, matrix, turn * rows // tasks, (turn + 1) * rows // tasks)

    return read


def _run(address: Address, path: str, matrix: str, first: int, last: int) -> Iterator[pa.RecordBatch]:
    """Rows `first` to `last`, in order. A broken stream goes on where it was."""
    link = Link(address, 60.0)
    pauses = iter(_PAUSES)
    try:
        while first < last:
            try:
                for batch in _stream(link, path, matrix, first, last):
                    first += batch.num_rows
                    yield batch
                if first < last:
                    raise error_of("ATHANOR_INCOMPLETE_STREAM", f"the rows of {matrix} ended at {first} of {last}")
            except AthanorError as error:
                pause = next(pauses, None)
                if error.code not in PASSING or pause is None:
                    raise
                time.sleep(pause)
    finally:
        link.close()


def _stream(link: Link, path: str, matrix: str, first: int, last: int) -> Iterator[pa.RecordBatch]:
    for endpoint in link.flight_info(matrix, first, last).endpoints:
        client = route(link, path, [location.uri.decode() for location in endpoint.locations])
        try:
            for chunk in client.do_get(endpoint.ticket, link.options(STREAM_SECONDS)):
                if chunk.data is not None and chunk.data.num_rows:
                    yield _converted(chunk.data)
        except pa.ArrowException as error:
            raise link.failure(error) from None


def _converted(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Fixed-size lists as the lists that Spark knows."""
    rows = batch.column(0)
    width = rows.type.list_size
    offsets = pa.array(range(0, width * (len(rows) + 1), width), pa.int32())
    entries = pa.ListArray.from_arrays(offsets, rows.flatten().cast(pa.float64()))
    return pa.RecordBatch.from_arrays([batch.column(1), entries], names=["id", "entries"])
