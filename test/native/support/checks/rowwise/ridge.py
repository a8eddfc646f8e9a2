import numpy as np

from ..case import LONG, worst
from .linear_model import LinearModel, norm
from .random_features import design


def by_singular_values(model, penalty):
    """The solution of the centred problem, and the least eigenvalue of a'a + lambda I; scaled lest squares overflow."""
    by_a, by_b = model.size or LONG(1), np.abs(model.b).max() or LONG(1)
    left, sigma, right = np.linalg.svd((model.a / by_a).astype(np.float64), full_matrices=False)
    share = penalty / by_a / by_a
    filtered = np.where(sigma**2 + share > 0, sigma / np.where(sigma**2 + share > 0, sigma**2 + share, 1), 0)
    x = right.T @ (filtered[:, None] * (left.T @ (model.b / by_b)))
    smallest = sigma[-1] ** 2 if model.a.shape[0] >= model.a.shape[1] else 0
    return x * (by_b / by_a), (smallest + share) * by_a * by_a


def scikits_error(case, z, x):
    from sklearn.linear_model import Ridge  # slow to import: for the tests that ask for it

    model = Ridge(alpha=case.params["lambda"], fit_intercept=case.params["intercept"])
    found = model.fit(z.astype(np.float64), case.inputs["b"].astype(np.float64)).coef_.T
    return float((norm(x - found) / norm(found)).max())


def kernel_error(case, z):
    distances = ((case.a[:, None] - case.a[None]) ** 2).sum(axis=2)
    return float(np.abs(z @ z.T - np.exp(-case.params["gamma"] * distances)).max())


def figures(case):
    z, penalty = design(case), LONG(case.params["lambda"])
    model = LinearModel(case, z, case.params["intercept"])
    b, x = model.b, model.x
    residual = model.residual(x)
    right, gradient = norm(model.a.T @ b), norm(model.a.T @ residual - penalty * x)
    size = (model.size**2 + penalty) * norm(x) + right
    scale = norm(b) + model.size * norm(x)
    best, smallest = by_singular_values(model, penalty)
    by = np.where(right > 0, right, 1)
    relative = float((gradient / by).max())
    found = {
        "gradient": worst(gradient, 0, size) / case.eps,
        "relative": relative,
        "error": worst(norm(x - best), 0, size / (smallest or 1)) / case.eps,
        "intercept": model.intercept_error(),
        "reported": worst(case.result["relativeResidual"], relative, float((size / by).max()) or 1) / case.eps,
        "reportedResidual": worst(np.array(case.result["residualNorms"]), norm(residual), scale) / case.eps,
    }
    if case.params.get("compareWith") == "scikit-learn":
        found["scikit"] = scikits_error(case, z, x)
    if case.params["features"]:
        found["kernel"] = kernel_error(case, z)
    return found
