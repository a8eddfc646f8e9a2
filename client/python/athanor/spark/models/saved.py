"""Models by way of their saved form, which the server of Connect loads: a client has no other way to make one there.

It is written to ``spark.athanor.stagingPath`` (by default ``/tmp`` of the cluster's file system), which all of the
cluster's machines must see, and is removed again once it is loaded.
"""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from functools import singledispatch
from typing import Any

from pyspark.ml.linalg import DenseMatrix, DenseVector, MatrixUDT, VectorUDT
from pyspark.sql.types import BooleanType, DoubleType, IntegerType, StructField, StructType

from ..settings import setting
from .content import KMeansContent, LinearContent, LogisticContent, PCAContent
from .kmeans_summary import KMeansSummary


def build(spark: Any, estimator: Any, dataset: Any, content: Any) -> Any:
    path = f"{setting(spark, 'stagingPath') or '/tmp'}/athanor-{uuid.uuid4().hex}"
    kind = type(estimator._create_model(None))
    try:
        _write_metadata(spark, path, kind, estimator.uid)
        fields, rows = _data(content)
        schema = StructType([StructField(name, data_type, False) for name, data_type in fields])
        spark.createDataFrame(rows, schema).coalesce(1).write.parquet(f"{path}/data")
        model = kind.load(path)
    finally:
        with contextlib.suppress(Exception):  # What stays there is small, and harms nothing.
            _remove(spark, path)
    model._resetUid(estimator.uid)
    model = estimator._copyValues(model)
    if isinstance(content, KMeansContent):
        model._summary = KMeansSummary(model, dataset, content.cost, content.iterations)
    return model


def _write_metadata(spark: Any, path: str, kind: type, uid: str) -> None:
    name = f"{kind.__module__.replace('pyspark', 'org.apache.spark')}.{kind.__name__}"
    facts = {"class": name, "timestamp": int(time.time() * 1000), "sparkVersion": spark.version, "uid": uid}
    line = json.dumps({**facts, "paramMap": {}, "defaultParamMap": {}})
    spark.createDataFrame([(line,)], "value string").coalesce(1).write.text(f"{path}/metadata")


def _remove(spark: Any, path: str) -> None:
    from pyspark.ml.util import _remove_dfs_dir

    _remove_dfs_dir(path, spark)


@singledispatch
def _data(content: Any) -> tuple[list[tuple[str, Any]], list[Any]]:
    """Names and types of the columns, and the rows, as Spark's own writer has them."""
    raise TypeError(type(content))


@_data.register
def _(content: PCAContent) -> tuple[list[tuple[str, Any]], list[Any]]:
    fields = [("pc", MatrixUDT()), ("explainedVariance", VectorUDT())]
    return fields, [(_matrix(content.pc), DenseVector(content.explained))]


@_data.register
def _(content: KMeansContent) -> tuple[list[tuple[str, Any]], list[Any]]:
    fields = [("clusterIdx", IntegerType()), ("clusterCenter", VectorUDT())]
    return fields, [(at, DenseVector(center)) for at, center in enumerate(content.centers)]


@_data.register
def _(content: LinearContent) -> tuple[list[tuple[str, Any]], list[Any]]:
    fields = [("intercept", DoubleType()), ("coefficients", VectorUDT()), ("scale", DoubleType())]
    return fields, [(float(content.intercept), DenseVector(content.coefficients), 1.0)]


@_data.register
def _(content: LogisticContent) -> tuple[list[tuple[str, Any]], list[Any]]:
    fields = [
        ("numClasses", IntegerType()),
        ("numFeatures", IntegerType()),
        ("interceptVector", VectorUDT()),
        ("coefficientMatrix", MatrixUDT()),
        ("isMultinomial", BooleanType()),
    ]
    features = content.coefficients.shape[1]
    values = DenseVector(content.intercepts), _matrix(content.coefficients)
    return fields, [(content.classes, features, *values, content.multinomial)]


def _matrix(values: Any) -> DenseMatrix:
    rows, cols = values.shape
    return DenseMatrix(rows, cols, values.ravel(order="F"))
