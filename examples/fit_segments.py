"""Fits a pipeline on a Parquet table and saves it: PCA and k-means on a bridge, the rest in Spark.

    python -m zipfile -c athanor.zip client/python/athanor
    spark-submit --py-files athanor.zip \\
      --conf spark.athanor.url=grpc://bridge.example.org:32010 --conf spark.athanor.token="$ATHANOR_TOKEN" \\
      examples/fit_segments.py TABLE.parquet MODEL

The table has a column `id` and numeric ones. What is saved is a pipeline of Spark's own models: score_segments.py
loads it where Athanor was never installed.
"""

from __future__ import annotations

import sys

from athanor.spark.ml.clustering import KMeans  # was: from pyspark.ml.clustering import KMeans
from athanor.spark.ml.feature import PCA  # was: from pyspark.ml.feature import PCA
from pyspark.ml import Pipeline
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.sql import SparkSession


def main(table: str, folder: str) -> None:
    spark = SparkSession.builder.appName("fit segments").getOrCreate()
    # The pipeline is fitted stage by stage: each reads the table again, so it is worth caching.
    rows = spark.read.parquet(table).cache()
    columns = [name for name in rows.columns if name != "id"]
    pipeline = Pipeline(
        stages=[
            VectorAssembler(inputCols=columns, outputCol="raw"),
            StandardScaler(inputCol="raw", outputCol="features", withMean=True),
            PCA(k=3, inputCol="features", outputCol="pca"),
            KMeans(k=4, featuresCol="pca", predictionCol="segment", seed=1),
        ]
    )
    model = pipeline.fit(rows)
    model.write().overwrite().save(folder)
    shares = ", ".join(f"{share:.3f}" for share in model.stages[2].explainedVariance)
    print(f"explained variance: {shares}")
    print(f"cost: {model.stages[3].summary.trainingCost:.6g}")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
