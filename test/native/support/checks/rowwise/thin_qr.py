import numpy as np

from ..case import worst


def figures(case):
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
