"""The settings spark.athanor.*, and the connection they lead to."""

from __future__ import annotations

import os
import re
import threading
from typing import Any

from pyspark.sql.utils import is_remote

from ..connect import connect
from ..connection import Connection
from ..errors import error_of

_lock = threading.Lock()
_chosen: dict[str, str | None] = {}
_connections: dict[tuple[str | None, ...], Connection] = {}
#: spark.athanor.tls.NAME, and the option of connect() that it is. Files are the driver's: tasks get what is in them.
_TLS = {"ca": "tls_root_certs", "cert": "cert_chain", "key": "private_key", "serverName": "override_hostname"}


def use(url: str | None = None, token: str | None = None) -> None:
    """The bridge of this process from now on, in place of spark.athanor.url and .token; None: as those say.

    For Spark Connect, whose server does not give out what is called a token again, not even to who has set it.
    """
    _chosen.update(url=url, token=token)


def setting(spark: Any, name: str) -> str | None:
    """What was given to ``use``, else spark.athanor.NAME, or None."""
    return _chosen.get(name) or spark.conf.get(f"spark.athanor.{name}", None) or None


def flag(spark: Any, name: str) -> bool:
    return (setting(spark, name) or "false").strip().lower() == "true"


def connection_of(spark: Any) -> Connection:
    """One for all sessions that have the same settings; closed when the driver ends.

    Raises AthanorError: ATHANOR_NO_BRIDGE, ATHANOR_BRIDGE_UNREACHABLE, ATHANOR_UNAUTHENTICATED,
    ATHANOR_VERSION_MISMATCH.
    """
    url, token, path = setting(spark, "url"), setting(spark, "token"), data_path(spark)
    tls = {option: setting(spark, f"tls.{name}") for name, option in _TLS.items()}
    key = (url, token, path, *tls.values())
    with _lock:
        found = _connections.get(key)
        if found is None or found.closed:
            _refuse_hidden_token(spark, token)
            found = _connections[key] = _checked(connect(url, token, data_path=path, **tls))  # type: ignore[arg-type]
        return found


def data_path(spark: Any) -> str:
    """auto, direct or bridge; anything else is refused by connect()."""
    return setting(spark, "dataPath") or "auto"


def _refuse_hidden_token(spark: Any, token: str | None) -> None:
    """A token that is set but cannot be read is told of as that."""
    if token or os.environ.get("ATHANOR_TOKEN") or not is_remote():
        return
    if "redacted" in spark.sql("SET spark.athanor.token").collect()[0][1]:
        text = "spark.athanor.token is set, but a Connect server gives no token out again"
        mend = "call athanor.spark.use(url, token), or set $ATHANOR_TOKEN"
        raise error_of("ATHANOR_UNAUTHENTICATED", f"{text}; {mend}")


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
