"""One attempt of one part: one DoPut."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight

from ..errors import error_of
from ..link import STREAM_SECONDS, Link, command
from ..same_host import HostPart, Sight
from .parts import Part
from .row_source import Batch, RowSource

_TYPES = {"float64": pa.float64(), "float32": pa.float32()}


def send_part(
    link: Link,
    client: flight.FlightClient,
    request: dict[str, Any],
    source: RowSource,
    part: Part,
    on_sent: Callable[[Batch], None],
) -> dict[str, Any]:
    """The receipt of the store, the only proof that the part is kept. `on_sent` may raise to give the attempt up."""
    descriptor = command({**request, "part": part.ordinal, "rows": part.rows})
    schema = _schema(source)
    options = link.options(STREAM_SECONDS)
    try:
        writer, reader = client.do_put(descriptor, schema, options)
    except pa.ArrowException as error:
        raise link.failure(error) from None
    try:
        for batch in part.batches():
            writer.write_batch(_record_batch(batch, source, schema))
            on_sent(batch)
        writer.done_writing()
        receipt = reader.read()
    except BaseException as error:
        refusal = _close(writer)  # The bridge's own word; what a write says is only that the stream has ended.
        if isinstance(error, pa.ArrowException):
            raise link.failure(refusal or error) from None
        raise
    refusal = _close(writer)
    if refusal is not None:
        raise link.failure(refusal) from None
    if receipt is None:
        raise error_of("ATHANOR_INCOMPLETE_STREAM", f"part {part.ordinal} was not acknowledged")
    return json.loads(receipt.to_pybytes())


def write_part(
    link: Link,
    client: flight.FlightClient,
    request: dict[str, Any],
    source: RowSource,
    part: Part,
    on_sent: Callable[[Batch], None],
    seen: Sight,
) -> dict[str, Any]:
    """As send_part, with rows that this process writes. OSError: it cannot."""
    request = {**request, "part": part.ordinal, "rows": part.rows}
    writer = HostPart(link, client, request, seen, _schema(source))
    try:
        for batch in part.batches():
            index = None if batch.index is None else np.ascontiguousarray(batch.index)
            writer.write(len(batch), np.ascontiguousarray(batch.values), index)
            on_sent(batch)
        return writer.finish()
    finally:
        writer.close()


def _close(writer: flight.FlightStreamWriter) -> pa.ArrowException | None:
    try:
        writer.close()
    except pa.ArrowException as error:
        return error
    return None


def _schema(source: RowSource) -> pa.Schema:
    fields = [pa.field("row", pa.list_(_TYPES[source.dtype.name], source.cols))]
    if source.row_index != "none":
        fields.append(pa.field("index", pa.int64()))
    return pa.schema(fields)


def _record_batch(batch: Batch, source: RowSource, schema: pa.Schema) -> pa.RecordBatch:
    """Around the same memory: nothing is copied."""
    entries = _array(_TYPES[source.dtype.name], batch.values.reshape(-1))
    columns: list[pa.Array] = [pa.FixedSizeListArray.from_arrays(entries, source.cols)]
    if batch.index is not None:
        columns.append(_array(pa.int64(), np.ascontiguousarray(batch.index)))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _array(kind: pa.DataType, values: np.ndarray) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])
