"""The one kind of error, and how what Flight raises becomes it."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.flight as flight


class AthanorWarning(UserWarning):
    """What a routine says of a result that is there, such as that it has not converged."""


class AthanorError(Exception):
    """Whatever goes wrong, here or on the bridge.

    ``code`` keeps its meaning between releases (docs/errors.md lists them); the message says what was found, what was
    wanted and what mends it; ``details`` holds facts for programs, such as ``{"column": "x", "row": 17}``.
    """

    def __init__(self, code: str, text: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.details: dict[str, Any] = dict(details or {})

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.text, self.details)


class AthanorInputError(AthanorError, ValueError):
    """The given matrix or argument cannot be used."""


class AthanorConnectionError(AthanorError, ConnectionError):
    """There is no bridge, or none that answers or lets this client in."""


_INPUT = {
    "ATHANOR_INVALID_ARGUMENT",
    "ATHANOR_BAD_SCHEMA",
    "ATHANOR_BAD_BATCH",
    "ATHANOR_BAD_INDEX",
    "ATHANOR_NULL_VALUE",
    "ATHANOR_NOT_FINITE",
    "ATHANOR_SPARSE_INPUT",
}
_CONNECTION = {"ATHANOR_NO_BRIDGE", "ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_UNAUTHENTICATED"}

#: Of these the same request may be sent once more.
PASSING = frozenset(
    {"ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_STORE_LOST", "ATHANOR_INCOMPLETE_STREAM", "ATHANOR_STREAM_IDLE"}
)


def error_of(code: str, text: str, details: dict[str, Any] | None = None) -> AthanorError:
    """The error of this code, of its class."""
    if code in _INPUT:
        return AthanorInputError(code, text, details)
    if code in _CONNECTION:
        return AthanorConnectionError(code, text, details)
    return AthanorError(code, text, details)


def from_message(message: str, fallback: str, details: dict[str, Any] | None = None) -> AthanorError:
    """The error that a message with a code in it tells of; Flight's own words before and after it are cut off."""
    said = re.split(r"\. gRPC client debug context:|\. Client context:", message, maxsplit=1)[0]
    found = re.search(r"(ATHANOR_[A-Z_]+): (.*)", said, re.DOTALL)
    if found:
        return error_of(found[1], found[2], details)
    return error_of(fallback, said, details)


def from_arrow(error: BaseException, details: dict[str, Any] | None = None) -> AthanorError:
    """What pyarrow raised in a call, as an AthanorError."""
    return from_message(str(error), _code_of(error), details)


def _code_of(error: BaseException) -> str:
    """For failures that no part of Athanor worded: of the transport, or of a deadline."""
    if isinstance(error, flight.FlightUnavailableError):
        return "ATHANOR_BRIDGE_UNREACHABLE"
    if isinstance(error, flight.FlightTimedOutError):
        return "ATHANOR_DEADLINE"
    if isinstance(error, flight.FlightUnauthenticatedError):
        return "ATHANOR_UNAUTHENTICATED"
    if isinstance(error, pa.ArrowNotImplementedError):
        return "ATHANOR_UNIMPLEMENTED"
    if isinstance(error, (flight.FlightCancelledError, pa.ArrowCancelled)):
        return "ATHANOR_JOB_CANCELLED"
    # Connections that break in the middle of a stream come as internal errors.
    if re.search(r"(?i)socket closed|connection reset|broken pipe|RST_STREAM|GOAWAY|end of TCP stream", str(error)):
        return "ATHANOR_BRIDGE_UNREACHABLE"
    return "ATHANOR_INTERNAL"
