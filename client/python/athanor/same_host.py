"""Rows that do not travel: a client on the bridge's host writes part files itself, and a stream only tells of them.

The protocol is in docs/flight.md, "On the same host". Needs the standard library and pyarrow alone: Spark's tasks use it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from .errors import AthanorError, error_of
from .link import STREAM_SECONDS, Link, command

#: Smaller parts travel: opening, checking and renaming a file takes longer than their rows do.
WORTH_WRITING_BYTES = 1024 * 1024
#: A stream on which nothing is said is ended in minutes.
_SILENCE_SECONDS = 5.0
_PROBE_BYTES = 1024


@dataclass(frozen=True)
class Sight:
    """The store directory, seen by this process, and the proof of it."""

    directory: str
    proof: str


def sight(offer: dict[str, Any] | None) -> Sight | None:
    """What createMatrix offers, if it is this host's directory and this user's; None where rows have to travel."""
    if offer is None or not hasattr(os, "O_NOFOLLOW"):
        return None
    try:
        with open(os.path.join(offer["directory"], os.path.basename(offer["probe"])), "rb") as probe:
            text = probe.read(_PROBE_BYTES)
    except OSError:
        return None
    if hashlib.sha256(text).hexdigest() != offer["sha256"]:
        return None
    return Sight(offer["directory"], text.decode())


class HostPart:
    """One attempt of one part. OSError, from any method but ``close``: the files cannot be written from here.

    ``request`` has what the command of a DoPut has; its `rows` may be left out.
    """

    def __init__(
        self, link: Link, client: flight.FlightClient, request: dict[str, Any], seen: Sight, schema: pa.Schema
    ) -> None:
        self._link = link
        self._part = request["part"]
        self._files: list[_File] = []
        self._rows = 0
        self._said = time.monotonic()
        descriptor = command({**request, "sameHost": seen.proof})
        try:
            self._writer, self._reader = client.do_put(descriptor, schema, link.options(STREAM_SECONDS))
        except pa.ArrowException as error:
            raise link.failure(error) from None
        try:
            opened = self._opened()
            self._reserved = opened["reservedRows"]
            for path in (opened["path"], opened["indexPath"]):
                if path is not None:
                    self._files.append(_File(seen.directory, path))
        except BaseException:
            self.close()
            raise

    def write(self, rows: int, entries: Any, index: Any | None) -> None:
        """The next rows: their entries, row by row, and their int64 index, as contiguous buffers in the matrix's dtype."""
        total = self._rows + rows
        if total > self._reserved:
            self._say({"reserve": total})
            self._reserved = self._answer()["reservedRows"]
        self._files[0].write(memoryview(entries).cast("B"))
        if index is not None:
            self._files[1].write(memoryview(index).cast("B"))
        self._rows = total
        if time.monotonic() - self._said > _SILENCE_SECONDS:
            self._say({"written": total})

    def finish(self) -> dict[str, Any]:
        """The receipt of the store, the only proof that the part is kept."""
        for file in self._files:
            file.finish()
        self._say({"end": True, "rows": self._rows})
        try:
            self._writer.done_writing()
        except pa.ArrowException as error:
            raise self._link.failure(self.close() or error) from None
        receipt = self._answer()
        refusal = self.close()
        if refusal is not None:
            raise self._link.failure(refusal) from None
        return receipt

    def close(self) -> pa.ArrowException | None:
        """An attempt that has not finished counts for nothing. The bridge's own word, if it has one."""
        for file in self._files:
            file.close()
        try:
            self._writer.close()
        except pa.ArrowException as error:
            return error
        return None

    def _opened(self) -> dict[str, Any]:
        try:
            return self._answer()
        except AthanorError as error:
            if error.code != "ATHANOR_PERMISSION_DENIED":
                raise
            raise PermissionError(error.text) from None  # A stream of rows is told why, if it is not the probe.

    def _say(self, message: dict[str, Any]) -> None:
        self._said = time.monotonic()
        try:
            self._writer.write_metadata(json.dumps(message).encode())
        except pa.ArrowException as error:
            raise self._link.failure(self.close() or error) from None

    def _answer(self) -> dict[str, Any]:
        try:
            answer = self._reader.read()
        except pa.ArrowException as error:
            raise self._link.failure(self.close() or error) from None
        if answer is None:
            refusal = self.close()
            if refusal is not None:
                raise self._link.failure(refusal) from None
            raise error_of("ATHANOR_INCOMPLETE_STREAM", f"part {self._part} was not acknowledged")
        return json.loads(answer.to_pybytes())


class _File:
    """A file of the store's making, overwritten from its start."""

    def __init__(self, directory: str, path: str) -> None:
        if os.path.isabs(path) or ".." in path.split("/"):
            raise error_of("ATHANOR_INTERNAL", f"the bridge named {path!r}, which is not in its store directory")
        self._handle = os.open(os.path.join(directory, path), os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self._bytes = 0

    def write(self, content: memoryview) -> None:
        while len(content):
            written = os.pwrite(self._handle, content, self._bytes)
            self._bytes += written
            content = content[written:]

    def finish(self) -> None:
        os.ftruncate(self._handle, self._bytes)
        self.close()

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
