"""Long calls: progress, Ctrl-C, deadlines, cancelling, and bridges that go away."""

from __future__ import annotations

import _thread
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import running_bridge

import athanor
from athanor.link import Link
from athanor import progress as progress_module
from athanor.progress import Progress, Reporter

VALUES = np.random.default_rng(9).standard_normal((20_000, 60))
#: With these it takes far longer than any test waits.
NOISE = np.random.default_rng(9).standard_normal((20_000, 400))
ENDLESS: dict[str, Any] = {"k": 100, "tol": 0.0, "method": "krylov", "max_passes": 10_000_000}


def press_ctrl_c_when(ready: Callable[[], bool]) -> threading.Thread:
    def press() -> None:
        while not ready():
            time.sleep(0.02)
        _thread.interrupt_main(signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    return thread


def test_ctrl_c_cancels_the_job_and_is_raised(ath: athanor.Connection) -> None:
    a = ath.put(NOISE, "a")
    thread = press_ctrl_c_when(lambda: any(job.state == "running" for job in ath.jobs(limit=1)))
    with pytest.raises(KeyboardInterrupt):
        ath.truncated_svd(a, **ENDLESS)
    thread.join()
    assert ath.jobs(limit=1)[0].state == "cancelled"
    assert ath.gram(a).gram.shape == (400, 400)  # the bridge goes on


def test_ctrl_c_gives_an_upload_up_and_frees_its_place(ath: athanor.Connection) -> None:
    sent = threading.Event()

    def blocks() -> Iterator[np.ndarray]:
        while True:
            yield VALUES
            sent.set()
            time.sleep(0.01)

    thread = press_ctrl_c_when(lambda: sent.is_set() and ath.status().store.used_bytes > 0)
    with pytest.raises(KeyboardInterrupt):
        ath.put(blocks(), "endless")
    thread.join()
    assert ath.matrices() == []
    assert ath.status().store.used_bytes == 0


@pytest.mark.parametrize("action", ["createMatrix", "submit"])
def test_ctrl_c_while_the_bridge_answers_leaves_nothing(
    ath: athanor.Connection, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    call = Link.call

    def interrupted(link: Link, name: str, *more: Any) -> dict[str, Any]:
        answer = call(link, name, *more)
        if name == action:
            _thread.interrupt_main(signal.SIGINT)
            time.sleep(0.2)
        return answer

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Link, "call", interrupted)
        ath.truncated_svd(NOISE, **ENDLESS)
    assert not [job for job in ath.jobs() if job.state in ("queued", "running")]
    assert ath.matrices() == []
    assert ath.status().store.used_bytes == 0


def test_a_timeout_cancels_the_job(ath: athanor.Connection) -> None:
    started = time.monotonic()
    with pytest.raises(athanor.AthanorError, match=r"not done within 0\.5 s and was cancelled") as error:
        ath.truncated_svd(NOISE, timeout=0.5, **ENDLESS)
    assert error.value.code == "ATHANOR_DEADLINE"
    assert ath.job(error.value.details["job"]).info().state == "cancelled"
    assert time.monotonic() - started < 15


def test_a_progress_function_that_raises_cancels_the_job(ath: athanor.Connection) -> None:
    class Enough(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.phase != "upload":
            raise Enough

    with pytest.raises(Enough):
        ath.truncated_svd(NOISE, progress=stop, **ENDLESS)
    assert ath.jobs(limit=1)[0].state == "cancelled"


def test_a_job_that_another_thread_cancels_is_an_error(ath: athanor.Connection) -> None:
    def cancel() -> None:
        while not (running := ath.jobs("running", 1)):
            time.sleep(0.02)
        ath.job(running[0].id).cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(athanor.AthanorError) as error:
        ath.truncated_svd(NOISE, **ENDLESS)
    thread.join()
    assert error.value.code == "ATHANOR_JOB_CANCELLED"


def test_a_job_can_be_looked_at_and_waited_for_by_its_id(ath: athanor.Connection) -> None:
    result = ath.gram(VALUES, outputs={"gram": "g"})
    job = ath.job(result.job_id)
    assert job.info().state == "succeeded"
    assert job.wait().outputs[0].name == "g"
    assert isinstance(job.logs(), list)
    assert result.job_id in repr(job)
    with pytest.raises(athanor.AthanorError) as error:
        ath.job("j_none").info()
    assert error.value.code == "ATHANOR_JOB_NOT_FOUND"


def test_progress_is_told_of_upload_and_routine(ath: athanor.Connection) -> None:
    seen: list[Progress] = []
    ath.truncated_svd(VALUES, 5, progress=seen.append, method="krylov")
    uploads = [progress for progress in seen if progress.phase == "upload"]
    assert uploads[-1].fraction == 1
    assert uploads[-1].facts == {"bytes": VALUES.nbytes, "rows": 20_000}
    fractions = [progress.fraction for progress in seen if progress.phase != "upload"]
    assert fractions
    assert all(fraction is None or 0 <= fraction <= 1 for fraction in fractions)


def test_a_stream_of_unknown_length_tells_its_bytes_alone(ath: athanor.Connection) -> None:
    seen: list[Progress] = []
    ath.put(iter([VALUES, VALUES]), progress=seen.append)
    assert seen[-1].fraction is None
    assert seen[-1].facts["rows"] == 40_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_on_a_terminal_only_and_wiped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "_DELAY_SECONDS", -1.0)
    monkeypatch.setattr(progress_module, "_INTERVAL_SECONDS", -1.0)
    for stream, option, drawn in (
        (Terminal(), None, True),
        (Terminal(), False, False),
        (io.StringIO(), None, False),
        (io.StringIO(), True, True),
    ):
        with Reporter(option, "svd", stream) as report:
            report(Progress("upload", 0.5, {"bytes": 5_000_000, "rows": 3}))
            report(Progress("krylov", 0.75, {"pass": 3, "residual": 1.5e-7}))
        said = stream.getvalue()
        assert bool(said) is drawn
        if drawn:
            assert "[############............]  50% 5 MB at " in said
            assert "krylov [##################......]  75% pass 3 residual 1.5e-07" in said
            assert said.endswith(" \r")


def test_short_work_draws_nothing() -> None:
    stream = Terminal()
    with Reporter(True, "svd", stream) as report:
        report(Progress("upload", 0.5))
    assert stream.getvalue() == ""


def test_parts_of_a_store_that_is_killed_are_sent_again(tmp_path: Path) -> None:
    with running_bridge(tmp_path) as bridge, athanor.connect(bridge.url, bridge.token) as ath:
        victim = ath.status().pids.stores[0]
        killed = threading.Event()

        def kill(progress: Progress) -> None:
            if progress.fraction and progress.fraction > 0.3 and not killed.is_set():
                killed.set()
                os.kill(victim, signal.SIGKILL)

        values = np.random.default_rng(2).standard_normal((60_000, 100))
        matrix = ath.put(values, "robust", parts=12, progress=kill)
        assert killed.is_set()
        assert np.array_equal(matrix.to_numpy(), values)


def test_rows_of_a_store_that_is_killed_are_read_again(tmp_path: Path) -> None:
    with running_bridge(tmp_path) as bridge, athanor.connect(bridge.url, bridge.token) as ath:
        values = np.random.default_rng(2).standard_normal((60_000, 100))
        matrix = ath.put(values, "robust", parts=4)
        batches = matrix.batches()
        rows = [next(batches)]
        for store in ath.status().pids.stores:
            os.kill(store, signal.SIGKILL)
        assert np.array_equal(np.concatenate([*rows, *batches]), values)


def test_the_one_port_of_the_bridge_is_enough(tmp_path: Path) -> None:
    with running_bridge(tmp_path, advertisedHost="192.0.2.1") as bridge:  # an address that nobody has
        url = bridge.url.replace("192.0.2.1", "127.0.0.1")
        with pytest.raises(athanor.AthanorInputError, match="auto, direct, bridge"):
            athanor.connect(url, bridge.token, data_path="sideways")
        for data_path in ("bridge", "auto"):
            with athanor.connect(url, bridge.token, data_path=data_path) as ath:
                assert np.array_equal(ath.put(VALUES[:100]), VALUES[:100])
                svd = ath.truncated_svd(VALUES, 2)
                assert svd.U[:10].shape == (10, 2)


def test_a_bridge_that_is_killed_is_told_within_seconds(tmp_path: Path) -> None:
    with pytest.raises(AssertionError), running_bridge(tmp_path) as bridge:  # it does not end in order
        ath = athanor.connect(bridge.url, bridge.token)
        a = ath.put(NOISE)

        def kill() -> None:
            while not ath.jobs("running", 1):
                time.sleep(0.02)
            bridge.process.kill()

        thread = threading.Thread(target=kill)
        thread.start()
        started = time.monotonic()
        with pytest.raises(athanor.AthanorConnectionError, match="what became of the job") as error:
            ath.truncated_svd(a, **ENDLESS)
        assert error.value.code == "ATHANOR_BRIDGE_UNREACHABLE"
        assert time.monotonic() - started < 20
        thread.join()
        ath.close()


def test_the_bar_does_not_disturb_what_a_program_prints(ath: athanor.Connection, capsys: Any) -> None:
    ath.gram(VALUES)
    assert capsys.readouterr() == ("", "")
    assert sys.stderr is not None
