"""A part whose rows a task writes into the store's files, where its process sees them. Runs in tasks."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from ...errors import AthanorError, error_of
from ...link import Link
from ...same_host import HostPart, Sight
from .batches import messages, schema_of
from .target import Target


class HostStream:
    """Used as a PartStream. OSError from the start: the files cannot be opened, and no row has been taken."""

    def __init__(
        self, link: Link, client: flight.FlightClient, target: Target, part: int, attempt: str, seen: Sight
    ) -> None:
        self._target = target
        self._part = part
        self._rows = 0
        request = {"capability": target.capability, "part": part, "attempt": attempt}
        self._files = HostPart(link, client, request, seen, schema_of(target))

    def write(self, batch: pa.RecordBatch) -> None:
        for message in messages(batch, self._target, self._rows):
            index = _buffer(message.column(1)) if self._target.has_index else None
            try:
                self._files.write(message.num_rows, _buffer(message.column(0).flatten()), index)
            except AthanorError:
                raise
            except OSError as error:
                raise self._failure(error) from None
        self._rows += batch.num_rows

    def finish(self) -> dict[str, Any]:
        try:
            return self._files.finish()
        except AthanorError:
            raise
        except OSError as error:
            raise self._failure(error) from None

    def close(self) -> pa.ArrowException | None:
        return self._files.close()

    def _failure(self, error: OSError) -> AthanorError:
        """The rows are used up; another try of the task sends them on a stream."""
        text = f"part {self._part} could not be written into the store ({error}); send it again"
        return error_of("ATHANOR_INCOMPLETE_STREAM", text)


def _buffer(values: pa.Array) -> memoryview:
    """The entries of an array without nulls, as they lie in memory."""
    width = values.type.bit_width // 8
    content = values.buffers()[1]
    start = values.offset * width
    return memoryview(content if content is not None else b"")[start : start + len(values) * width]
