"""Work in threads, so that Ctrl-C can stop it: a call of pyarrow cannot be interrupted, waiting for one can."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

_LOOK_SECONDS = 0.2
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def begin(call: Callable[[], Answer]) -> Future[Answer]:
    """Makes a call in a thread of its own, so that an interrupt of this one does not lose the answer."""
    answer: Future[Answer] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=work, name="athanor-call", daemon=True).start()
    return answer


def for_each(tasks: Iterable[Task], work: Callable[[Task], None], threads: int, stop: Callable[[], None]) -> None:
    """Does `work` on each task, at most `threads` at a time; a task is taken only when a thread is free for it.

    The first failure, or an interrupt, calls `stop`, which must end the work that runs, and is raised.
    """
    running: set[Future[None]] = set()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="athanor")
    try:
        for task in tasks:
            running.add(pool.submit(work, task))
            while len(running) >= threads:
                running = _reap(running)
        while running:
            running = _reap(running)
    except BaseException:
        stop()
        raise
    finally:
        pool.shutdown(wait=True)


def _reap(running: set[Future[None]]) -> set[Future[None]]:
    """Waits a moment; raises what a task raised."""
    done, still = wait(running, _LOOK_SECONDS, FIRST_COMPLETED)
    for future in done:
        future.result()
    return still
