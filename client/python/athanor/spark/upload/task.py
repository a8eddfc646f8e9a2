"""A partition on its way, and what it came to. Runs in tasks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ...errors import PASSING, AthanorError
from ...link import Link
from ..route import route
from .part_stream import PartStream
from .target import Delivery

_ABORT_SECONDS = 5.0
#: Tries of a task; what may pass gets these, anything else none.
_TRIES = 3
_CONNECT_SECONDS = 30.0

#: {"part", "receipts": {matrix id: receipt}} or {"part", "refusal": (code, text, details)}
Outcome = dict[str, Any]


def send_partition(delivery: Delivery, batches: Iterator[pa.RecordBatch]) -> Outcome:
    """Part = partition, attempt = task attempt. Raises only what another try of the task may mend."""
    from pyspark import TaskContext

    task: Any = TaskContext.get()
    part = task.partitionId()
    link = Link(delivery.address, _CONNECT_SECONDS)
    try:
        return {"part": part, "receipts": _send(link, delivery, part, str(task.taskAttemptId()), batches)}
    except AthanorError as error:
        if error.code in PASSING and task.attemptNumber() < _TRIES - 1:
            raise
        _give_up(link, delivery)
        return {"part": part, "refusal": (error.code, error.text, error.details)}
    finally:
        link.close()


def _send(
    link: Link, delivery: Delivery, part: int, attempt: str, batches: Iterator[pa.RecordBatch]
) -> dict[str, dict[str, Any]]:
    streams: dict[str, PartStream] = {}
    try:
        for target in delivery.targets:
            turn = part % max(1, len(target.stores))
            client = route(link, delivery.data_path, target.stores[turn:] + target.stores[:turn])
            streams[target.matrix] = PartStream(link, client, target, part, attempt)
        for batch in batches:
            for stream in streams.values():
                stream.write(batch)
        return {matrix: stream.finish() for matrix, stream in streams.items()}
    except BaseException:
        # A stream that ends without saying its end counts for nothing.
        for stream in streams.values():
            stream.close()
        raise


def _give_up(link: Link, delivery: Delivery) -> None:
    """The other tasks' streams end at once, so that the driver is told soon."""
    for target in delivery.targets:
        with contextlib.suppress(AthanorError):
            link.call("abortMatrix", {"matrix": target.matrix}, _ABORT_SECONDS)
