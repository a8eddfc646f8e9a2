"""The same by Athanor. Of each fit it is told how long it sent, computed and received."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import athanor
import numpy as np
from athanor.spark.ml.feature import PCA, TruncatedSVD
from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Split:
    """Seconds; together the whole call."""

    send: float
    compute: float
    receive: float


def pca(frame: DataFrame, k: int) -> np.ndarray:
    """The shares of explained variance, descending."""
    return PCA(k=k, inputCol="features", outputCol="pca").fit(frame).explainedVariance.toArray()


def truncated_svd(frame: DataFrame, k: int) -> tuple[np.ndarray, Any]:
    """Singular values and their certificate; U is read back by tasks, every row."""
    model = TruncatedSVD(k=k, inputCol="features", outputCol="svd", idCol="id").fit(frame)
    model.u.write.format("noop").mode("overwrite").save()
    found = model.s, model.certificate
    model.release()
    return found


def split(ath: athanor.Connection, work: Callable[[], Any]) -> tuple[Any, Split]:
    """The bridge, whose clock is ours here, records when jobs came and ended: before is sending, after receiving."""
    started = time.time()
    found = work()
    ended = time.time()
    jobs = [job for job in ath.jobs() if _seconds(job.submitted_at) >= started]
    computing, done = _seconds(jobs[-1].submitted_at), _seconds(jobs[0].ended_at)
    return found, Split(computing - started, done - computing, ended - done)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
