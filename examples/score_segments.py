"""Loads what fit_segments.py saved and scores a table. Plain Spark: no Athanor, no bridge.

    spark-submit examples/score_segments.py MODEL TABLE.parquet SCORED.parquet
"""

from __future__ import annotations

import sys

from pyspark.ml import PipelineModel
from pyspark.sql import SparkSession


def main(folder: str, table: str, scored: str) -> None:
    spark = SparkSession.builder.appName("score segments").getOrCreate()
    rows = PipelineModel.load(folder).transform(spark.read.parquet(table))
    rows.select("id", "segment").write.mode("overwrite").parquet(scored)
    for segment, count in sorted(spark.read.parquet(scored).groupBy("segment").count().collect()):
        print(f"segment {segment}: {count} rows")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
