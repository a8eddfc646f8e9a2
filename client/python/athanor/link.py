"""The control surface of one bridge: JSON actions over Flight, each with a deadline."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight

from .discovery import Address
from .errors import AthanorError, error_of, from_arrow

#: Actions that may be sent again after a lost connection: a repeat is the same request, not a second one.
_REPEATABLE = frozenset(
    [
        *("sealMatrix", "matrix", "listMatrices", "renewMatrix"),
        *("submit", "cancel", "job", "listJobs", "jobLogs", "libraries", "status"),
    ]
)
_RETRY_PAUSES = (0.1, 0.4)
#: A store that does not answer is given up soon, since there is another way; a bridge is not beyond a web proxy.
_CHANNEL = [("grpc.min_reconnect_backoff_ms", 3000), ("grpc.enable_http_proxy", 0)]
#: Of a stream of rows or events. The bridge ends one on which nothing moves much sooner.
STREAM_SECONDS = 3600.0


class Link:
    """A connection to the bridge, and to its stores, as one user. Used by several threads at a time."""

    def __init__(self, address: Address, timeout: float) -> None:
        self.address = address
        self.timeout = timeout
        self._headers = _Headers(address.token)
        self._clients: dict[str, flight.FlightClient] = {}
        self._lock = threading.Lock()
        self._closed = False

    def call(self, action: str, request: dict[str, Any], timeout: float | None = None) -> dict[str, Any]:
        """The one answer of an action."""
        for answer in self.stream(action, request, timeout):
            return answer
        raise error_of("ATHANOR_INTERNAL", f"the bridge at {self.address.url} answered {action} with nothing")

    def stream(self, action: str, request: dict[str, Any], timeout: float | None = None) -> Iterator[dict[str, Any]]:
        """The answers of an action as they come. A lost connection is tried again only before the first."""
        for pause in (*_RETRY_PAUSES, None):
            answered = False
            try:
                for answer in self._answers(action, request, timeout):
                    answered = True
                    yield answer
                return
            except AthanorError as error:
                lost = error.code == "ATHANOR_BRIDGE_UNREACHABLE" and action in _REPEATABLE
                if answered or not lost or pause is None or self._closed:
                    raise
            time.sleep(pause)

    def flight_info(self, matrix: str, first: int, last: int) -> flight.FlightInfo:
        """Where the rows `first` (included) to `last` (not included) of a matrix can be had."""
        descriptor = command({"matrix": matrix, "rows": [first, last]})
        try:
            return self.client().get_flight_info(descriptor, self.options())
        except pa.ArrowException as error:
            raise self.failure(error) from None

    def client(self, uri: str | None = None) -> flight.FlightClient:
        """The client of the bridge, or of one of its stores; they are kept."""
        self.refuse_closed()
        uri = uri or self.address.url
        with self._lock:
            if uri not in self._clients:
                self._clients[uri] = self._connect(uri)
            return self._clients[uri]

    def options(self, timeout: float | None = None) -> flight.FlightCallOptions:
        """Options of a call, which begins now in this thread."""
        self._headers.begin()
        return flight.FlightCallOptions(timeout=self.timeout if timeout is None else timeout)

    def failure(self, error: BaseException) -> AthanorError:
        """What the last call of this thread failed with."""
        return from_arrow(error, self._headers.details())

    def refuse_closed(self) -> None:
        if self._closed:
            text = f"the connection to {self.address.url} was closed; connect again"
            raise error_of("ATHANOR_CLOSED", text)

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Twice is fine."""
        with self._lock:
            self._closed = True
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()

    def _answers(self, action: str, request: dict[str, Any], timeout: float | None) -> Iterator[dict[str, Any]]:
        call = flight.Action(f"athanor.{action}", json.dumps(request).encode())
        try:
            for result in self.client().do_action(call, self.options(timeout)):
                yield json.loads(result.body.to_pybytes())
        except pa.ArrowException as error:
            raise self.failure(error) from None

    def _connect(self, uri: str) -> flight.FlightClient:
        tls = {name: value for name, value in vars(self.address.tls).items() if value not in (None, False)}
        return flight.FlightClient(uri, middleware=[self._headers], generic_options=_CHANNEL, **tls)


def command(content: dict[str, Any]) -> flight.FlightDescriptor:
    """A descriptor that holds JSON."""
    return flight.FlightDescriptor.for_command(json.dumps(content))


class _Headers(flight.ClientMiddlewareFactory):
    """Sends the token with every call, and keeps the details that a failed one ends with."""

    def __init__(self, token: str | None) -> None:
        super().__init__()
        self._sent = {"authorization": f"Bearer {token}"} if token else {}
        self._thread = threading.local()

    def begin(self) -> None:
        self._thread.details = None

    def details(self) -> dict[str, Any]:
        return getattr(self._thread, "details", None) or {}

    def start_call(self, info: Any) -> flight.ClientMiddleware:
        return _Call(self._sent, self._keep)

    def _keep(self, details: bytes) -> None:
        try:
            self._thread.details = json.loads(details)
        except ValueError:
            self._thread.details = None


class _Call(flight.ClientMiddleware):
    def __init__(self, sent: dict[str, str], keep: Any) -> None:
        super().__init__()
        self._sent = sent
        self._keep = keep

    def sending_headers(self) -> dict[str, str]:
        return self._sent

    def received_headers(self, headers: dict[str, list[Any]]) -> None:
        for details in headers.get("athanor-details-bin", ()):
            self._keep(details)
