import numpy as np

from .norms import one_norm, relative


def figures(case):
    a = case.placed("a")
    lower = case.output("l", len(a))
    logarithm = np.linalg.slogdet(a.astype(np.float64))[1]
    return {
        "residual": relative(case, lower @ lower.T - a, one_norm(a)),
        "above": float(np.abs(np.triu(lower, 1)).max()),
        "negative": int((np.diag(lower) <= 0).sum()),
        "logDeterminant": abs(case.result["logDeterminant"] - logarithm) / len(a) / case.eps,
    }
