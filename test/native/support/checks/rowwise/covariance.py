import numpy as np

from ..case import EPS64, worst
from .product import products


def figures(case):
    mean = case.a.mean(axis=0)
    constant = (case.a == case.a[0]).all(axis=0)
    mean[constant] = case.a[0][constant]
    figures = products(case, case.a - mean, "covariance", len(case.a) - case.params["ddof"])
    return {**figures, "mean": worst(case.column("mean"), mean, np.abs(case.a).max(axis=0)) / EPS64}
