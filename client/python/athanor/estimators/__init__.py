"""Estimators as scikit-learn has them, which compute on a bridge.

They keep scikit-learn's names and meaning where they have the parameter, and give numpy arrays. X is an array or a
frame, which is uploaded for the fit alone, or a ``Matrix`` that is on the bridge already; then ``transform`` gives a
``Matrix`` too where it is as tall as X. ``connection`` is the bridge to compute on; None: the one that
``athanor.connect()`` finds. What was learnt is small and kept here: a fitted estimator can be pickled, and predicts for
arrays without a bridge.
"""

from __future__ import annotations

try:
    from sklearn.utils.validation import validate_data as _  # noqa: F401
except ImportError as cause:
    text = "athanor.estimators needs scikit-learn 1.6 or newer: pip install 'athanor-bridge[sklearn]'"
    raise ImportError(text) from cause

from .kmeans import KMeans
from .logistic_regression import LogisticRegression
from .pca import PCA
from .ridge import Ridge
from .truncated_svd import TruncatedSVD

__all__ = ["KMeans", "LogisticRegression", "PCA", "Ridge", "TruncatedSVD"]
