import numpy as np

from ..case import LONG, worst
from .linear_model import LinearModel, norm


def power(matrix):
    """A power of two near the largest entry: numpy's own solver takes no entries whose squares overflow."""
    return np.exp2(np.floor(np.log2(np.abs(matrix).max()))) if matrix.any() else LONG(1)


def numpys_solution(a, b, rcond):
    by_a, by_b = power(a), power(b)
    x, _, rank, sigma = np.linalg.lstsq((a / by_a).astype(np.float64), (b / by_b).astype(np.float64), rcond=rcond)
    return x.astype(LONG) * (by_b / by_a), int(rank), sigma.astype(LONG) * by_a


def figures(case):
    model = LinearModel(case, case.a, case.params["intercept"])
    a, b, x, size = model.a, model.b, model.x, model.size
    rcond = case.params["rcond"] or case.eps * max(a.shape)
    best, rank, sigma = numpys_solution(a, b, float(rcond))
    residual, gradient = model.residual(x), a.T @ model.residual(x)
    scale = norm(b) + size * norm(x)
    # What x may change by for a relative change of a and b (Wedin 1973).
    smallest = sigma[rank - 1] if rank else LONG(1)
    sensitivity = scale / smallest + size * norm(model.residual(best)) / smallest / smallest
    return {
        "gradient": worst(norm(gradient), 0, size * scale) / case.eps,
        "excess": worst(np.maximum(norm(residual) - norm(model.residual(best)), 0), 0, scale) / case.eps,
        "error": worst(norm(x - best), 0, sensitivity) / case.eps,
        "intercept": model.intercept_error(),
        "reportedResidual": worst(np.array(case.result["residualNorms"]), norm(residual), scale) / case.eps,
        "reportedGradient": worst(np.array(case.result["gradientNorms"]), norm(gradient), size * scale) / case.eps,
        "rank": rank,
    }
