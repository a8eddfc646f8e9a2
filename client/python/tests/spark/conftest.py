"""A real Spark for the tests: 4.x or 3.5 as is installed, Connect where ATHANOR_TEST_SPARK says so, and the data."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from spark_support import CLASSES, COLS, CONNECT, IDS, LABELS, VALUES, set_bridge

from athanor.spark.settings import connection_of


def pytest_configure(config: pytest.Config) -> None:
    text = "the same on each Spark, and long: npm test runs it on one of them, the long tests on all"
    config.addinivalue_line("markers", f"once: {text}")


@pytest.fixture(scope="session")
def session() -> Iterator[SparkSession]:
    """Tasks may fail three times, as on a cluster; a local Spark gives them one try by default."""
    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    builder = SparkSession.builder
    if CONNECT:
        os.environ["SPARK_TESTING"] = "1"  # Its server takes any free port then.
        builder = builder.remote("local[2,4]")
    else:
        builder = builder.master("local[2,4]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    yield spark
    spark.stop()


@pytest.fixture
def spark(session: SparkSession, bridge: Any) -> Iterator[SparkSession]:
    """Set to the bridge; a test may set it otherwise."""
    set_bridge(session, bridge.url, bridge.token)
    yield session
    set_bridge(session, None, None)
    for name in ("fallback", "dataPath"):
        session.conf.unset(f"spark.athanor.{name}")


@pytest.fixture
def on_bridge(spark: SparkSession) -> Callable[[], set[str]]:
    """The ids of what is there, whatever its state."""
    connection = connection_of(spark)
    return lambda: {matrix.id for matrix in connection.matrices()}


@pytest.fixture
def running_bridge() -> Any:
    """Of the client's own tests: ``with running_bridge(folder, **settings) as bridge``."""
    spec = importlib.util.spec_from_file_location("client_conftest", Path(__file__).parents[1] / "conftest.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Where its dataclasses look for their module.
    spec.loader.exec_module(module)
    return module.running_bridge


@pytest.fixture(scope="session")
def data(session: SparkSession) -> Any:
    rows = zip(IDS.tolist(), VALUES, LABELS.tolist(), CLASSES.tolist())
    lines = [(name, Vectors.dense(row), row.tolist(), label, kind) for name, row, label, kind in rows]
    frame = session.createDataFrame(lines, ["id", "features", "entries", "label", "class"])
    for at in range(COLS):
        frame = frame.withColumn(f"x{at}", f.col("entries")[at])
    return frame.repartition(3, "id").cache()


@pytest.fixture
def folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as path:
        yield path
