import numpy as np

from .norms import one_norm


def figures(case):
    a, b = case.placed("a"), case.placed("b")
    x = case.output("x", b.shape[1])
    left = a @ x - b
    size = one_norm(a) * one_norm(x) + one_norm(b)
    # Tall: what is left is orthogonal to a's columns. Wide: nothing is left, and x has no part that a does not see.
    tall = a.shape[0] >= a.shape[1]
    unseen = x - np.linalg.pinv(a.astype(np.float64)) @ (a @ x)
    norms = np.sqrt((left**2).sum(axis=0)) if tall and a.shape[0] > a.shape[1] else np.zeros(b.shape[1])
    return {
        "optimality": one_norm(a.T @ left) / one_norm(a) / size / case.eps if tall else one_norm(left) / size / case.eps,
        "unseen": one_norm(unseen) / one_norm(x) / np.linalg.cond(a.astype(np.float64)) / case.eps,
        "residualNorms": float(np.abs(norms - np.array(case.result["residualNorms"])).max()) / size / case.eps,
        "rows": len(x),
    }
