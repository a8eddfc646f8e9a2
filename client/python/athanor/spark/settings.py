"""The settings spark.athanor.*, and the connection they lead to."""

from __future__ import annotations

import re
import threading
from typing import Any

from ..connect import connect
from ..connection import Connection
from ..errors import error_of

_lock = threading.Lock()
_connections: dict[tuple[str | None, str | None, str], Connection] = {}


def setting(spark: Any, name: str) -> str | None:
    """spark.athanor.NAME, or None."""
    return spark.conf.get(f"spark.athanor.{name}", None) or None


def flag(spark: Any, name: str) -> bool:
    return (setting(spark, name) or "false").strip().lower() == "true"


def connection_of(spark: Any) -> Connection:
    """One for all sessions that have the same settings; closed when the driver ends.

    Raises AthanorError: ATHANOR_NO_BRIDGE, ATHANOR_BRIDGE_UNREACHABLE, ATHANOR_UNAUTHENTICATED,
    ATHANOR_VERSION_MISMATCH.
    """
    key = (setting(spark, "url"), setting(spark, "token"), data_path(spark))
    with _lock:
        found = _connections.get(key)
        if found is None or found.closed:
            found = _connections[key] = _checked(connect(key[0], key[1], data_path=key[2]))
        return found


def data_path(spark: Any) -> str:
    """auto, direct or bridge; anything else is refused by connect()."""
    return setting(spark, "dataPath") or "auto"


def _checked(connection: Connection) -> Connection:
    from .. import __version__

    found = connection.status()["version"]
    if _line(found) != _line(__version__):
        connection.close()
        text = f"the bridge is of version {found} and this package of {__version__}; install the one of the bridge"
        raise error_of("ATHANOR_VERSION_MISMATCH", text)
    return connection


def _line(version: str) -> list[str]:
    """What must agree: the major number, and while that is 0 the minor one too."""
    numbers = re.split(r"[.-]", version)
    return numbers[:2] if numbers[0] == "0" else numbers[:1]
