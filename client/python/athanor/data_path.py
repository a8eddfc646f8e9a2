"""Which way rows travel: straight to and from the stores, or through the bridge's one port."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pyarrow.flight as flight

from .errors import error_of
from .link import Link

MODES = ("auto", "direct", "bridge")
#: How long a store that failed is left alone.
_AVOID_SECONDS = 30.0
_PAUSES = (0.05, 0.5, 1.5, 3.0)


class DataPath:
    """``direct``: the stores. ``bridge``: the bridge's port. ``auto``: the stores, and the bridge where one fails; rows
    that are sent to a bridge on this host are written into its files instead, where they can be seen."""

    def __init__(self, link: Link, mode: str = "auto") -> None:
        if mode not in MODES:
            raise error_of("ATHANOR_INVALID_ARGUMENT", f"data_path is {mode!r}; wanted {', '.join(MODES)}")
        self._link = link
        self._mode = mode
        self._avoid: dict[str, float] = {}
        self._lock = threading.Lock()

    def route(self, uris: Sequence[str]) -> tuple[flight.FlightClient, str | None]:
        """A client, and the store it goes to; None: the bridge."""
        direct = [uri for uri in uris if not uri.startswith("arrow-flight-reuse-connection:")]
        if self._mode == "bridge" or not (direct or self._mode == "direct"):
            return self._link.client(), None
        now = time.monotonic()
        with self._lock:
            working = next((uri for uri in direct if self._avoid.get(uri, 0.0) <= now), None)
        if working is None and self._mode == "auto":
            return self._link.client(), None
        if not direct:
            text = 'no store offers a direct way at the moment; try again, or connect with data_path="auto"'
            raise error_of("ATHANOR_STORE_LOST", text)
        uri = working or direct[0]
        return self._link.client(uri), uri

    @property
    def may_write_files(self) -> bool:
        return self._mode == "auto"

    def failed(self, store: str | None) -> None:
        """That way did not work: the next try takes another."""
        if store is not None:
            with self._lock:
                self._avoid[store] = time.monotonic() + _AVOID_SECONDS


class Retries:
    """Counts the tries of one piece of work; long enough in all for a store to be started anew."""

    def __init__(self) -> None:
        self._failed = 0

    def pause(self) -> bool:
        """Waits before the next try. False: there is none."""
        if self._failed == len(_PAUSES):
            return False
        time.sleep(_PAUSES[self._failed])
        self._failed += 1
        return True

    def progressed(self) -> None:
        self._failed = 0
