"""pyspark.ml.feature on a bridge: PCA, and TruncatedSVD, which Spark has not."""

from __future__ import annotations

from typing import Any

import pyspark.ml.feature as spark_ml

from ..models import PCAContent, build
from .base import ReadsAsSpark, uploaded
from .truncated_svd import TruncatedSVD
from .truncated_svd_model import TruncatedSVDModel

PCAModel = spark_ml.PCAModel

__all__ = ["PCA", "PCAModel", "TruncatedSVD", "TruncatedSVDModel"]


def fit_pca(estimator: Any, dataset: Any) -> Any:
    """Spark's model: its transform does not centre, and explainedVariance is the share of each component."""
    with uploaded(dataset, estimator.getInputCol()) as (bridge, [a]), bridge.pca(a, estimator.getK()) as found:
        content = PCAContent(found.components.to_numpy(), found.scalars.explained_variance_ratio)
    return build(dataset.sparkSession, estimator, dataset, content)


class PCA(ReadsAsSpark, spark_ml.PCA):
    """``pyspark.ml.feature.PCA``, fitted on the bridge."""

    def _fit(self, dataset: Any) -> Any:
        return fit_pca(self, dataset)
