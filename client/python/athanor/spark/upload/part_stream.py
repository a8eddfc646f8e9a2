"""One attempt of one part, whose rows come once and are not counted before. Runs in tasks."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from ...errors import error_of
from ...link import STREAM_SECONDS, Link, command
from .batches import messages, schema_of
from .target import Target


class PartStream:
    """Open from the start; ``finish`` gives the receipt, the only proof that the part is kept."""

    def __init__(self, link: Link, client: flight.FlightClient, target: Target, part: int, attempt: str) -> None:
        self._link = link
        self._target = target
        self._part = part
        self._rows = 0
        descriptor = command({"capability": target.capability, "part": part, "attempt": attempt})
        try:
            self._writer, self._reader = client.do_put(descriptor, schema_of(target), link.options(STREAM_SECONDS))
        except pa.ArrowException as error:
            raise link.failure(error) from None

    def write(self, batch: pa.RecordBatch) -> None:
        for message in messages(batch, self._target, self._rows):
            try:
                self._writer.write_batch(message)
            except pa.ArrowException as error:
                raise self._link.failure(self.close() or error) from None
        self._rows += batch.num_rows

    def finish(self) -> dict[str, Any]:
        """Says how many rows there were, so that a stream which merely broke off is not taken for one that ended."""
        try:
            self._writer.write_metadata(json.dumps({"end": True, "rows": self._rows}).encode())
            self._writer.done_writing()
            receipt = self._reader.read()
        except pa.ArrowException as error:
            raise self._link.failure(self.close() or error) from None
        refusal = self.close()
        if refusal is not None:
            raise self._link.failure(refusal) from None
        if receipt is None:
            raise error_of("ATHANOR_INCOMPLETE_STREAM", f"part {self._part} was not acknowledged")
        return json.loads(receipt.to_pybytes())

    def close(self) -> pa.ArrowException | None:
        """The bridge's own word; what a write says is only that the stream has ended."""
        try:
            self._writer.close()
        except pa.ArrowException as error:
            return error
        return None
