"""What the estimators share: checked input, the bridge, and warnings as scikit-learn words them."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ..connection import Connection
from ..errors import AthanorWarning, error_of
from ..matrix import Matrix
from ..shared import shared_connection

_DTYPES = [np.float64, np.float32]
_LARGEST_SEED = 2**31 - 1


class BridgeEstimator(BaseEstimator):
    """An estimator with a parameter ``connection``."""

    connection: Connection | None

    def _bridge(self, X: Any = None) -> Connection:
        """Where to compute: where X is, if it is on a bridge."""
        if isinstance(X, Matrix):
            return Connection(X._session)
        return self.connection if self.connection is not None else shared_connection()

    def _checked(self, X: Any, reset: bool = True, **checks: Any) -> Any:
        """X as an array that scikit-learn would take; of a Matrix only the number of columns is looked at."""
        if not isinstance(X, Matrix):
            return validate_data(self, X, reset=reset, dtype=_DTYPES, **checks)
        if reset:
            self.n_features_in_ = X.shape[1]
        elif X.shape[1] != self.n_features_in_:
            text = f"X has {X.shape[1]} features, but {type(self).__name__} was fitted with {self.n_features_in_}"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        return X

    def _checked_pair(self, X: Any, y: Any, **checks: Any) -> tuple[Any, Any]:
        """The same of X and y, which is an array then."""
        if isinstance(y, Matrix):
            y = y.to_numpy()
        if not isinstance(X, Matrix):
            return validate_data(self, X, y, dtype=_DTYPES, **checks)
        y = np.asarray(y)
        if len(y) != len(X):
            raise error_of("ATHANOR_INVALID_ARGUMENT", f"X has {len(X)} rows and y {len(y)}; wanted as many")
        return self._checked(X), y

    def _checked_later(self, X: Any) -> Any:
        """X of a method that needs a fit."""
        check_is_fitted(self)
        return self._checked(X, reset=False)

    def _seed(self) -> int:
        """A seed of the bridge's from ``random_state``."""
        return int(check_random_state(self.random_state).randint(1, _LARGEST_SEED))

    @contextlib.contextmanager
    def _uploaded(self, *arrays: Any) -> Iterator[Any]:
        """The bridge, and the arrays on it for as long as this lasts; what is there already stays."""
        bridge = self._bridge(arrays[0])
        with contextlib.ExitStack() as stack:
            handles = [X if isinstance(X, Matrix) else stack.enter_context(bridge.put(X)) for X in arrays]
            stack.enter_context(_converging())
            yield (bridge, *handles)


@contextlib.contextmanager
def _converging() -> Iterator[None]:
    """Warnings of routines as scikit-learn's of fits that have not converged."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", AthanorWarning)
        yield
    for warning in caught:
        kind = ConvergenceWarning if issubclass(warning.category, AthanorWarning) else warning.category
        warnings.warn(str(warning.message), kind, stacklevel=5)


def options(**given: Any) -> dict[str, Any]:
    """What is not None: the rest is the routine's own default."""
    return {name: value for name, value in given.items() if value is not None}
