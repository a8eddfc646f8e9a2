import numpy as np

from ..case import LONG
from .norms import one_norm


def figures(case):
    a, b = case.placed("a"), case.placed("b")
    x = case.output("x", b.shape[1])
    error = one_norm(b - a @ x) / (one_norm(a) * one_norm(x) + one_norm(b))
    condition = np.linalg.cond(a.astype(np.float64), 1)
    return {
        "backwardError": error / case.eps,
        "stated": abs(case.result["backwardError"] - error) / case.eps,
        "rcond": case.result["rcond"] * condition,
        "rows": len(x),
        "warnings": len(case.result["warnings"]),
    }
