import numpy as np

from ..case import EPS64, worst


def figures(case):
    a, ddof = case.a, case.params["ddof"]
    largest = np.abs(a).max(axis=0)
    mean, variance = a.mean(axis=0), ((a - a.mean(axis=0)) ** 2).sum(axis=0) / (len(a) - ddof)
    constant = (a == a[0]).all(axis=0)
    variance[constant] = 0
    norm = np.sqrt((a**2).sum(axis=0))
    return {
        "mean": worst(case.column("mean"), mean, largest) / EPS64,
        "constantMeans": worst(case.column("mean")[constant], a[0][constant], 0),
        "variance": worst(case.column("variance"), variance, variance) / EPS64,
        "std": worst(case.column("std"), np.sqrt(variance), np.sqrt(variance)) / EPS64,
        "min": worst(case.column("min"), a.min(axis=0), 0),
        "max": worst(case.column("max"), a.max(axis=0), 0),
        "norm": worst(case.column("norm"), norm, norm) / EPS64,
        "zeros": worst(case.column("zeros"), (a == 0).sum(axis=0), 0),
        "count": case.result["count"],
    }
