"""Dimensionality reduction by the truncated SVD, without centring."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..connection import Connection
from ..matrix import Matrix
from .base import options
from .linear_projection import LinearProjection


class TruncatedSVD(LinearProjection):
    """``sklearn.decomposition.TruncatedSVD`` with certified triplets.

    Parameters
    ----------
    n_components : int, default 2
    tol : float, optional
        Relative residual of each triplet; by default 1e-9 for float64, 1e-5 for float32.
    max_passes : int, default 200
        Passes over X before the result is taken as it is, with a ConvergenceWarning.
    random_state : int, RandomState or None
        Of the start; what comes out does not depend on it beyond rounding.
    connection : Connection, optional

    Attributes
    ----------
    components_, singular_values_, explained_variance_, explained_variance_ratio_, n_features_in_
        As scikit-learn's.
    certificate_
        What a last pass over X says of the triplets.
    """

    def __init__(
        self,
        n_components: int = 2,
        *,
        tol: float | None = None,
        max_passes: int = 200,
        random_state: Any = None,
        connection: Connection | None = None,
    ) -> None:
        self.n_components = n_components
        self.tol = tol
        self.max_passes = max_passes
        self.random_state = random_state
        self.connection = connection

    def fit(self, X: Any, y: Any = None) -> TruncatedSVD:
        self._fit(X, transform=False)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:
        """U times the singular values; of a Matrix X a Matrix."""
        return self._fit(X, transform=True)

    def transform(self, X: Any) -> Any:
        X = self._checked_later(X)
        if isinstance(X, Matrix):
            return self._bridge(X).matmul(X, self.components_.T).product
        return X @ self.components_.T

    def inverse_transform(self, X: Any) -> np.ndarray:
        """Rows in the original columns."""
        return np.asarray(X) @ self.components_

    def _fit(self, X: Any, transform: bool) -> Any:
        X = self._checked(X, ensure_min_samples=2, ensure_min_features=2)
        k = self._checked_components(X)
        with self._uploaded(X) as (bridge, a):
            chosen = options(tol=self.tol, max_passes=self.max_passes, seed=self._seed())
            with bridge.truncated_svd(a, k, **chosen) as svd, bridge.column_stats(svd.U) as left:
                self.components_ = svd.Vt
                self.singular_values_ = svd.s.astype(a.dtype)
                self.certificate_ = svd.certificate
                variances = left.variance[:, 0] * svd.s**2
                scores = svd.U.to_numpy() * self.singular_values_ if transform and a is not X else None
            with bridge.column_stats(a) as stats:
                total = stats.variance.to_numpy().sum()
        self.explained_variance_ = variances
        self.explained_variance_ratio_ = variances / total if total > 0 else np.zeros_like(variances)
        return self.transform(X) if transform and scores is None else scores
