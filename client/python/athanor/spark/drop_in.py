"""Spark's own estimators, fitted on the bridge: for an application whose imports stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyspark.ml.classification
import pyspark.ml.clustering
import pyspark.ml.feature
import pyspark.ml.regression

from .lacking import runs_in_spark
from .ml.classification import fit_logistic, lacking_logistic
from .ml.clustering import fit_kmeans, lacking_kmeans
from .ml.feature import fit_pca
from .ml.regression import fit_linear, lacking_linear


def install() -> None:
    """The classes stay Spark's; only their fit is another, so it does not matter who has imported them, or when."""
    _install(pyspark.ml.feature.PCA, lambda _: [], fit_pca)
    _install(pyspark.ml.clustering.KMeans, lacking_kmeans, fit_kmeans)
    _install(pyspark.ml.regression.LinearRegression, lacking_linear, fit_linear)
    _install(pyspark.ml.classification.LogisticRegression, lacking_logistic, fit_logistic)


def _install(kind: Any, lacking: Callable[[Any], list[str]], fit: Callable[[Any, Any], Any]) -> None:
    in_spark = kind._fit

    def fit_here(self: Any, dataset: Any) -> Any:
        if runs_in_spark(self, dataset.sparkSession, lacking(self)):
            return in_spark(self, dataset)
        return fit(self, dataset)

    kind._fit = fit_here
