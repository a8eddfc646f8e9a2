"""What cannot be done is told on the driver at once, by one clear exception, and leaves nothing on the bridge."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pyspark.ml.linalg import Vectors, VectorUDT
from pyspark.sql import functions as f
from spark_support import CONNECT, set_bridge

import athanor
from athanor.spark.ml.classification import LogisticRegression
from athanor.spark.ml.clustering import KMeans
from athanor.spark.ml.feature import PCA, TruncatedSVD
from athanor.spark.ml.regression import LinearRegression


def refusal(estimator: Any, frame: Any) -> athanor.AthanorError:
    with pytest.raises(athanor.AthanorError) as raised:
        estimator.fit(frame)
    return raised.value


def pca(column: str = "features") -> PCA:
    return PCA(k=2, inputCol=column, outputCol="scores")


def test_a_wrong_token_and_a_bridge_that_is_down_are_told_within_seconds(spark: Any, data: Any, bridge: Any) -> None:
    started = time.monotonic()
    set_bridge(spark, bridge.url, "wrong")
    assert refusal(pca(), data).code == "ATHANOR_UNAUTHENTICATED"
    set_bridge(spark, "grpc://127.0.0.1:9", "wrong")
    found = refusal(pca(), data)
    assert found.code == "ATHANOR_BRIDGE_UNREACHABLE" and "127.0.0.1:9" in found.text
    assert time.monotonic() - started < 30


def test_no_token_at_all_is_refused(spark: Any, data: Any, bridge: Any) -> None:
    set_bridge(spark, bridge.url, None)
    assert refusal(pca(), data).code == "ATHANOR_UNAUTHENTICATED"


def test_a_bridge_of_another_version_is_refused(spark: Any, data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from athanor.spark import settings

    monkeypatch.setattr(settings, "_connections", {})
    monkeypatch.setattr(athanor, "__version__", "7.0.0")
    found = refusal(pca(), data)
    assert found.code == "ATHANOR_VERSION_MISMATCH" and "7.0.0" in found.text


def test_columns_that_hold_no_rows_of_numbers_are_refused_by_name(spark: Any, data: Any) -> None:
    worded = data.withColumn("words", f.lit("x"))
    assert "words is of type string" in refusal(pca("words"), worded).text
    several = TruncatedSVD(k=1, inputCols=["x0", "words"], outputCol="o")
    assert "words is of type string" in refusal(several, worded).text
    assert "there is no column missing" in refusal(pca("missing"), data).text
    assert "cast it" in refusal(TruncatedSVD(k=1, inputCol="features", outputCol="o", idCol="label"), data).text
    assert "inputCols" in refusal(TruncatedSVD(k=1, outputCol="o"), data).text


def test_nulls_ragged_rows_and_nan_are_refused_and_nothing_stays(spark: Any, on_bridge: Any) -> None:
    before = on_bridge()
    schema = "entries array<double>, label double"
    good = [([1.0, 2.0], 1.0)] * 8
    frames = {
        "ATHANOR_NULL_VALUE": [*good, (None, 1.0)],
        "ATHANOR_BAD_SCHEMA": [*good, ([1.0, 2.0, 3.0], 1.0)],
        "ATHANOR_NOT_FINITE": [*good, ([1.0, float("nan")], 1.0)],
    }
    for code, rows in frames.items():
        found = refusal(KMeans(k=2, featuresCol="entries"), spark.createDataFrame(rows, schema).repartition(2))
        assert found.code == code and "\n" not in str(found)
    entry = spark.createDataFrame([*good, ([1.0, None], 1.0)], schema)
    assert refusal(KMeans(k=2, featuresCol="entries"), entry).code == "ATHANOR_NULL_VALUE"
    label = spark.createDataFrame([([1.0, 2.0], 1.0), ([1.0, 3.0], None)], schema)
    found = refusal(LinearRegression(featuresCol="entries"), label)
    assert found.code == "ATHANOR_NULL_VALUE" and "label" in found.text
    nothing = refusal(KMeans(k=2, featuresCol="entries"), spark.createDataFrame([], schema))
    assert nothing.code == "ATHANOR_INVALID_ARGUMENT" and "no rows" in nothing.text
    assert on_bridge() == before


def test_sparse_vectors_whose_dense_size_is_absurd_are_refused(spark: Any) -> None:
    for rows, cols, word in ((4, 1 << 30, "a row of"), (4000, 1 << 22, "room for")):
        sparse = f.udf(lambda _, cols=cols: Vectors.sparse(cols, [3], [1.0]), VectorUDT())
        found = refusal(pca(), spark.range(rows).select(sparse("id").alias("features")))
        assert found.code == "ATHANOR_SPARSE_INPUT" and word in found.text


def test_a_param_that_is_lacking_is_refused_by_name(spark: Any, data: Any) -> None:
    weighted = data.withColumn("w", f.lit(1.0))
    cases = {
        "distanceMeasure 'cosine'": KMeans(k=2, distanceMeasure="cosine"),
        "weightCol 'w'": KMeans(k=2, weightCol="w"),
        "loss 'huber'": LinearRegression(loss="huber"),
        "elasticNetParam 0.5": LinearRegression(regParam=0.1, elasticNetParam=0.5),
        "family 'multinomial'": LogisticRegression(labelCol="class", family="multinomial"),
    }
    for named, estimator in cases.items():
        found = refusal(estimator, weighted)
        assert found.code == "ATHANOR_INVALID_ARGUMENT" and named in found.text and "fallback" in found.text


def test_with_fallback_spark_does_it_with_one_warning(spark: Any, data: Any) -> None:
    spark.conf.set("spark.athanor.fallback", "true")
    with pytest.warns(athanor.AthanorWarning, match="distanceMeasure 'cosine'") as said:
        model = KMeans(k=2, distanceMeasure="cosine", seed=1).fit(data)
    assert len([one for one in said if one.category is athanor.AthanorWarning]) == 1
    assert model.summary.trainingCost > 0


@pytest.mark.skipif(not CONNECT, reason="only a Connect server keeps tokens to itself")
def test_a_token_that_connect_hides_is_told_of_as_that(spark: Any, data: Any, bridge: Any) -> None:
    set_bridge(spark, None, None)
    spark.conf.set("spark.athanor.url", bridge.url)
    spark.conf.set("spark.athanor.token", bridge.token)
    found = refusal(pca(), data)
    spark.conf.unset("spark.athanor.url")
    spark.conf.unset("spark.athanor.token")
    assert found.code == "ATHANOR_UNAUTHENTICATED" and "athanor.spark.use" in found.text
