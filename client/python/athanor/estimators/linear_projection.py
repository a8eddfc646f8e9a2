"""Rows along components, here for arrays and on the bridge for its matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin

from ..errors import error_of
from .base import BridgeEstimator


class LinearProjection(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BridgeEstimator):
    """Has ``components_``, a component a row."""

    components_: np.ndarray

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _n_features_out(self) -> int:
        return self.components_.shape[0]

    def _checked_components(self, X: Any) -> int:
        """``n_components`` as a number that X allows."""
        most = min(X.shape)
        wanted = most if self.n_components is None else self.n_components
        if isinstance(wanted, (int, np.integer)) and not isinstance(wanted, bool) and 1 <= wanted <= most:
            return int(wanted)
        text = f"n_components is {wanted!r} and X {X.shape[0]} x {X.shape[1]}; wanted a whole number from 1 to {most}"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
