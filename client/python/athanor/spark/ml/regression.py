"""pyspark.ml.regression on a bridge: LinearRegression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyspark.ml.regression as spark_ml

from ..lacking import is_unset, runs_in_spark, unless
from ..models import LinearContent, build
from .base import ReadsAsSpark, uploaded
from .scaling import scaled

LinearRegressionModel = spark_ml.LinearRegressionModel

__all__ = ["LinearRegression", "LinearRegressionModel"]

#: Above this many features Spark's own solver is l-bfgs too.
_NORMAL_FEATURES = 4096


def lacking_linear(estimator: Any) -> list[str]:
    found = unless(estimator, "loss", lambda value: value == "squaredError") + unless(estimator, "weightCol", is_unset)
    if estimator.getRegParam() > 0:
        found += unless(estimator, "elasticNetParam", lambda value: value == 0)
    return found


def fit_linear(estimator: Any, dataset: Any) -> Any:
    target = estimator.getLabelCol()
    with uploaded(dataset, estimator.getFeaturesCol(), target=target) as (bridge, [a, b]):
        content = _solve(estimator, bridge, a, b)
    return build(dataset.sparkSession, estimator, dataset, content)


def _solve(estimator: Any, bridge: Any, a: Any, b: Any) -> LinearContent:
    """Minimises |y - x w - c|^2 / 2n + regParam / (2 std y) |w|^2, as Spark, which scales the label to 1 at first.

    With `standardization` the penalty is of w times the columns' standard deviations. Spark's normal solver takes
    them over n, l-bfgs over n - 1.
    """
    normal = estimator.getSolver() != "l-bfgs" and a.shape[1] <= _NORMAL_FEATURES
    ddof = 0 if normal else min(1, len(a) - 1)
    intercept = bool(estimator.getFitIntercept())
    labels = bridge.column_stats(b, ddof=ddof)
    mean, spread = labels.mean.to_numpy().item(), labels.std.to_numpy().item()
    if spread == 0 and (intercept or mean == 0):
        return LinearContent(np.zeros(a.shape[1]), mean)
    penalty = estimator.getRegParam() / (spread or abs(mean))
    if penalty == 0:
        with bridge.least_squares(a, b, intercept=intercept) as found:
            return _content(found, intercept)
    if not estimator.getStandardization():
        with bridge.ridge(a, b, penalty * len(a), intercept=intercept) as found:
            return _content(found, intercept)
    return _standardized(bridge, a, b, penalty * len(a), intercept, ddof)


def _standardized(bridge: Any, a: Any, b: Any, strength: float, intercept: bool, ddof: int) -> LinearContent:
    """A penalty of scaled coefficients is one of columns that were scaled."""
    with scaled(bridge, a, ddof, centred=intercept) as columns:
        found = bridge.ridge(columns.matrix, b, strength, intercept=intercept)
        with found:
            content = _content(found, intercept)
    return LinearContent(*columns.original(content.coefficients, content.intercept))


def _content(found: Any, intercept: bool) -> LinearContent:
    constant = found.intercept.to_numpy().item() if intercept else 0.0
    return LinearContent(found.x.to_numpy().ravel().astype(float), constant)


class LinearRegression(ReadsAsSpark, spark_ml.LinearRegression):
    """``pyspark.ml.regression.LinearRegression``, fitted on the bridge. Squared error, L2 penalty, unweighted."""

    def _fit(self, dataset: Any) -> Any:
        if runs_in_spark(self, dataset.sparkSession, lacking_linear(self)):
            return super()._fit(dataset)
        return fit_linear(self, dataset)
