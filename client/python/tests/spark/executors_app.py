"""Run by test_spark_executors.py in a Spark of its own: python executors_app.py MASTER MARKS MODE. Prints JSON.

MODE kill: an executor is killed in the middle of its upload, and one after it. MODE speculate: the first attempt of one
task hangs, so that Spark starts a copy of it elsewhere and kills the loser.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from athanor.spark.columns import Rows
from athanor.spark.settings import connection_of
from athanor.spark.upload import send

ROWS, COLS, PARTS = 400, 8, 4
SMALL = {"spark.executor.memory": "512m", "spark.sql.execution.arrow.maxRecordsPerBatch": "20"}
SPECULATION = {
    "spark.speculation": "true",
    "spark.speculation.interval": "100ms",
    "spark.speculation.multiplier": "1.2",
    "spark.speculation.quantile": "0.5",
    "spark.speculation.minTaskRuntime": "500ms",
    "spark.speculation.efficiency.enabled": "false",
}


def disturbed(frame: Any, marks: Path, mode: str, part: int) -> Any:
    """What happens to one partition, once: after half of its rows, or, of mode "after", after all."""
    marks = marks / f"{mode}-{part}"

    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import signal
        import time

        from pyspark import TaskContext

        mine = TaskContext.get().partitionId() == part
        for batch in batches:
            half = batch.num_rows // 2
            yield batch.slice(0, half)
            if mine and not marks.exists():
                marks.touch()
                if mode == "speculate":
                    time.sleep(60)
                else:
                    daemon = int(Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1])
                    os.kill(daemon, signal.SIGKILL)
            yield batch.slice(half)

    return frame.mapInArrow(rows, "row array<double>, index bigint")


def digest(spark: Any, frame: Any) -> str:
    [matrix] = send(spark, connection_of(spark), Rows(frame, COLS, "float64", True, False))
    with matrix:
        return matrix.info().digest


def main(master: str, marks: Path, mode: str) -> None:
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    for name, value in {**SMALL, **(SPECULATION if mode == "speculate" else {})}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    entries = ", ".join(f"sin(id * {at + 1})" for at in range(COLS))
    frame = spark.range(0, ROWS, 1, PARTS).selectExpr(f"array({entries}) as row", "id as index")
    report = {"calm": digest(spark, frame)}
    if mode == "kill":
        # The second is killed after the first's partitions have been sent, some of them by the very executor.
        report["first"] = digest(spark, disturbed(frame, marks, mode, 0))
        report["last"] = digest(spark, disturbed(frame, marks, mode, PARTS - 1))
    else:
        report["copied"] = digest(spark, disturbed(frame, marks, mode, PARTS - 1))
    report["disturbed"] = len(list(marks.iterdir()))
    report["left"] = len(connection_of(spark).matrices())
    print(json.dumps(report))
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
