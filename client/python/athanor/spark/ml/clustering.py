"""pyspark.ml.clustering on a bridge: KMeans."""

from __future__ import annotations

from typing import Any

import pyspark.ml.clustering as spark_ml

from ..lacking import is_unset, runs_in_spark, unless
from ..models import KMeansContent, build
from .base import ReadsAsSpark, seed_of, uploaded

KMeansModel = spark_ml.KMeansModel

__all__ = ["KMeans", "KMeansModel"]


def lacking_kmeans(estimator: Any) -> list[str]:
    euclidean = unless(estimator, "distanceMeasure", lambda value: value == "euclidean")
    return euclidean + unless(estimator, "weightCol", is_unset)


def fit_kmeans(estimator: Any, dataset: Any) -> Any:
    with uploaded(dataset, estimator.getFeaturesCol()) as (bridge, [a]):
        spread = float(bridge.column_stats(a).variance.to_numpy().mean())
        # Spark's tol bounds how far any center moves; the routine's the sum of the squares of that, over the spread.
        tol = estimator.getTol() ** 2 / spread if spread > 0 else 0.0
        found = bridge.kmeans(
            a,
            min(estimator.getK(), len(a)),
            max_iterations=max(1, estimator.getMaxIter()),
            tol=tol,
            init="random" if estimator.getInitMode() == "random" else "parallel",
            initial_steps=min(20, estimator.getInitSteps()),
            seed=seed_of(estimator.getSeed()),
        )
        with found:
            facts = found.scalars
            content = KMeansContent(found.centers.to_numpy().astype(float), float(facts.inertia), int(facts.iterations))
    return build(dataset.sparkSession, estimator, dataset, content)


class KMeans(ReadsAsSpark, spark_ml.KMeans):
    """``pyspark.ml.clustering.KMeans``, fitted on the bridge. Euclidean and unweighted."""

    def _fit(self, dataset: Any) -> Any:
        if runs_in_spark(self, dataset.sparkSession, lacking_kmeans(self)):
            return super()._fit(dataset)
        return fit_kmeans(self, dataset)
