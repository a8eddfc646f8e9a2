import os

import numpy as np

from ..case import LONG

WANTED = {"largestMagnitude": lambda w: -np.abs(w), "largest": lambda w: -w, "smallest": lambda w: w}


def places(case):
    """Where each stored row belongs: by the run's indices where these make the matrix symmetric, else as stored."""
    rows = np.arange(len(case.a))
    path = f"{case.directory}/a.indices"
    if np.array_equal(case.a, case.a.T) or not os.path.exists(path):
        return rows
    return np.fromfile(path, dtype=np.int64)


def figures(case):
    k, tol, which = case.params["k"], case.params["tol"], WANTED[case.params["which"]]
    scale = LONG(2.0) ** np.floor(np.log2(np.abs(case.a).max() or 1))
    order = places(case)
    a, x = np.empty_like(case.a), np.empty((len(case.a), k), dtype=LONG)
    a[order], x[order] = case.a / scale, case.output("vectors", k)
    w = case.column("values") / scale
    exact = np.linalg.eigvalsh(a.astype(np.float64))
    norm = float(np.abs(exact).max()) or 1.0
    unit = case.eps * norm
    exact = np.sort(which(exact))[:k]
    residuals = np.sqrt(((a @ x - x * w) ** 2).sum(axis=0))
    claimed = np.array(case.result["certificate"]["residuals"], dtype=LONG) / scale
    largest = np.abs(x).argmax(axis=0)
    return {
        "asymmetry": float(np.abs(a - a.T).max()),
        "excess": float((residuals / np.maximum(tol * np.abs(w), 100 * unit)).max()),
        "gap": float(np.abs(claimed - residuals).max()) / unit,
        "orthogonality": float(np.abs(x.T @ x - np.eye(k)).max()) / case.eps,
        "values": float(np.abs(which(w) - exact).max()) / unit,
        "negative": int(sum(x[row, col] <= 0 for col, row in enumerate(largest))),
        "listed": float(np.abs(np.array(case.result["eigenvalues"], dtype=LONG) / scale - w).max()),
        "rows": len(x),
    }
