"""MLlib and Athanor on the same DataFrame: Fashion-MNIST's 60,000 pictures of 784 pixels, cached, in one Spark.

python fashion_mnist.py DATA.idx.gz [--rounds N], where athanor.connect() finds a bridge. `npm run demo:spark` brings
that too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import athanor
import pyspark
import report
import spark_alone
import with_athanor
from pixels import pixels
from pyspark.sql import DataFrame
from quiet_spark import quiet_spark

CORES = 2
K = 20


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    say(f"\nStarting Spark {pyspark.__version__}, local[{CORES}]")
    with quiet_spark(CORES) as spark, athanor.connect() as ath:
        say(f"MLlib's BLAS: {spark_alone.blas_in_use(spark)}")
        frame = pixels(spark, given.data, parts=CORES).cache()
        say(f"Reading {given.data} in {CORES} tasks, and caching it")
        rows = frame.count()
        say(f"  {rows:,} rows, {frame.first()['features'].size} columns")
        compare(ath, frame, given.rounds)


def compare(ath: athanor.Connection, frame: DataFrame, rounds: int) -> None:
    """Each round runs everything once, in turn; the first is not counted: it warms JVM, workers and caches up."""
    matrix = spark_alone.cached_matrix(frame)
    found = report.Found()
    for turn in range(rounds + 1):
        say(f"Round {turn} of {rounds}" if turn else "Warming up: everything once, not counted")
        alone = {
            report.PCA: timed("MLlib's PCA", lambda: spark_alone.pca(frame, K)),
            report.SVD: timed("MLlib's computeSVD", lambda: spark_alone.compute_svd(matrix, K)),
            report.GRAM: timed("MLlib, by the Gramian", lambda: spark_alone.gramian_route(matrix, K)),
        }
        work = with_athanor
        (variance, pca), _ = timed("Athanor's PCA", lambda: work.split(ath, lambda: work.pca(frame, K)))
        svd = timed("Athanor's TruncatedSVD", lambda: work.split(ath, lambda: work.truncated_svd(frame, K)))
        ((values, certificate), parts), _ = svd
        if turn:
            found.add(alone, {report.PCA: (variance, pca), report.SVD: (values, parts)}, certificate)
    say(report.text(found, rounds))


def timed(title: str, work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and its wall seconds."""
    if sys.stdout.isatty():  # Spark's and Athanor's bars come below it, and go.
        say(f"  {title:<24}")
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    again = "\x1b[A" if sys.stdout.isatty() else ""
    say(f"{again}  {title:<24}{seconds:7.2f} s")
    return found, seconds


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
