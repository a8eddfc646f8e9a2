"""Which way a task's rows travel. Runs in tasks."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ..errors import error_of
from ..link import Link

_PROBE_SECONDS = 2.0


def route(link: Link, data_path: str, uris: Sequence[str]) -> Any:
    """A client: of the first store; with auto of the bridge, where that cannot be reached from here."""
    direct = [uri for uri in uris if not uri.startswith("arrow-flight-reuse-connection:")]
    if data_path == "bridge" or (data_path == "auto" and not (direct and _answers(direct[0]))):
        return link.client()
    if not direct:
        text = "no store offers a direct way at the moment; try again, or set spark.athanor.dataPath to auto"
        raise error_of("ATHANOR_STORE_LOST", text)
    if not _answers(direct[0]):
        text = f"spark.athanor.dataPath is direct, but {direct[0]} cannot be reached from a Spark task"
        raise error_of("ATHANOR_BAD_CONFIG", f"{text}; set it to auto or bridge")
    return link.client(direct[0])


def _answers(uri: str) -> bool:
    parts = urlsplit(uri)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), _PROBE_SECONDS).close()
    except OSError:
        return False
    return True
