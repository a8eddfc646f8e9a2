"""Classes by a linear model of their log-odds."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets

from ..connection import Connection
from ..errors import error_of
from ..matrix import Matrix
from .linear_model import LinearModel


class LogisticRegression(ClassifierMixin, LinearModel):
    """``sklearn.linear_model.LogisticRegression`` with its L2 penalty; softmax for more than two classes.

    Parameters
    ----------
    C : float, default 1.0
        Inverse of the strength of the penalty; infinity: none.
    fit_intercept : bool, default True
    tol : float, default 1e-4
        Of the largest entry of the gradient of the mean loss, each in the scale of its column.
    max_iter : int, default 500
        Before the result is taken as it is, with a ConvergenceWarning.
    connection : Connection, optional

    Attributes
    ----------
    classes_, coef_, intercept_, n_iter_, n_features_in_
        As scikit-learn's.
    """

    def __init__(
        self,
        C: float = 1.0,
        *,
        fit_intercept: bool = True,
        tol: float = 1e-4,
        max_iter: int = 500,
        connection: Connection | None = None,
    ) -> None:
        self.C = C
        self.fit_intercept = fit_intercept
        self.tol = tol
        self.max_iter = max_iter
        self.connection = connection

    def fit(self, X: Any, y: Any) -> LogisticRegression:
        X, y = self._checked_pair(X, y.to_numpy().ravel() if isinstance(y, Matrix) else y)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            text = f"y holds only one class, {self.classes_[0]!r}; wanted at least 2"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        if not self.C > 0:
            raise error_of("ATHANOR_INVALID_ARGUMENT", f"C is {self.C!r}; wanted a number above 0")
        # float32 holds all numbers of classes exactly.
        with self._uploaded(X, numbers.astype(np.float32)) as (bridge, a, labels):
            found = bridge.logistic_regression(
                a,
                labels,
                len(self.classes_),
                lambda_=1.0 / (self.C * len(y)),
                intercept=bool(self.fit_intercept),
                tol=self.tol,
                max_iterations=self.max_iter,
            )
            with found:
                self.coef_ = found.x.to_numpy().T
                self.intercept_ = found.intercept[0]
                self.n_iter_ = np.array([found.scalars.iterations], dtype=np.int32)
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """The margins: one of each row for two classes, else one for each class."""
        values = self._values(X)
        return values[:, 0] if values.shape[1] == 1 else values

    def predict(self, X: Any) -> np.ndarray:
        margins = self.decision_function(X)
        numbers = (margins > 0).astype(int) if margins.ndim == 1 else margins.argmax(axis=1)
        return self.classes_[numbers]

    def predict_proba(self, X: Any) -> np.ndarray:
        """A column for each of ``classes_``."""
        margins = self.decision_function(X)
        if margins.ndim == 1:
            margins = np.column_stack([np.zeros_like(margins), margins])
        odds = np.exp(margins - margins.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def predict_log_proba(self, X: Any) -> np.ndarray:
        return np.log(self.predict_proba(X))
