"""Uploads a source and seals it."""

from __future__ import annotations

import contextlib
import functools
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow.flight as flight

from .. import same_host
from ..data_path import DataPath, Retries
from ..errors import PASSING, AthanorError, error_of
from ..link import Link
from ..progress import Progress, Reporter
from ..same_host import Sight
from ..threads import begin, for_each
from .parts import Part, check_parts, plan_parts
from .row_source import Batch, RowSource
from .send_part import send_part, write_part

_ABORT_SECONDS = 5.0
_FEWEST_THREADS, _MOST_THREADS = 2, 4


@dataclass(frozen=True)
class PutOptions:
    """What the bridge is told of the matrix, complete."""

    name: str | None = None
    if_exists: str = "error"
    missing_rows: str = "refuse"
    #: How many milliseconds it lives after its last use; None: for ever; the string: as the bridge is set.
    ttl_ms: int | str | None = "default"
    parts: int | None = None


def put(link: Link, path: DataPath, source: RowSource, options: PutOptions, report: Reporter) -> dict[str, Any]:
    """The MatrixInfo. When anything fails, nothing of the matrix stays on the bridge."""
    check_parts(source, options.parts)
    return _Upload(link, path, source, options, report).run()


class _Upload:
    def __init__(self, link: Link, path: DataPath, source: RowSource, options: PutOptions, report: Reporter) -> None:
        self._link = link
        self._path = path
        self._source = source
        self._options = options
        self._report = report
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._receipts: list[dict[str, Any]] = []
        self._rows = 0
        self._seen: Sight | None = None

    def run(self) -> dict[str, Any]:
        opening = begin(lambda: self._link.call("createMatrix", self._request()))

        def stop() -> None:
            # The bridge ends the streams that are under way, so that no thread waits for long.
            self._stopped.set()
            with contextlib.suppress(AthanorError):
                self._link.call("abortMatrix", {"matrix": opening.result()["matrixId"]}, _ABORT_SECONDS)

        try:
            target = opening.result()
            self._send_all(target, stop)
            return self._link.call("sealMatrix", self._seal(target["matrixId"]))
        except BaseException:
            if not self._stopped.is_set():
                stop()
            raise

    def _send_all(self, target: dict[str, Any], stop: Callable[[], None]) -> None:
        stores = [store["uri"] for store in target["stores"]]
        self._seen = same_host.sight(target.get("sameHost")) if self._path.may_write_files else None
        # While one part that is written waits for the store's answers, another one is written.
        useful = len(stores) if self._seen is None else _MOST_THREADS
        threads = max(_FEWEST_THREADS, min(useful, _MOST_THREADS))
        parts = plan_parts(self._source, self._options.parts, max(1, len(stores)))
        for_each(parts, lambda part: self._send(target["capability"], stores, part), threads, stop)

    def _request(self) -> dict[str, Any]:
        source, options = self._source, self._options
        request = {
            "cols": source.cols,
            "dtype": source.dtype.name,
            "rowIndex": source.row_index,
            "name": options.name,
            # With positions, rows that are missing count too: only the seal knows how many there are.
            "rows": None if source.row_index == "positions" else source.rows,
            "parts": options.parts,
            "ifExists": options.if_exists,
        }
        if options.missing_rows != "refuse":
            request["missingRows"] = options.missing_rows
        given = {name: value for name, value in request.items() if value is not None}
        if options.ttl_ms != "default":
            given["ttlMs"] = options.ttl_ms
        return given

    def _seal(self, matrix: str) -> dict[str, Any]:
        attempts = {str(receipt["part"]): receipt["attempt"] for receipt in self._receipts}
        request: dict[str, Any] = {"matrix": matrix, "parts": len(attempts), "attempts": attempts}
        if self._source.row_index != "positions":
            request["rows"] = self._rows
        return request

    def _send(self, capability: str, stores: list[str], part: Part) -> None:
        """Sends a part until it is acknowledged; part p belongs to stores[p % n], a retry goes to the next one."""
        retries = Retries()
        attempt = 0
        while True:
            turn = part.ordinal + attempt
            client, store = self._path.route([stores[(turn + i) % len(stores)] for i in range(len(stores))])
            sent: list[int] = []
            request = {"capability": capability, "attempt": uuid.uuid4().hex}
            seen = self._seen
            try:
                receipt = self._try(client, request, part, sent, seen)
            except AthanorError as error:
                if self._stopped.is_set() or error.code not in PASSING:
                    raise
                self._count(-sum(sent))
                self._path.failed(store)
                attempt += 1
                if not retries.pause():
                    raise
            except OSError:
                if seen is None:
                    raise
                self._seen = None  # Rows travel instead; if it is the store that is at fault, that is told then.
                self._count(-sum(sent))
            else:
                with self._lock:
                    self._receipts.append(receipt)
                return

    def _try(
        self, client: flight.FlightClient, request: dict[str, Any], part: Part, sent: list[int], seen: Sight | None
    ) -> dict[str, Any]:
        """One attempt. OSError, where the directory is seen: its files cannot be written from here."""
        on_sent = functools.partial(self._sent, sent)
        if seen is None or part.rows * self._source.row_bytes < same_host.WORTH_WRITING_BYTES:
            return send_part(self._link, client, request, self._source, part, on_sent)
        return write_part(self._link, client, request, self._source, part, on_sent, seen)

    def _sent(self, sent: list[int], batch: Batch) -> None:
        if self._stopped.is_set():
            raise error_of("ATHANOR_JOB_CANCELLED", "the upload was given up")
        sent.append(len(batch))
        self._count(len(batch))

    def _count(self, rows: int) -> None:
        with self._lock:
            self._rows += rows
            total = self._source.rows
            fraction = None if total is None else self._rows / max(1, total)
            facts = {"bytes": self._rows * self._source.row_bytes, "rows": self._rows}
            self._report(Progress("upload", fraction, facts))
