"""Least squares with an L2 penalty."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import MultiOutputMixin, RegressorMixin

from ..connection import Connection
from ..matrix import Matrix
from .base import options
from .linear_model import LinearModel


class Ridge(MultiOutputMixin, RegressorMixin, LinearModel):
    """``sklearn.linear_model.Ridge``: minimises |X w + intercept - y|² + alpha |w|².

    Parameters
    ----------
    alpha : float, default 1.0
    fit_intercept : bool, default True
    max_iter : int, default 1000
        Passes over X before the result is taken as it is, with a ConvergenceWarning.
    tol : float, optional
        Of the residual of the normal equations; by default 1e-10 for float64, 1e-6 for float32.
    solver : "auto" | "cholesky" | "cg", default "auto"
    connection : Connection, optional

    Attributes
    ----------
    coef_, intercept_, n_iter_, n_features_in_
        As scikit-learn's.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        *,
        fit_intercept: bool = True,
        max_iter: int = 1000,
        tol: float | None = None,
        solver: str = "auto",
        connection: Connection | None = None,
    ) -> None:
        self.alpha = alpha
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol
        self.solver = solver
        self.connection = connection

    def fit(self, X: Any, y: Any) -> Ridge:
        X, y = self._checked_pair(X, y, multi_output=True, y_numeric=True)
        targets = np.asarray(y, dtype=X.dtype)
        with self._uploaded(X, targets) as (bridge, a, b):
            chosen = options(tol=self.tol, max_iterations=self.max_iter, method=self.solver)
            with bridge.ridge(a, b, float(self.alpha), intercept=bool(self.fit_intercept), **chosen) as found:
                self.coef_ = found.x.to_numpy().T
                constants = found.intercept[0].astype(a.dtype) if self.fit_intercept else np.zeros(b.shape[1], a.dtype)
                self.n_iter_ = max(1, int(np.max(found.scalars.iterations)))  # A factor may leave nothing to do.
        self.intercept_: Any = constants if self.fit_intercept else 0.0
        if targets.ndim == 1:
            self.coef_ = self.coef_[0]
            self.intercept_ = constants[0] if self.fit_intercept else 0.0
        return self

    def predict(self, X: Any) -> np.ndarray:
        values = self._values(X)
        return values[:, 0] if self.coef_.ndim == 1 else values

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """R² of the predictions."""
        return super().score(X, y.to_numpy() if isinstance(y, Matrix) else y, sample_weight)
