"""Judges the outputs of a rowwise routine with numpy, independently of the library.

  check_routines.py ROUTINE DIR PARAMS.json ROLE=MATRIX.npy... < result.json

DIR holds the outputs as NAME.RANK. Prints one JSON object of figures; errors are over eps of the output's dtype and the
natural size of what they are errors of, so that a small number is a good one. Judged in extended precision where numpy has it.
"""

import glob
import json
import sys

import numpy as np

LONG = np.longdouble


class Case:
    def __init__(self, directory, params, result, inputs):
        self.directory, self.params, self.result = directory, params, result
        self.inputs = {role: np.load(path) for role, path in inputs}
        self.a = self.inputs["a"].astype(LONG)
        self.dtype = self.inputs["a"].dtype
        self.eps = float(np.finfo(self.dtype).eps)

    def output(self, name, cols=1, dtype=None):
        paths = sorted(glob.glob(f"{self.directory}/{name}.*"), key=lambda path: int(path.rsplit(".", 1)[1]))
        pieces = [np.fromfile(path, dtype=dtype or self.dtype).reshape(-1, cols) for path in paths]
        return np.concatenate(pieces).astype(LONG)

    def column(self, name):
        return self.output(name, 1, np.float64)[:, 0]


def worst(found, wanted, size):
    """Largest |found - wanted| / size, where size is 0 the two must be equal."""
    error = np.abs(found - wanted)
    size = np.broadcast_to(size, error.shape)
    bad = np.where(size > 0, error / np.where(size > 0, size, 1), np.where(error > 0, np.inf, 0))
    return float(bad.max(initial=0))


EPS64 = float(np.finfo(np.float64).eps)


def column_stats(case):
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


def products(case, a, name, divisor=1):
    n = a.shape[1]
    found, wanted = case.output(name, n), a.T @ a / divisor
    norms = np.sqrt((a**2).sum(axis=0) / divisor)
    return {
        name: worst(found, wanted, np.outer(norms, norms)) / case.eps,
        "asymmetry": float(np.abs(found - found.T).max()),
        "rows": len(found),
    }


def gram(case):
    return products(case, case.a, "gram")


def covariance(case):
    mean = case.a.mean(axis=0)
    constant = (case.a == case.a[0]).all(axis=0)
    mean[constant] = case.a[0][constant]
    figures = products(case, case.a - mean, "covariance", len(case.a) - case.params["ddof"])
    return {**figures, "mean": worst(case.column("mean"), mean, np.abs(case.a).max(axis=0)) / EPS64}


def pca(case):
    k = case.params["k"]
    mean = case.a.mean(axis=0)
    constant = (case.a == case.a[0]).all(axis=0)
    mean[constant] = case.a[0][constant]
    centred = case.a - mean
    components, scores = case.output("components", k), case.output("scores", k)
    sigma = np.linalg.svd(centred.astype(np.float64), compute_uv=False)
    spread = np.sqrt(len(case.a) - 1.0)
    total = float((centred**2).sum())
    ratio = (sigma**2 / total)[:k] if total > 0 else np.zeros(k)
    largest = np.abs(components).argmax(axis=0)
    return {
        "mean": worst(case.column("mean"), mean, np.abs(case.a).max(axis=0)) / EPS64,
        "scores": worst(scores, (case.a - case.column("mean")) @ components, sigma[0]) / case.eps,
        "orthogonality": float(np.abs(components.T @ components - np.eye(k)).max()) / case.eps,
        "deviation": worst(np.sqrt(case.column("explainedVariance")), (sigma / spread)[:k], sigma[0] / spread) / case.eps,
        "ratio": worst(np.array(case.result["explainedVarianceRatio"]), ratio, 1) / case.eps,
        "total": worst(np.array(case.result["totalVariance"]), total / spread**2, total / spread**2) / EPS64,
        "signs": int(sum(components[i, j] < 0 for j, i in enumerate(largest))),
        "rows": len(components),
        "scoreRows": len(scores),
    }


def thin_qr(case):
    n = case.a.shape[1]
    q, r = case.output("q", n), case.output("r", n)
    norms = np.sqrt((case.a**2).sum(axis=0))
    return {
        "orthogonality": float(np.abs(q.T @ q - np.eye(n)).max()) / case.eps,
        "residual": worst(np.sqrt(((q @ r - case.a) ** 2).sum(axis=0)), 0, norms) / case.eps,
        "below": float(np.abs(np.tril(r, -1)).max()),
        "negative": int((np.diag(r) < 0).sum()),
        "rows": len(q),
    }


def product(case, left, right, name):
    found = case.output(name, right.shape[1])
    sizes = np.outer(np.sqrt((left**2).sum(axis=1)), np.sqrt((right**2).sum(axis=0)))
    return {name: worst(found, left @ right, sizes) / case.eps, "rows": len(found)}


def matmul(case):
    b = case.inputs["b"].astype(LONG)
    order = case.params.get("order")
    if order:
        b = b[np.argsort(json.loads(order))]
    return product(case, case.a, b, "product")


def multiply_transposed(case):
    return product(case, case.a.T, case.inputs["b"].astype(LONG), "product")


def project(case):
    centred = case.a - case.inputs["mean"].astype(LONG)[:, 0]
    return product(case, centred, case.inputs["components"].astype(LONG), "scores")


def standardize(case):
    a, ddof = case.a, case.params["ddof"]
    mean, scale = a.mean(axis=0), np.sqrt(((a - a.mean(axis=0)) ** 2).sum(axis=0) / (len(a) - ddof))
    constant = (a == a[0]).all(axis=0)
    mean[constant], scale[constant] = a[0][constant], 1
    return {
        "standardized": worst(case.output("standardized", a.shape[1]), (a - mean) / scale, 1) / case.eps,
        "mean": worst(case.column("mean"), mean, np.abs(a).max(axis=0)) / EPS64,
        "scale": worst(case.column("scale"), scale, scale) / EPS64,
    }


CHECKS = {
    "columnStats": column_stats,
    "gram": gram,
    "covariance": covariance,
    "pca": pca,
    "thinQr": thin_qr,
    "matmul": matmul,
    "multiplyTransposed": multiply_transposed,
    "project": project,
    "standardize": standardize,
}


def main():
    routine, directory, params, *matrices = sys.argv[1:]
    inputs = [matrix.split("=", 1) for matrix in matrices]
    figures = CHECKS[routine](Case(directory, json.loads(params), json.load(sys.stdin), inputs))
    print(json.dumps({name: value if np.isfinite(value) else 1e300 for name, value in figures.items()}))


main()
