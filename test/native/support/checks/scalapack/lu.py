import numpy as np

from .norms import one_norm, relative


def figures(case):
    a = case.placed("a")
    p = min(a.shape)
    lower, upper = case.output("l", p), case.output("u", a.shape[1])
    order = case.column("order").astype(int)
    figures = {
        "residual": relative(case, lower @ upper - a[order], one_norm(a)),
        "permutation": int((np.sort(order) != np.arange(len(a))).sum()),
        "above": float(np.abs(np.triu(lower, 1)).max()),
        "unit": int((np.diag(lower) != 1).sum()),
        "below": float(np.abs(np.tril(upper, -1)).max()),
        "largest": float(np.abs(lower).max()),
        "info": case.result["info"],
    }
    if a.shape[0] == a.shape[1] and case.result["info"] == 0:
        sign, logarithm = np.linalg.slogdet(a.astype(np.float64))
        figures["sign"] = float(case.result["determinantSign"] - sign)
        figures["logDeterminant"] = abs(case.result["logDeterminant"] - logarithm) / len(a) / case.eps
    return figures
