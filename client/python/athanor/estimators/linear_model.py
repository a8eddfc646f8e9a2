"""A x + intercept, here for arrays and on the bridge for its matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..matrix import Matrix
from .base import BridgeEstimator


class LinearModel(BridgeEstimator):
    """Has ``coef_``, a row for each output, or one vector, and ``intercept_``."""

    coef_: np.ndarray
    intercept_: Any

    def _values(self, X: Any, output: str = "value") -> np.ndarray:
        """A column for each output."""
        X = self._checked_later(X)
        coefficients = np.atleast_2d(self.coef_)
        constants = np.broadcast_to(np.atleast_1d(self.intercept_), len(coefficients))
        if isinstance(X, Matrix):
            bridge = self._bridge(X)
            with bridge.linear_predict(X, coefficients.T, constants[None, :], output=output) as found:
                return found.prediction.to_numpy()
        return X @ coefficients.T + constants
