"""What models are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PCAContent:
    """`pc`: features x k; `explained`: the share of each in the variance."""

    pc: np.ndarray
    explained: np.ndarray


@dataclass(frozen=True)
class KMeansContent:
    """`centers`: a row each."""

    centers: np.ndarray
    cost: float
    iterations: int


@dataclass(frozen=True)
class LinearContent:
    coefficients: np.ndarray
    intercept: float


@dataclass(frozen=True)
class LogisticContent:
    """`coefficients`: a row for each class, or one for two; `intercepts` likewise."""

    coefficients: np.ndarray
    intercepts: np.ndarray
    classes: int

    @property
    def multinomial(self) -> bool:
        return self.classes > 2
