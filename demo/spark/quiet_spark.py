"""A local Spark for the demo: two cores, errors only in its log, nothing left of it at the end."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyspark import SparkContext
from pyspark.sql import SparkSession

_END_SECONDS = 8.0


@contextlib.contextmanager
def quiet_spark(cores: int) -> Iterator[SparkSession]:
    """The JVM's own temporary files go where Python's go ($TMPDIR)."""
    logging.getLogger().setLevel(logging.CRITICAL)  # Py4J logs the stack of each call that Ctrl-C breaks.
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    scratch = tempfile.gettempdir()
    log = Path(__file__).with_name("log4j2.properties").as_uri()
    settings = {
        "spark.driver.memory": "4g",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log} -Djava.io.tmpdir={scratch}",
        "spark.local.dir": scratch,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("athanor demo")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
        try:
            yield spark
        finally:
            spark.stop()
    finally:
        _end_of_jvm()


def _end_of_jvm() -> None:
    """It ends when its standard input does, which by itself would be after this program."""
    gateway = SparkContext._gateway
    process = getattr(gateway, "proc", None)
    if process is not None:
        process.stdin.close()
        process.wait(_END_SECONDS)
