import numpy as np

from .norms import one_norm


def figures(case):
    a = case.placed("a")
    return {
        "ratio": case.result["condition"] / np.linalg.cond(a.astype(np.float64), 1),
        "norm": abs(case.result["norm"] / one_norm(a) - 1) / case.eps,
    }
