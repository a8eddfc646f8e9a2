"""A bridge of this process's own: a child that ends when its standard input does, hence with this process."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import IO, Any

from .discovery import Address
from .errors import AthanorError, error_of

START_SECONDS = 30.0
STOP_SECONDS = 15.0
_WANTED = (
    "set ATHANOR_HOME to a checkout of Athanor that is built, have `athanor` on PATH, "
    "start `athanor serve`, or give the URL of a bridge (in Spark: spark.athanor.url)"
)


def server_command() -> list[str] | None:
    """How the server is started here: from $ATHANOR_HOME, PATH, or the checkout this package lies in; else None."""
    home = os.environ.get("ATHANOR_HOME")
    if home:
        entry = Path(home) / "bin" / "athanor.mjs"
        if not entry.is_file():
            raise error_of("ATHANOR_NO_BRIDGE", f"ATHANOR_HOME is {home}, where bin/athanor.mjs is not; {_WANTED}")
        return [_node(), str(entry)]
    on_path = shutil.which("athanor")
    if on_path:
        return [on_path]
    for folder in Path(__file__).resolve().parents:
        entry = folder / "bin" / "athanor.mjs"
        if entry.is_file() and (folder / "dist" / "bridge").is_dir():
            return [_node(), str(entry)]
    return None


class EmbeddedBridge:
    """The child, ready: its address, and its end."""

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        command = server_command()
        if command is None:
            text = f"no bridge was found, and no server to start one from; {_WANTED}"
            raise error_of("ATHANOR_NO_BRIDGE", text)
        self._stderr: collections.deque[str] = collections.deque(maxlen=40)
        # A session of its own: Ctrl-C is for this process, which cancels the job, not for its bridge.
        self._child = subprocess.Popen(
            [*command, "serve", "--embedded", "--json", "--config", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        first: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._readers = [
            _read_lines(self._child.stdout, first.put, at_end=lambda: first.put("")),
            _read_lines(self._child.stderr, self._stderr.append),
        ]
        try:
            self._tell(settings or {})
            self.address = self._address(first)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it and waits until it is gone. Twice is fine."""
        child = self._child
        if child.stdin is not None and not child.stdin.closed:
            with contextlib.suppress(OSError):  # It is gone already.
                child.stdin.close()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for reader in self._readers:
            reader.join(1.0)

    def _tell(self, settings: dict[str, Any]) -> None:
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # Its exit says more.
            self._child.stdin.write(json.dumps(settings) + "\n")
            self._child.stdin.flush()

    def _address(self, first: queue.SimpleQueue[str]) -> Address:
        try:
            line = first.get(timeout=START_SECONDS)
        except queue.Empty:
            text = f"the embedded bridge was not ready within {START_SECONDS:.0f} s{self._said()}; run `athanor doctor`"
            raise error_of("ATHANOR_DEADLINE", text) from None
        if not line:
            self._child.wait(STOP_SECONDS)
            self._readers[1].join(1.0)
            raise self._failure()
        try:
            said = json.loads(line)
            return Address(said["url"], said["token"])
        except (ValueError, KeyError, TypeError):
            text = f"the embedded bridge said {line[:200]!r} where its address was due"
            raise error_of("ATHANOR_INTERNAL", text) from None

    def _failure(self) -> AthanorError:
        """The child's own error where it gave one."""
        for line in self._stderr:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                error = json.loads(line)["error"]
                return error_of(error["code"], error["message"], error.get("details"))
        text = f"the embedded bridge ended at once{self._said()}; run `athanor doctor`"
        return error_of("ATHANOR_INTERNAL", text)

    def _said(self) -> str:
        said = "".join(self._stderr).strip()
        return f"; it said:\n{said}" if said else ""


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        text = "a bridge would be started for this process, but `node` is not on PATH; install Node 20.15 or newer, "
        raise error_of("ATHANOR_NO_BRIDGE", text + "start `athanor serve` elsewhere, or give the URL of a bridge")
    return node


def _read_lines(pipe: IO[str] | None, each: Any, at_end: Any = lambda: None) -> threading.Thread:
    """Reads a pipe to its end, so that the child never waits for it."""

    def read() -> None:
        assert pipe is not None
        with pipe:
            for line in pipe:
                each(line)
        at_end()

    thread = threading.Thread(target=read, name="athanor-embedded", daemon=True)
    thread.start()
    return thread
