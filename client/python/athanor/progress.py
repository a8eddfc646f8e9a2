"""What long calls tell while they run, and the bar that shows it on stderr of a terminal or notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO, Union

from .words import format_bytes

#: Short work shows nothing.
_DELAY_SECONDS = 0.5
_INTERVAL_SECONDS = 0.1
_WIDTH = 24


@dataclass(frozen=True)
class Progress:
    """Where an upload or a job is."""

    #: ``upload``, or the phase of the routine.
    phase: str
    #: 0 to 1; None: not known.
    fraction: float | None
    #: Bytes and rows of an upload; the pass or the residual of a routine.
    facts: dict[str, Any] = field(default_factory=dict)


#: True: a bar; False: nothing; None: a bar in a terminal or a notebook; or what is called with each Progress.
ProgressOption = Union[None, bool, Callable[[Progress], None]]


class Reporter:
    """Takes progress and shows it, or passes it on. Use it in a ``with``, which wipes the bar at the end."""

    def __init__(self, option: ProgressOption, title: str, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._callback = option if callable(option) else None
        shown = option if isinstance(option, bool) else option is None and _is_watched(self._stream)
        self._bar = _Bar(title, self._stream) if shown and self._callback is None else None

    def __call__(self, progress: Progress) -> None:
        if self._callback is not None:
            self._callback(progress)
        if self._bar is not None:
            self._bar.show(progress)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.wipe()


class _Bar:
    def __init__(self, title: str, stream: TextIO) -> None:
        self._title = title
        self._stream = stream
        self._started = time.monotonic()
        self._last = 0.0
        self._shown = 0

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._started < _DELAY_SECONDS or now - self._last < _INTERVAL_SECONDS:
            return
        self._last = now
        line = self._line(progress, now - self._started)
        self._write(line)

    def wipe(self) -> None:
        if self._shown:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        self._stream.write("\r" + line.ljust(self._shown))
        self._stream.flush()
        self._shown = len(line)

    def _line(self, progress: Progress, seconds: float) -> str:
        facts = dict(progress.facts)
        words = [self._title, progress.phase]
        if progress.fraction is not None:
            filled = round(min(max(progress.fraction, 0.0), 1.0) * _WIDTH)
            words.append(f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {progress.fraction:4.0%}")
        sent = facts.pop("bytes", None)
        if sent is not None:
            facts = {}
            words.append(f"{format_bytes(sent)} at {format_bytes(sent / max(seconds, 1e-3))}/s")
        words += [f"{name} {_short(value)}" for name, value in facts.items() if isinstance(value, (int, float, str))]
        return " ".join([*words, f"{seconds:.0f} s"])[:110]


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _is_watched(stream: TextIO) -> bool:
    """A terminal, or the cell of a notebook."""
    if getattr(stream, "isatty", lambda: False)():
        return True
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    return type(shell).__name__ == "ZMQInteractiveShell"
