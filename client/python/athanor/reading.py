"""Rows from the bridge."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .data_path import Retries
from .errors import PASSING, AthanorError, error_of
from .link import STREAM_SECONDS
from .session import Session
from .threads import for_each

#: Less than this is not worth several threads.
_PARALLEL_BYTES = 16 * 1024 * 1024
_THREADS = 4


@dataclass(frozen=True)
class Rows:
    """A run of rows as it came: `values` is rows x cols, `index` their row indices, or None."""

    first: int
    values: np.ndarray
    index: np.ndarray | None

    def __len__(self) -> int:
        return len(self.values)


def read_rows(session: Session, matrix: str, first: int, last: int) -> Iterator[Rows]:
    """Rows `first` to `last`, in order, as the stores send them. A broken stream goes on where it was."""
    retries = Retries()
    while first < last:
        store = None
        try:
            info = session.link.flight_info(matrix, first, last)
            for endpoint in info.endpoints:
                uris = [location.uri.decode() for location in endpoint.locations]
                client, store = session.path.route(uris)
                for rows in _read_endpoint(session, client, endpoint.ticket, first):
                    yield rows
                    first += len(rows)
                    retries.progressed()
            if first < last:
                raise error_of("ATHANOR_INCOMPLETE_STREAM", f"the rows of {matrix} ended at {first} of {last}")
        except AthanorError as error:
            session.path.failed(store)
            if error.code not in PASSING or not retries.pause():
                raise


def read_array(session: Session, matrix: str, shape: tuple[int, int], dtype: Any, first: int, last: int) -> np.ndarray:
    """Rows `first` to `last` as one array; a large one is fetched from several stores at a time."""
    values = np.empty((last - first, shape[1]), dtype)
    stop = threading.Event()

    def fetch(run: tuple[int, int]) -> None:
        for rows in read_rows(session, matrix, *run):
            if stop.is_set():
                return
            values[rows.first - first : rows.first - first + len(rows)] = rows.values

    if values.nbytes < _PARALLEL_BYTES:
        fetch((first, last))
    else:
        for_each(_runs(session, matrix, first, last), fetch, _THREADS, stop.set)
    return values


def _runs(session: Session, matrix: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The rows by endpoint: each store sends its own."""
    for endpoint in session.link.flight_info(matrix, first, last).endpoints:
        facts = json.loads(endpoint.app_metadata) if hasattr(endpoint, "app_metadata") else {}
        if "firstRow" not in facts:
            break
        yield first, first + facts["rows"]
        first += facts["rows"]
    if first < last:
        yield first, last


def _read_endpoint(session: Session, client: Any, ticket: Any, first: int) -> Iterator[Rows]:
    try:
        for chunk in client.do_get(ticket, session.link.options(STREAM_SECONDS)):
            if chunk.data is not None and chunk.data.num_rows:
                rows = _rows(chunk.data, first)
                yield rows
                first += len(rows)
    except pa.ArrowException as error:
        raise session.link.failure(error) from None


def _rows(batch: pa.RecordBatch, first: int) -> Rows:
    column = batch.column(0)
    values = _entries(column.flatten()).reshape(batch.num_rows, column.type.list_size)
    return Rows(first, values, _entries(batch.column(1)) if batch.num_columns > 1 else None)


def _entries(array: pa.Array) -> np.ndarray:
    """Around the same memory. What ``to_numpy`` does too, but that imports pandas where it is installed."""
    dtype = np.dtype(array.type.to_pandas_dtype())
    return np.frombuffer(array.buffers()[1], dtype, len(array), array.offset * dtype.itemsize)
