"""pyspark.ml.classification on a bridge: LogisticRegression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyspark.ml.classification as spark_ml

from ...errors import error_of
from ..lacking import is_unset, runs_in_spark, unless
from ..models import LogisticContent, build
from .base import ReadsAsSpark, uploaded
from .scaling import scaled

LogisticRegressionModel = spark_ml.LogisticRegressionModel

__all__ = ["LogisticRegression", "LogisticRegressionModel"]

_BOUNDS = (
    "lowerBoundsOnCoefficients",
    "upperBoundsOnCoefficients",
    "lowerBoundsOnIntercepts",
    "upperBoundsOnIntercepts",
)


def lacking_logistic(estimator: Any) -> list[str]:
    found = unless(estimator, "weightCol", is_unset) + unless(estimator, "family", lambda value: value == "auto")
    for name in _BOUNDS:
        found += unless(estimator, name, is_unset)
    if estimator.getRegParam() > 0:
        found += unless(estimator, "elasticNetParam", lambda value: value == 0)
    return found


def fit_logistic(estimator: Any, dataset: Any) -> Any:
    target = estimator.getLabelCol()
    with uploaded(dataset, estimator.getFeaturesCol(), target=target) as (bridge, [a, labels]):
        content = _solve(estimator, bridge, a, labels)
    return build(dataset.sparkSession, estimator, dataset, content)


def _solve(estimator: Any, bridge: Any, a: Any, labels: Any) -> LogisticContent:
    """Minimises the mean loss + regParam / 2 |w|^2, as Spark; with `standardization`, w of the scaled columns."""
    with bridge.column_stats(labels) as found:
        classes = int(found.max.to_numpy().item()) + 1
    if classes < 2:
        text = f"the label {estimator.getLabelCol()} has one class only; wanted at least two, numbered from 0"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
    intercept = bool(estimator.getFitIntercept())
    penalised_as_is = estimator.getRegParam() > 0 and not estimator.getStandardization()
    if penalised_as_is:
        return _content(classes, estimator.getRegParam(), *_fit_on(estimator, bridge, a, labels, classes))
    with scaled(bridge, a, min(1, len(a) - 1), centred=intercept) as columns:
        coefficients, intercepts = _fit_on(estimator, bridge, columns.matrix, labels, classes)
    return _content(classes, estimator.getRegParam(), *columns.original(coefficients, intercepts))


def _fit_on(estimator: Any, bridge: Any, a: Any, labels: Any, classes: int) -> tuple[np.ndarray, np.ndarray]:
    found = bridge.logistic_regression(
        a,
        labels,
        classes,
        lambda_=estimator.getRegParam(),
        intercept=bool(estimator.getFitIntercept()),
        tol=estimator.getTol(),
        max_iterations=estimator.getMaxIter(),
    )
    with found:
        return found.x.to_numpy().T.astype(float), found.intercept.to_numpy().ravel().astype(float)


def _content(classes: int, penalty: float, coefficients: np.ndarray, intercepts: np.ndarray) -> LogisticContent:
    """Of several classes the margins' common part is free: as in Spark, what is not penalised has mean 0."""
    if classes > 2:
        intercepts = intercepts - intercepts.mean()
        if penalty == 0:
            coefficients = coefficients - coefficients.mean(axis=0)
    return LogisticContent(np.ascontiguousarray(coefficients), intercepts, classes)


class LogisticRegression(ReadsAsSpark, spark_ml.LogisticRegression):
    """``pyspark.ml.classification.LogisticRegression``, fitted on the bridge. L2 penalty, unweighted; softmax."""

    def _fit(self, dataset: Any) -> Any:
        if runs_in_spark(self, dataset.sparkSession, lacking_logistic(self)):
            return super()._fit(dataset)
        return fit_logistic(self, dataset)
