import numpy as np

from .norms import one_norm, orthogonality, relative


def figures(case):
    a = case.placed("a")
    p = min(a.shape)
    q, r = case.in_places("a", case.output("q", p)), case.output("r", a.shape[1])
    return {
        "orthogonality": orthogonality(case, q),
        "residual": relative(case, q @ r - a, one_norm(a)),
        "below": float(np.abs(np.tril(r, -1)).max()),
        "negative": int((np.diag(r) < 0).sum()),
        "rows": len(q),
    }
