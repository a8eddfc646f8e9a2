"""Tasks whose Python lacks what they need: told in words, not as a task's traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from spark_support import CONNECT

pytestmark = pytest.mark.skipif(CONNECT, reason="the server's workers are those of classic Spark")

APP = """
from athanor import AthanorError
from athanor.spark.ml.feature import PCA
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
rows = spark.createDataFrame([(Vectors.dense([at, 1.0, 2.0]),) for at in range(4)], ["features"])
try:
    PCA(k=1, inputCol="features", outputCol="pca").fit(rows)
except AthanorError as error:
    print(error)
"""


def test_a_python_without_pyarrow_is_named_with_the_setting_that_mends_it(bridge: Any, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    settings = {"PYSPARK_PYTHON": str(bare / "bin" / "python"), "PYSPARK_DRIVER_PYTHON": sys.executable}
    environment = {**os.environ, **settings, "ATHANOR_URL": bridge.url, "ATHANOR_TOKEN": bridge.token}
    command = [sys.executable, "-c", APP]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.startswith("ATHANOR_BAD_CONFIG: the Python that Spark's tasks run has no pyarrow")
    assert "set $PYSPARK_PYTHON" in done.stdout and "(the driver's is /" in done.stdout
