"""The answers are Spark's own: values, meaning, and model classes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pyspark.ml.classification as spark_classification
import pyspark.ml.clustering as spark_clustering
import pyspark.ml.feature as spark_feature
import pyspark.ml.regression as spark_regression
import pytest
from pyspark.sql import functions as f
from spark_support import COLS, IDS, ROWS, VALUES

from athanor import AthanorWarning
from athanor.spark.ml.classification import LogisticRegression
from athanor.spark.ml.clustering import KMeans
from athanor.spark.ml.feature import PCA, TruncatedSVD
from athanor.spark.ml.regression import LinearRegression


def on_one_spark(*cases: dict[str, Any]) -> list[Any]:
    """Cases whose arithmetic is the driver's and the bridge's."""
    return [pytest.param(case, marks=pytest.mark.once, id=str(case)) for case in cases]


def column(frame: Any, name: str) -> np.ndarray:
    """By id."""
    rows = frame.select("id", name).collect()
    return np.array([np.asarray(row[1]) for row in sorted(rows, key=lambda row: row.id)])


def test_pca_is_sparks_up_to_signs_and_its_transform_does_not_centre(spark: Any, data: Any, on_bridge: Any) -> None:
    before = on_bridge()
    ours = PCA(k=3, inputCol="features", outputCol="scores").fit(data)
    theirs = spark_feature.PCA(k=3, inputCol="features", outputCol="scores").fit(data)
    assert type(ours) is spark_feature.PCAModel
    assert np.allclose(ours.explainedVariance.toArray(), theirs.explainedVariance.toArray(), rtol=1e-9)
    pc, expected = ours.pc.toArray(), theirs.pc.toArray()
    assert np.allclose(pc * np.sign((pc * expected).sum(0)), expected, atol=1e-9)
    scored = ours.transform(data)
    assert scored.columns == [*data.columns, "scores"]
    assert np.allclose(column(scored, "scores"), VALUES[np.argsort(IDS)] @ pc)
    assert on_bridge() == before


def test_kmeans_costs_what_sparks_costs(spark: Any, data: Any) -> None:
    model = KMeans(k=3, seed=1, featuresCol="features").fit(data)
    assert type(model) is spark_clustering.KMeansModel
    costs = [spark_clustering.KMeans(k=3, seed=seed).fit(data).summary.trainingCost for seed in (1, 2)]
    centers = np.array(model.clusterCenters())
    distances = ((VALUES[:, None, :] - centers[None]) ** 2).sum(2)
    assert model.summary.trainingCost == pytest.approx(distances.min(1).sum(), rel=1e-9)
    assert model.summary.trainingCost <= 1.05 * max(costs)
    assert sum(model.summary.clusterSizes) == ROWS and model.summary.numIter >= 1
    found = column(model.transform(data), "prediction")
    assert np.array_equal(found, distances.argmin(1)[np.argsort(IDS)])


LINEAR: list[Any] = [
    {"regParam": 0.5},
    *on_one_spark(
        {},
        {"regParam": 0.5, "standardization": False},
        {"regParam": 0.5, "fitIntercept": False},
        {"regParam": 0.5, "solver": "l-bfgs", "tol": 1e-12, "maxIter": 500},
    ),
]


@pytest.mark.parametrize("params", LINEAR, ids=str)
def test_linear_regression_is_sparks(spark: Any, data: Any, params: dict[str, Any]) -> None:
    ours = LinearRegression(**params).fit(data)
    theirs = spark_regression.LinearRegression(**params).fit(data)
    assert type(ours) is spark_regression.LinearRegressionModel and not ours.hasSummary
    exact = 1e-6 if params.get("solver") == "l-bfgs" else 1e-8
    assert np.allclose(ours.coefficients.toArray(), theirs.coefficients.toArray(), atol=exact)
    assert ours.intercept == pytest.approx(theirs.intercept, abs=10 * exact)


LOGISTIC: list[Any] = [
    {"labelCol": "class", "regParam": 0.05},
    {"labelCol": "binary"},
    *on_one_spark(
        {"labelCol": "class"},
        {"labelCol": "binary", "regParam": 0.05, "standardization": False},
        {"labelCol": "binary", "regParam": 0.05, "fitIntercept": False},
    ),
]


@pytest.mark.parametrize("params", LOGISTIC, ids=str)
def test_logistic_regression_is_sparks(spark: Any, data: Any, params: dict[str, Any]) -> None:
    frame = data.withColumn("binary", (f.col("class") > 0).cast("double"))
    given = {"maxIter": 500, "tol": 1e-9, **params}
    ours = LogisticRegression(**given).fit(frame)
    theirs = spark_classification.LogisticRegression(**given).fit(frame)
    assert type(ours) is spark_classification.LogisticRegressionModel and not ours.hasSummary
    assert np.allclose(ours.coefficientMatrix.toArray(), theirs.coefficientMatrix.toArray(), atol=2e-4)
    assert np.allclose(ours.interceptVector.toArray(), theirs.interceptVector.toArray(), atol=2e-3)
    assert ours.transform(frame).columns == theirs.transform(frame).columns


INPUTS: list[Any] = [
    {"inputCol": "sparse"},
    {"inputCols": [f"x{at}" for at in range(COLS)]},
    *on_one_spark({"inputCol": "features"}, {"inputCol": "entries"}, {"inputCol": "single"}),
]


@pytest.mark.parametrize("given", INPUTS, ids=str)
def test_truncated_svd_takes_vectors_arrays_and_columns(spark: Any, data: Any, given: dict[str, Any]) -> None:
    from pyspark.ml.linalg import Vectors, VectorUDT

    if given.get("inputCol") == "sparse":
        sparse = f.udf(lambda v: Vectors.sparse(len(v), range(len(v)), v), VectorUDT())
        data = data.withColumn("sparse", sparse("features"))
    frame = data.withColumn("single", f.col("entries").cast("array<float>"))
    model = TruncatedSVD(k=2, outputCol="svd", idCol="id", **given).fit(frame)
    exact = np.linalg.svd(VALUES, compute_uv=False)[:2]
    tol = 1e-5 if given.get("inputCol") == "single" else 1e-10
    assert np.allclose(model.s, exact, rtol=tol)
    ordered = VALUES[np.argsort(IDS)]
    assert np.allclose(column(model.u, "u") * model.s, ordered @ model.v.toArray(), atol=100 * tol)
    moved = model.transform(frame)
    assert moved.columns == [*frame.columns, "svd"]
    assert np.allclose(column(moved, "svd"), ordered @ model.v.toArray(), atol=100 * tol)


def test_u_stays_on_the_bridge_until_it_is_released(spark: Any, data: Any, on_bridge: Any) -> None:
    before = on_bridge()
    model = TruncatedSVD(k=2, inputCol="features", outputCol="svd", idCol="id").fit(data)
    assert len(on_bridge() - before) >= 1
    model.release()
    model.release()
    assert model.u is None and on_bridge() == before


def test_without_an_id_no_u_is_offered(spark: Any, data: Any, on_bridge: Any) -> None:
    before = on_bridge()
    with warnings.catch_warnings():
        warnings.simplefilter("error", AthanorWarning)
        model = TruncatedSVD(k=2, inputCol="features", outputCol="svd").fit(data)
    assert model.u is None and model.certificate.residual < 1e-9
    assert on_bridge() == before


def test_all_goes_through_the_one_port_where_it_must(spark: Any, data: Any) -> None:
    spark.conf.set("spark.athanor.dataPath", "bridge")
    model = TruncatedSVD(k=2, inputCol="features", outputCol="svd", idCol="id").fit(data)
    assert np.allclose(model.s, np.linalg.svd(VALUES, compute_uv=False)[:2]) and model.u.count() == ROWS
