"""An application whose imports stay as they are: python -m athanor.spark app.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spark_support import CONNECT

APP = """
import sys
from pyspark.ml.feature import PCA
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
frame = spark.createDataFrame([(Vectors.dense([float(i), i * i % 7, 1.0]),) for i in range(20)], ["features"])
model = PCA(k=2, inputCol="features", outputCol="scores").fit(frame)
print("said:", sys.argv[1:], __name__, type(model).__module__, model.transform(frame).count())
"""


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", **environment}
    command = [sys.executable, "-m", "athanor.spark", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=240, check=False)


def test_without_an_application_it_says_how_it_is_called() -> None:
    found = run([])
    assert found.returncode == 1 and "usage: python -m athanor.spark app.py" in found.stderr


@pytest.mark.once
@pytest.mark.skipif(CONNECT, reason="another process of classic Spark")
def test_sparks_own_classes_are_fitted_on_the_bridge(bridge: Any, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(APP)
    found = run([str(app), "one", "two"], ATHANOR_URL=bridge.url, ATHANOR_TOKEN=bridge.token)
    assert "said: ['one', 'two'] __main__ pyspark.ml.feature 20" in found.stdout, found.stderr
    refused = run([str(app)], ATHANOR_URL=bridge.url, ATHANOR_TOKEN="wrong")
    assert refused.returncode != 0 and "ATHANOR_UNAUTHENTICATED" in refused.stderr
