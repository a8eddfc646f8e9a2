"""Errors of a product, over the norms of the rows and columns that it is made of."""

import numpy as np

from ..case import worst


def product(case, left, right, name):
    found = case.output(name, right.shape[1])
    sizes = np.outer(np.sqrt((left**2).sum(axis=1)), np.sqrt((right**2).sum(axis=0)))
    return {name: worst(found, left @ right, sizes) / case.eps, "rows": len(found)}


def products(case, a, name, divisor=1):
    n = a.shape[1]
    found, wanted = case.output(name, n), a.T @ a / divisor
    norms = np.sqrt((a**2).sum(axis=0) / divisor)
    return {
        name: worst(found, wanted, np.outer(norms, norms)) / case.eps,
        "asymmetry": float(np.abs(found - found.T).max()),
        "rows": len(found),
    }
