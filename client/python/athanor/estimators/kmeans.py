"""Clusters around means."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
from sklearn.metrics import pairwise_distances_argmin
from sklearn.metrics.pairwise import euclidean_distances

from ..connection import Connection
from ..errors import error_of
from ..matrix import Matrix
from .base import BridgeEstimator


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BridgeEstimator):
    """``sklearn.cluster.KMeans`` from a k-means|| start.

    Parameters
    ----------
    n_clusters : int, default 8
    init : "parallel" | "random", default "parallel"
        k-means||, the parallel form of k-means++; or rows at random.
    n_init : int, default 1
        How often it starts, each time elsewhere; the best result is kept.
    max_iter : int, default 300
    tol : float, default 1e-4
        Of the centers' moves in an iteration, relative to the variance of X.
    random_state : int, RandomState or None
        Of the start.
    connection : Connection, optional

    Attributes
    ----------
    cluster_centers_, labels_, inertia_, n_iter_, n_features_in_
        As scikit-learn's.
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str = "parallel",
        n_init: int = 1,
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: Any = None,
        connection: Connection | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.connection = connection

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _n_features_out(self) -> int:
        return len(self.cluster_centers_)

    def fit(self, X: Any, y: Any = None) -> KMeans:
        X = self._checked(X)
        rows = X.shape[0]
        if rows < self.n_clusters:
            text = f"n_samples={rows} should be >= n_clusters={self.n_clusters}"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        best = np.inf
        first = self._seed()
        with self._uploaded(X) as (bridge, a):
            for start in range(self.n_init):
                chosen = {"max_iterations": self.max_iter, "tol": self.tol, "init": self.init, "seed": first + start}
                with bridge.kmeans(a, self.n_clusters, **chosen) as found:
                    if found.scalars.inertia < best or start == 0:
                        best = self.inertia_ = found.scalars.inertia
                        self.cluster_centers_ = found.centers.to_numpy()
                        self.labels_ = found.labels[:, 0].astype(np.int32)
                        self.n_iter_ = found.scalars.iterations
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The number of the nearest center of each row."""
        X = self._checked_later(X)
        if isinstance(X, Matrix):
            with self._bridge(X).kmeans_assign(X, self.cluster_centers_) as found:
                return found.labels[:, 0].astype(np.int32)
        return pairwise_distances_argmin(X, self.cluster_centers_).astype(np.int32)

    def transform(self, X: Any) -> np.ndarray:
        """The distance of each row to each center."""
        X = self._checked_later(X)
        if isinstance(X, Matrix):
            distances = [euclidean_distances(rows, self.cluster_centers_) for rows in X.batches()]
            return np.concatenate(distances) if distances else np.empty((0, len(self.cluster_centers_)))
        return euclidean_distances(X, self.cluster_centers_)

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        return self.fit(X).transform(X)

    def score(self, X: Any, y: Any = None) -> float:
        """Less the sum of the squared distances of rows to their centers."""
        X = self._checked_later(X)
        if isinstance(X, Matrix):
            with self._bridge(X).kmeans_assign(X, self.cluster_centers_) as found:
                return -float(np.square(found.distances.to_numpy()).sum())
        nearest = pairwise_distances_argmin(X, self.cluster_centers_)
        return -float(np.square(X - self.cluster_centers_[nearest]).sum(dtype=np.float64))
