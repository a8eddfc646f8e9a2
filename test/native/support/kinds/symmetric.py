"""A symmetric matrix whose eigenvalues are `sigma`; without, a symmetric one of standard normal entries."""

import numpy as np


def make(spec, generator):
    n = spec["rows"]
    if spec["sigma"] is None:
        matrix = generator.standard_normal((n, n))
        return (matrix + matrix.T) / 2
    vectors = np.linalg.qr(generator.standard_normal((n, n)))[0]
    matrix = (vectors * np.array(spec["sigma"])) @ vectors.T
    return (matrix + matrix.T) / 2
