import numpy as np
from sklearn.linear_model import Ridge

from ..case import LONG, worst
from .linear_model import LinearModel, norm
from .random_features import design


def scikits_solution(model, penalty):
    """Of the centred problem, scaled: scikit-learn takes no entries whose squares overflow."""
    by_a, by_b = model.size or LONG(1), np.abs(model.b).max() or LONG(1)
    a, b = (model.a / by_a).astype(np.float64), (model.b / by_b).astype(np.float64)
    fitted = Ridge(alpha=float(penalty / by_a / by_a), fit_intercept=False, solver="svd").fit(a, b)
    return fitted.coef_.reshape(b.shape[1], -1).T.astype(LONG) * (by_b / by_a)


def figures(case):
    z = design(case)
    model = LinearModel(case, z, case.params["intercept"])
    a, b, x, penalty = model.a, model.b, model.x, LONG(case.params["lambda"])
    right = norm(a.T @ b)
    gradient = norm(a.T @ model.residual(x) - penalty * x)
    size = (model.size**2 + penalty) * norm(x) + right
    best = scikits_solution(model, penalty)
    smallest = (np.linalg.svd((a / (model.size or 1)).astype(np.float64), compute_uv=False)[-1] * model.size) ** 2
    smallest = (smallest if a.shape[0] >= a.shape[1] else 0) + penalty
    relative = float((gradient / np.where(right > 0, right, 1)).max())
    kernel = z @ z.T - np.exp(-case.params["gamma"] * ((case.a[:, None] - case.a[None]) ** 2).sum(axis=2)) if case.params["features"] else np.zeros(1)
    return {
        "gradient": worst(gradient, 0, size) / case.eps,
        "relative": relative,
        "error": worst(norm(x - best), 0, size / (smallest or 1)) / case.eps,
        "intercept": model.intercept_error(),
        "reported": abs(case.result["relativeResidual"] - relative) / max(float((size / np.where(right > 0, right, 1)).max()), 1) / case.eps,
        "reportedResidual": worst(np.array(case.result["residualNorms"]), norm(model.residual(x)), norm(b) + model.size * norm(x)) / case.eps,
        "kernel": float(np.abs(kernel).max()),
    }
