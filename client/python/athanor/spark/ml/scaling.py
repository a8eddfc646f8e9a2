"""Fits on columns of one scale, in terms of the columns as they are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Scaled:
    """`matrix` is the rows less `means`, by `scales`. A constant column is 0 in it where means are taken off."""

    matrix: Any
    means: np.ndarray
    scales: np.ndarray

    def original(self, coefficients: np.ndarray, intercepts: Any) -> tuple[np.ndarray, Any]:
        """Coefficients, a row for each output, and intercepts of the columns as they are."""
        unscaled = coefficients / self.scales
        return unscaled, intercepts - unscaled @ self.means


@contextlib.contextmanager
def scaled(bridge: Any, a: Any, ddof: int, centred: bool) -> Iterator[Scaled]:
    """Without an intercept columns must not be centred: they are scaled only."""
    if centred:
        with bridge.standardize(a, ddof=ddof) as found:
            yield Scaled(found.standardized, found.mean.to_numpy().ravel(), found.scale.to_numpy().ravel())
        return
    with bridge.column_stats(a, ddof=ddof) as found:
        scales = found.std.to_numpy().ravel()
    # As Spark, in whose eyes a constant column tells nothing: with scale 0 it becomes 0.
    inverse = np.divide(1.0, scales, out=np.zeros_like(scales), where=scales > 0)
    zeros = np.zeros((a.shape[1], 1))
    with bridge.project(a, np.diag(inverse).astype(a.dtype), zeros.astype(a.dtype)) as found:
        yield Scaled(found.scores, zeros.ravel(), np.where(scales > 0, scales, 1.0))
