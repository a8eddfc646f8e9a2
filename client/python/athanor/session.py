"""What the handles of one connection share, and what becomes of it once all of them are gone."""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import threading
import weakref
from collections.abc import Callable

from .data_path import DataPath
from .errors import AthanorError
from .link import Link

_DROP_SECONDS = 5.0
_open_sessions: weakref.WeakSet[Session] = weakref.WeakSet()


class Session:
    """The ways to a bridge, and the temporaries, which go with their handles or with this.

    A handle may be collected in any thread at any moment, in the middle of a call, say; so its matrix is dropped by a
    thread of the session's own.
    """

    def __init__(self, link: Link, path: DataPath, on_close: Callable[[], None]) -> None:
        self.link = link
        self.path = path
        self._process = os.getpid()
        self._sweeper = _Sweeper(link, on_close)
        self._end = weakref.finalize(self, self._sweeper.finish)
        self._end.atexit = False
        _open_sessions.add(self)

    def keep_temporary(self, handle: object, matrix: str) -> Callable[[], object]:
        """Drops the matrix when the handle is collected, or the session closed. The answer calls that off."""
        self._sweeper.temporaries.add(matrix)
        finalizer = weakref.finalize(handle, self._sweeper.drop_later, matrix)
        finalizer.atexit = False

        def release() -> None:
            finalizer.detach()
            self._sweeper.temporaries.discard(matrix)

        return release

    def drop_temporary(self, matrix: str) -> None:
        """As far as the bridge can be reached; whatever stays, its time to live ends it."""
        _drop(self.link, matrix)

    def close(self) -> None:
        """Drops the temporaries, closes the connection and ends an embedded bridge. Twice is fine."""
        if self._process != os.getpid():
            return  # A fork's copy: the connection is the parent's.
        self._end.detach()  # Not called: when the interpreter ends, finalizers do nothing any more.
        self._sweeper.finish()
        self._sweeper.join()


class _Sweeper:
    """Drops what is queued; holds nothing that keeps handles or session alive."""

    def __init__(self, link: Link, on_close: Callable[[], None]) -> None:
        self.temporaries: set[str] = set()
        self._link = link
        self._on_close = on_close
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="athanor-sweeper", daemon=True)
        self._thread.start()

    def drop_later(self, matrix: str) -> None:
        self._queue.put(matrix)

    def finish(self) -> None:
        self._queue.put(None)

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        while True:
            matrix = self._queue.get()
            if matrix is None:
                break
            self.temporaries.discard(matrix)
            _drop(self._link, matrix)
        for left in list(self.temporaries):
            _drop(self._link, left)
        self._link.close()
        self._on_close()


def _drop(link: Link, matrix: str) -> None:
    with contextlib.suppress(AthanorError):
        link.call("dropMatrix", {"matrix": matrix}, _DROP_SECONDS)


@atexit.register
def _close_all() -> None:
    for session in list(_open_sessions):
        session.close()
