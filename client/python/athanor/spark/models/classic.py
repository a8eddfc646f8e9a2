"""Models by the constructors of Spark's JVM, which are open to reflection."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from pyspark.ml.common import _py2java
from pyspark.ml.linalg import DenseMatrix, DenseVector

from .content import KMeansContent, LinearContent, LogisticContent, PCAContent


def build(spark: Any, estimator: Any, dataset: Any, content: Any) -> Any:
    context = spark.sparkContext
    model = estimator._create_model(_jvm_model(content, estimator.uid, context))
    model._resetUid(estimator.uid)
    model = estimator._copyValues(model)
    if isinstance(content, KMeansContent):
        _set_kmeans_summary(context, model, dataset, content)
    return model


@singledispatch
def _jvm_model(content: Any, uid: str, context: Any) -> Any:
    raise TypeError(type(content))


@_jvm_model.register
def _(content: PCAContent, uid: str, context: Any) -> Any:
    rows, cols = content.pc.shape
    pc = _py2java(context, DenseMatrix(rows, cols, content.pc.ravel(order="F")))
    explained = _py2java(context, DenseVector(content.explained))
    return context._jvm.org.apache.spark.ml.feature.PCAModel(uid, pc, explained)


@_jvm_model.register
def _(content: KMeansContent, uid: str, context: Any) -> Any:
    from pyspark.mllib.common import _py2java as mllib_py2java
    from pyspark.mllib.linalg import DenseVector as MLlibVector

    jvm = context._jvm
    centers = context._gateway.new_array(jvm.org.apache.spark.mllib.linalg.Vector, len(content.centers))
    for at, center in enumerate(content.centers):
        centers[at] = mllib_py2java(context, MLlibVector(center))
    parent = jvm.org.apache.spark.mllib.clustering.KMeansModel(centers, "euclidean", content.cost, content.iterations)
    return jvm.org.apache.spark.ml.clustering.KMeansModel(uid, parent)


@_jvm_model.register
def _(content: LinearContent, uid: str, context: Any) -> Any:
    coefficients = _py2java(context, DenseVector(content.coefficients))
    return context._jvm.org.apache.spark.ml.regression.LinearRegressionModel(uid, coefficients, content.intercept, 1.0)


@_jvm_model.register
def _(content: LogisticContent, uid: str, context: Any) -> Any:
    rows, cols = content.coefficients.shape
    coefficients = _py2java(context, DenseMatrix(rows, cols, content.coefficients.ravel(order="F")))
    intercepts = _py2java(context, DenseVector(content.intercepts))
    model = context._jvm.org.apache.spark.ml.classification.LogisticRegressionModel
    return model(uid, coefficients, intercepts, content.classes, content.multinomial)


def _set_kmeans_summary(context: Any, model: Any, dataset: Any, content: KMeansContent) -> None:
    """As Spark's fit does: with the predictions, which are computed only where they are asked for."""
    jvm = context._jvm
    model._transfer_params_to_java()
    predictions = model._java_obj.transform(dataset._jdf)
    columns = model.getPredictionCol(), model.getFeaturesCol()
    counts = len(content.centers), content.iterations, content.cost
    summary = jvm.org.apache.spark.ml.clustering.KMeansSummary(predictions, *columns, *counts)
    model._java_obj.setSummary(jvm.scala.Option.apply(summary))
