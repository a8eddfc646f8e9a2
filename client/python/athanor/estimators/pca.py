"""Principal components."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..connection import Connection
from ..matrix import Matrix
from .base import options
from .linear_projection import LinearProjection


class PCA(LinearProjection):
    """``sklearn.decomposition.PCA`` with certified components; nothing as large as X is centred or copied.

    Parameters
    ----------
    n_components : int, optional
        By default as many as X has rows or columns. (Not a fraction, and not "mle".)
    whiten : bool, default False
        Whether scores are divided by their standard deviations.
    tol : float, optional
        Relative residual of each component; by default 1e-9 for float64, 1e-5 for float32.
    max_passes : int, default 200
        Passes over X before the result is taken as it is, with a ConvergenceWarning.
    random_state : int, RandomState or None
        Of the start; what comes out does not depend on it beyond rounding.
    connection : Connection, optional

    Attributes
    ----------
    components_, explained_variance_, explained_variance_ratio_, singular_values_, mean_, n_components_, n_samples_,
    noise_variance_, n_features_in_
        As scikit-learn's.
    """

    def __init__(
        self,
        n_components: int | None = None,
        *,
        whiten: bool = False,
        tol: float | None = None,
        max_passes: int = 200,
        random_state: Any = None,
        connection: Connection | None = None,
    ) -> None:
        self.n_components = n_components
        self.whiten = whiten
        self.tol = tol
        self.max_passes = max_passes
        self.random_state = random_state
        self.connection = connection

    def fit(self, X: Any, y: Any = None) -> PCA:
        self._fit(X, transform=False)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:
        """The scores; of a Matrix X a Matrix."""
        return self._fit(X, transform=True)

    def transform(self, X: Any) -> Any:
        X = self._checked_later(X)
        axes = self._axes()
        if isinstance(X, Matrix):
            return self._bridge(X).project(X, axes.T, self.mean_).scores
        return X @ axes.T - (self.mean_ @ axes.T).astype(X.dtype)

    def inverse_transform(self, X: Any) -> np.ndarray:
        """Rows in the original columns."""
        scale = np.sqrt(self.explained_variance_)[:, None] if self.whiten else 1.0
        return np.asarray(X) @ (self.components_ * scale) + self.mean_

    def _axes(self) -> np.ndarray:
        """What rows are multiplied by: whitened ones have variance 1."""
        if not self.whiten:
            return self.components_
        scale = np.maximum(np.sqrt(self.explained_variance_), np.finfo(np.float64).tiny)
        return (self.components_ / scale[:, None]).astype(self.components_.dtype)

    def _fit(self, X: Any, transform: bool) -> Any:
        X = self._checked(X, ensure_min_samples=2)
        k = self._checked_components(X)
        with self._uploaded(X) as (bridge, a):
            chosen = options(tol=self.tol, max_passes=self.max_passes, seed=self._seed())
            with bridge.pca(a, k, **chosen) as pca, bridge.column_stats(a, ddof=1) as stats:
                self.components_ = pca.components.to_numpy().T
                self.mean_ = pca.mean[:, 0]
                self.explained_variance_ = pca.explained_variance[:, 0]
                total = stats.variance.to_numpy().sum()
                scores = pca.scores.to_numpy() if transform and a is not X and not self.whiten else None
        self._summarize(total, *X.shape)
        return self.transform(X) if transform and scores is None else scores

    def _summarize(self, total: float, rows: int, cols: int) -> None:
        self.n_samples_ = rows
        self.n_components_ = k = len(self.components_)
        self.singular_values_ = np.sqrt(self.explained_variance_ * (rows - 1))
        ratio = self.explained_variance_ / total if total > 0 else np.zeros(k)
        self.explained_variance_ratio_ = ratio
        left = min(rows, cols) - k
        self.noise_variance_ = max(0.0, total - self.explained_variance_.sum()) / left if left else 0.0
