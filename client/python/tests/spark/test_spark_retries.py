"""Tasks that fail, repeat and come out differently: the same bits, a clear word, and nothing left on the bridge."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyspark
import pytest
from spark_support import CONNECT, IDS, VALUES

import athanor
from athanor.spark.columns import Rows, rows_of
from athanor.spark.settings import connection_of
from athanor.spark.upload import send
from athanor.spark.upload.sealing import abort, seal
from athanor.spark.upload.send import _open
from athanor.spark.upload.target import Delivery
from athanor.spark.upload.task import send_partition


def once_failing(frame: Any, how_often: int) -> Any:
    """Each partition gives half of its rows and fails, as often as told."""

    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        task = TaskContext.get()
        for batch in batches:
            half = batch.num_rows // 2
            yield batch.slice(0, half)
            if task.attemptNumber() < how_often:
                raise OSError("the disk is gone")
            yield batch.slice(half)

    return frame.select("id", "entries").mapInArrow(rows, "id bigint, entries array<double>")


def renamed(frame: Any) -> Any:
    """As tasks get it: without a look at the first rows, which for a slow frame is slow too."""
    return frame.selectExpr("entries as row", "id as index")


def digest(spark: Any, frame: Any) -> str:
    bridge = connection_of(spark)
    [matrix] = send(spark, bridge, rows_of(frame, "entries", 1e9, "id", None))
    with matrix:
        return matrix.info().digest


def test_tasks_that_fail_after_half_their_rows_change_no_bit(spark: Any, data: Any, on_bridge: Any) -> None:
    before = on_bridge()
    assert digest(spark, once_failing(data, 2)) == digest(spark, once_failing(data, 0))
    assert on_bridge() == before


def test_a_job_that_fails_for_good_is_told_as_spark_tells_it_and_leaves_nothing(
    spark: Any, data: Any, on_bridge: Any
) -> None:
    before = on_bridge()
    with pytest.raises(Exception, match="the disk is gone") as raised:
        digest(spark, once_failing(data, 99))
    assert not isinstance(raised.value, athanor.AthanorError)
    assert on_bridge() == before


@pytest.mark.skipif(CONNECT, reason="there is no sparkContext to cancel with")
def test_a_cancelled_job_leaves_nothing(spark: Any, data: Any, on_bridge: Any) -> None:
    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import time

        for batch in batches:
            yield batch
            time.sleep(60)

    before, started = on_bridge(), time.monotonic()
    slow = data.select("id", "entries").mapInArrow(rows, "id bigint, entries array<double>")
    ended = threading.Event()

    def cancel() -> None:
        while not ended.wait(3):  # Again and again: at the first call the job may not have begun.
            spark.sparkContext.cancelAllJobs()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    try:
        with pytest.raises(Exception, match=r"(?i)cancel"):
            send(spark, connection_of(spark), Rows(renamed(slow), VALUES.shape[1], "float64", True, False))
    finally:
        ended.set()
        canceller.join()
    assert time.monotonic() - started < 50 and on_bridge() == before


def test_empty_partitions_are_parts_too(spark: Any, data: Any) -> None:
    few = data.filter(f"id <= {int(sorted(IDS)[2])}").repartition(6)
    bridge = connection_of(spark)
    [matrix] = send(spark, bridge, rows_of(few, "entries", 1e9, "id", None))
    with matrix:
        assert matrix.shape == (3, VALUES.shape[1])
        assert sorted(matrix.index().tolist()) == sorted(IDS)[:3]


def test_columns_and_their_partitions_give_the_same_bits_whatever_the_size_of_batches(spark: Any, data: Any) -> None:
    name = "spark.sql.execution.arrow.maxRecordsPerBatch"
    usual, before = digest(spark, data), spark.conf.get(name)
    spark.conf.set(name, "7")
    try:
        assert digest(spark, data) == usual
        assert spark.conf.get(name) == "7"
    finally:
        spark.conf.set(name, before)


class Attempts:
    """An upload of one part whose attempts are sent from here."""

    def __init__(self, spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bridge = connection_of(spark)
        self.target = _open(self.bridge, "row", 5, "float64", False)
        self.delivery = Delivery(self.bridge.session.link.address, "auto", [self.target])
        self._patch = monkeypatch

    def send(self, attempt: int, values: Any) -> dict[str, Any]:
        task = SimpleNamespace(partitionId=lambda: 0, taskAttemptId=lambda: attempt, attemptNumber=lambda: attempt)
        self._patch.setattr(pyspark, "TaskContext", SimpleNamespace(get=lambda: task))
        batch = pa.RecordBatch.from_arrays([pa.array(values.tolist(), pa.list_(pa.float64()))], names=["row"])
        return send_partition(self.delivery, iter([batch]))


@pytest.mark.skipif(CONNECT, reason="nothing in it differs from classic")
def test_a_part_that_was_sent_twice_alike_is_one_and_differently_is_refused(
    spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = Attempts(spark, monkeypatch)
    twice.send(0, VALUES)
    seal(twice.delivery, [twice.send(1, VALUES)])
    assert twice.bridge.open(twice.target.matrix).shape == VALUES.shape
    abort(twice.delivery)
    other = Attempts(spark, monkeypatch)
    other.send(0, VALUES)
    last = other.send(1, VALUES[::-1])
    with pytest.raises(athanor.AthanorError, match="cache or checkpoint") as raised:
        seal(other.delivery, [last])
    assert raised.value.code == "ATHANOR_ATTEMPTS_DIFFER"
    abort(other.delivery)


def test_ids_that_occur_twice_are_refused(spark: Any, data: Any, on_bridge: Any) -> None:
    before = on_bridge()
    with pytest.raises(athanor.AthanorError) as raised:
        digest(spark, data.union(data.filter(f"id = {int(IDS[0])}")))
    assert raised.value.code.startswith("ATHANOR_") and on_bridge() == before
