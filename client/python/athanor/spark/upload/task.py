"""A partition on its way, and what it came to. Runs in tasks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ...errors import PASSING, AthanorError
from ...link import Link
from ...same_host import Sight, sight
from ..route import route
from .host_stream import HostStream
from .part_stream import PartStream
from .target import Delivery, Target

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
    # A try after one that failed takes no short cut.
    may_write_files = delivery.data_path == "auto" and task.attemptNumber() == 0
    link = Link(delivery.address, _CONNECT_SECONDS)
    try:
        receipts = _send(link, delivery, part, str(task.taskAttemptId()), batches, may_write_files)
        return {"part": part, "receipts": receipts}
    except AthanorError as error:
        if error.code in PASSING and task.attemptNumber() < _TRIES - 1:
            raise
        _give_up(link, delivery)
        return {"part": part, "refusal": (error.code, error.text, error.details)}
    finally:
        link.close()


def _send(
    link: Link,
    delivery: Delivery,
    part: int,
    attempt: str,
    batches: Iterator[pa.RecordBatch],
    may_write_files: bool,
) -> dict[str, dict[str, Any]]:
    streams: dict[str, PartStream | HostStream] = {}
    try:
        for target in delivery.targets:
            turn = part % max(1, len(target.stores))
            client = route(link, delivery.data_path, target.stores[turn:] + target.stores[:turn])
            seen = sight(target.same_host) if may_write_files else None
            streams[target.matrix] = _open(link, client, target, part, attempt, seen)
        for batch in batches:
            for stream in streams.values():
                stream.write(batch)
        return {matrix: stream.finish() for matrix, stream in streams.items()}
    except BaseException:
        # A stream that ends without saying its end counts for nothing.
        for stream in streams.values():
            stream.close()
        raise


def _open(
    link: Link, client: Any, target: Target, part: int, attempt: str, seen: Sight | None
) -> PartStream | HostStream:
    if seen is not None:
        try:
            return HostStream(link, client, target, part, attempt, seen)
        except AthanorError:
            raise
        except OSError:
            pass  # Seen, but not to be written: rows travel.
    return PartStream(link, client, target, part, attempt)


def _give_up(link: Link, delivery: Delivery) -> None:
    """The other tasks' streams end at once, so that the driver is told soon."""
    for target in delivery.targets:
        with contextlib.suppress(AthanorError):
            link.call("abortMatrix", {"matrix": target.matrix}, _ABORT_SECONDS)
