"""1-norms, and errors over them."""

import numpy as np


def one_norm(matrix):
    return float(np.abs(matrix).sum(axis=0).max(initial=0))


def orthogonality(case, vectors):
    """Largest entry of V'V - I over eps."""
    return float(np.abs(vectors.T @ vectors - np.eye(vectors.shape[1])).max()) / case.eps


def relative(case, residual, size):
    """The 1-norm of a residual over the size of what it is left from, over eps."""
    error = one_norm(residual)
    return error / size / case.eps if size > 0 else (0.0 if error == 0 else np.inf)


def negative_tops(vectors):
    """How many columns have a negative entry of largest magnitude."""
    return int(sum(vectors[i, j] < 0 for j, i in enumerate(np.abs(vectors).argmax(axis=0))))
