import numpy as np

from ..case import LONG, worst
from .random_features import design


def scores(case):
    """a x + intercept, and the sizes of what is summed."""
    z, x = design(case), case.inputs["x"].astype(LONG)
    intercept = case.inputs["intercept"].astype(LONG)
    size = np.sqrt((z**2).sum(axis=1))[:, None] * np.sqrt((x**2).sum(axis=0)) + np.abs(intercept)
    return z @ x + intercept, size


def figures(case):
    values, size = scores(case)
    found = case.output("prediction", values.shape[1])
    if case.params["output"] == "value":
        return {"prediction": worst(found, values, size) / case.eps}
    if values.shape[1] == 1:
        wanted, sums = 1 / (1 + np.exp(-values)), 1
    else:
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        wanted, sums = powers / powers.sum(axis=1, keepdims=True), found.sum(axis=1)
    return {"prediction": worst(found, wanted, 1 + size) / case.eps, "sums": worst(sums, 1, 1) / case.eps}
