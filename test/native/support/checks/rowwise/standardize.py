import numpy as np

from ..case import EPS64, worst


def figures(case):
    a, ddof = case.a, case.params["ddof"]
    mean, scale = a.mean(axis=0), np.sqrt(((a - a.mean(axis=0)) ** 2).sum(axis=0) / (len(a) - ddof))
    constant = (a == a[0]).all(axis=0)
    mean[constant], scale[constant] = a[0][constant], 1
    return {
        "standardized": worst(case.output("standardized", a.shape[1]), (a - mean) / scale, 1) / case.eps,
        "mean": worst(case.column("mean"), mean, np.abs(a).max(axis=0)) / EPS64,
        "scale": worst(case.column("scale"), scale, scale) / EPS64,
    }
