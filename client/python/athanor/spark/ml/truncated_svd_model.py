"""Rows along right singular vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyspark.ml import feature as spark_ml

from ..columns import as_vector
from ..models import PCAContent, build

_VECTOR = "__athanor_features__"
#: Results whose u a DataFrame reads: they live as long as the driver, since such a frame cannot say when it is let go.
_kept: list[Any] = []


class TruncatedSVDModel(spark_ml.PCAModel):
    """Spark's PCAModel, which does just this: x V, row by row, without centring, in Spark, keeping all columns.

    So it is saved as one, and where Athanor is absent it loads as one. ``explainedVariance`` is the share of each
    singular value's square in the sum of all entries' squares.
    """

    #: Singular values, descending; only of a model that was just fitted.
    s: np.ndarray | None = None
    #: A DataFrame (id, u): a left singular row for each of the training data. Only where idCol was set.
    u: Any = None
    #: The largest residuals, measured in a last pass over the data.
    certificate: Any = None
    _features: str | Sequence[str] | None = None

    @classmethod
    def of(
        cls, dataset: Any, estimator: Any, features: str | Sequence[str], v: np.ndarray, s: np.ndarray, square: float
    ) -> TruncatedSVDModel:
        like = spark_ml.PCA(k=len(s), outputCol=estimator.getOutputCol())
        like._resetUid(estimator.uid)
        if isinstance(features, str):
            like.setInputCol(features)
        content = PCAContent(v, s**2 / square if square else s)
        model = cls._around(build(dataset.sparkSession, like, dataset, content))
        model.s = s
        model._features = features
        return model

    @classmethod
    def load(cls, path: str) -> TruncatedSVDModel:
        """Singular values and u are those of a fit: a loaded model has v and transforms."""
        return cls._around(spark_ml.PCAModel.load(path))

    @classmethod
    def _around(cls, model: Any) -> TruncatedSVDModel:
        """The same model; not a second one, which would hold the same object of the JVM."""
        model.__class__ = cls
        return model

    @property
    def v(self) -> Any:
        """Right singular vectors, one a column."""
        return self.pc

    def keep(self, result: Any) -> None:
        _kept.append(result)

    def transform(self, dataset: Any, params: dict[Any, Any] | None = None) -> Any:
        """With the output column beside all that are there."""
        features = self._features or self.getInputCol()
        if params:
            return self.copy(params).transform(dataset)
        with_vector = dataset.withColumn(_VECTOR, as_vector(dataset, features))
        plain = self.copy({self.inputCol: _VECTOR})
        return spark_ml.PCAModel.transform(plain, with_vector).drop(_VECTOR)
