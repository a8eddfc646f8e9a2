"""The connection of the module's own functions: made at the first call, kept for the process's life."""

from __future__ import annotations

import os
import threading

from .connect import connect
from .connection import Connection

_lock = threading.Lock()
_current: tuple[int, Connection] | None = None


def shared_connection() -> Connection:
    """A failed attempt is tried again at the next call; a fork makes one of its own."""
    global _current
    with _lock:
        if _current is None or _current[0] != os.getpid() or _current[1].closed:
            _current = (os.getpid(), connect())
        return _current[1]
