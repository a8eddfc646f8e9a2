"""Jobs: submitted, watched, waited for, cancelled."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

from .errors import AthanorError, error_of, from_message
from .link import STREAM_SECONDS, Link
from .names import Facts, facts
from .progress import Progress, ProgressOption, Reporter
from .session import Session
from .threads import begin

FINAL = frozenset({"succeeded", "failed", "cancelled"})
_BROKEN = frozenset({"ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_DRAINING", "ATHANOR_DEADLINE", "ATHANOR_STREAM_IDLE"})
#: How long a job's bridge may be away before the caller is told.
_AWAY_SECONDS = 6.0
_RECONNECT_SECONDS = 0.3
#: A cancelled kernel yields at its next check, or is killed after a grace period.
_CANCEL_SECONDS = 15.0
_LOOK_SECONDS = 0.5


class Job:
    """Any job of this user, running or over, whichever process submitted it."""

    def __init__(self, session: Session, job_id: str) -> None:
        self._session = session
        self.id = job_id

    def info(self) -> Facts:
        """Its record: state, inputs, parameters, outputs, result, timings."""
        return facts(self._session.link.call("job", {"job": self.id}))

    def cancel(self) -> Facts:
        """Stops it at its kernel's next check; nothing of its outputs is kept."""
        return facts(self._session.link.call("cancel", {"job": self.id}))

    def logs(self) -> list[Facts]:
        """What its ranks wrote: rank, level, message, at."""
        return [facts(line) for line in self._session.link.stream("jobLogs", {"job": self.id})]

    def wait(self, progress: ProgressOption = None, timeout: float | None = None) -> Facts:
        """Its record once it has succeeded. Raises its failure. Ctrl-C ends the wait, not the job."""
        with Reporter(progress, self.id) as report:
            return facts(wait_for(self._session.link, self.id, report, timeout))

    def __repr__(self) -> str:
        return f"<athanor.Job {self.id}>"


def run_job(
    link: Link, request: dict[str, Any], report: Callable[[Progress], None], timeout: float | None
) -> dict[str, Any]:
    """Submits a job; its JobInfo once it has succeeded.

    An interrupt, an exception of `report`, or `timeout` seconds gone by cancel the job, also before its id has come.
    """
    submitting = begin(lambda: link.call("submit", request))
    try:
        return _wait(link, submitting.result()["id"], report, timeout)
    except AthanorError:
        raise
    except TimeoutError:
        _cancel(link, submitting)
        raise _overdue(submitting.result()["id"], timeout, " and was cancelled") from None
    except BaseException:
        _cancel(link, submitting)
        raise


def wait_for(link: Link, job: str, report: Callable[[Progress], None], timeout: float | None) -> dict[str, Any]:
    """The JobInfo of a job that has succeeded. Whatever ends the wait, the job goes on."""
    try:
        return _wait(link, job, report, timeout)
    except TimeoutError:
        raise _overdue(job, timeout, "") from None


def _wait(link: Link, job: str, report: Callable[[Progress], None], timeout: float | None) -> dict[str, Any]:
    """As wait_for; raises TimeoutError."""
    until = None if timeout is None else time.monotonic() + timeout
    try:
        return _ended(_follow(_events(link, job), report, until), job)
    except AthanorError as error:
        raise _away(error, job) if error.code in _BROKEN and "job" not in error.details else error from None


def _overdue(job: str, timeout: float | None, fate: str) -> AthanorError:
    text = f"job {job} was not done within {timeout or 0:g} s{fate}; give a longer timeout"
    return error_of("ATHANOR_DEADLINE", text, {"job": job})


def _events(link: Link, job: str) -> queue.SimpleQueue[Any]:
    """In a thread, since a call of pyarrow cannot be interrupted, and waiting for a queue can."""
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_pump, args=(link, job, events), name="athanor-watch", daemon=True).start()
    return events


def _follow(events: queue.SimpleQueue[Any], report: Callable[[Progress], None], until: float | None) -> dict[str, Any]:
    while True:
        left = _LOOK_SECONDS if until is None else min(_LOOK_SECONDS, until - time.monotonic())
        if left <= 0:
            raise TimeoutError
        try:
            event = events.get(timeout=left)
        except queue.Empty:
            continue
        if isinstance(event, BaseException):
            raise event
        if event["type"] == "progress":
            progress = event["progress"]
            report(Progress(progress["phase"], progress["fraction"], facts(progress.get("facts") or {})))
        elif event["job"]["state"] in FINAL:
            return event["job"]


def _pump(link: Link, job: str, events: queue.SimpleQueue[Any]) -> None:
    try:
        for event in _watch(link, job):
            events.put(event)
    except BaseException as error:
        events.put(error)


def _watch(link: Link, job: str) -> Iterator[dict[str, Any]]:
    """A job's events until it has ended. A broken stream is opened again by the job's id."""
    away_since = None
    while True:
        try:
            for event in link.stream("watch", {"job": job}, STREAM_SECONDS):
                away_since = None
                yield event
                if event["type"] == "state" and event["job"]["state"] in FINAL:
                    return
        except AthanorError as error:
            if error.code not in _BROKEN or link.closed:
                raise
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since > _AWAY_SECONDS:
                raise
        time.sleep(_RECONNECT_SECONDS)


def _cancel(link: Link, submitting: Future[dict[str, Any]]) -> None:
    """Cancels and waits until the kernel has yielded, as far as the bridge can be reached."""
    with contextlib.suppress(AthanorError, TimeoutError):
        job = submitting.result()["id"]
        link.call("cancel", {"job": job})
        _follow(_events(link, job), lambda _: None, time.monotonic() + _CANCEL_SECONDS)


def _ended(job: dict[str, Any], job_id: str) -> dict[str, Any]:
    failure = job.get("failure") or {}
    if job["state"] == "succeeded":
        return job
    details = {**(failure.get("details") or {}), "job": job_id}
    if job["state"] == "cancelled":
        raise error_of("ATHANOR_JOB_CANCELLED", f"job {job_id} was cancelled", details)
    if not failure:
        text = f"job {job_id} failed without saying why; see its logs"
        raise error_of("ATHANOR_INTERNAL", text, details)
    code, message = failure["code"], failure["message"]
    worded = message if message.startswith(code) else f"{code}: {message}"
    raise from_message(worded, "ATHANOR_KERNEL_FAILED", details)


def _away(error: AthanorError, job: str) -> AthanorError:
    text = f"{error.text}; when the bridge is back, job({job!r}).info() tells what became of the job"
    return error_of(error.code, text, {**error.details, "job": job})
