"""What the checks of regressions have in common: both sides, centred if there is an intercept, and columns' norms."""

import numpy as np

from ..case import LONG, worst


def norm(matrix):
    return np.sqrt((matrix**2).sum(axis=0))


class LinearModel:
    def __init__(self, case, a, intercept):
        self.case = case
        self.given_a, self.given_b = a, case.inputs["b"].astype(LONG)
        self.mean_a, self.mean_b = a.mean(axis=0), self.given_b.mean(axis=0)
        shift_a, shift_b = (self.mean_a, self.mean_b) if intercept else (0, 0)
        self.a, self.b = self.given_a - shift_a, self.given_b - shift_b
        targets = self.b.shape[1]
        self.x = case.output("x", targets)
        self.intercept = case.output("intercept", targets, np.float64)
        self.wanted_intercept = self.mean_b - self.mean_a @ self.x if intercept else np.zeros(targets, LONG)
        self.size = np.sqrt((self.a**2).sum())

    def residual(self, x):
        return self.b - self.a @ x

    def intercept_error(self):
        """In eps of a's dtype, in which x is rounded, over the sizes of what the intercept is a difference of."""
        size = np.abs(self.given_b).mean(axis=0) + np.abs(self.given_a).mean(axis=0) @ np.abs(self.x)
        return worst(self.intercept[0], self.wanted_intercept, size) / self.case.eps
