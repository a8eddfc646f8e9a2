import numpy as np

from .norms import negative_tops, orthogonality, relative


def figures(case):
    a = case.placed("a")
    values, vectors = case.column("values"), case.in_places("a", case.output("vectors", len(a)))
    exact = np.linalg.eigvalsh(a.astype(np.float64))
    size = float(np.abs(exact).max())
    return {
        "orthogonality": orthogonality(case, vectors),
        "values": float(np.abs(values - exact).max()) / (size or 1) / case.eps,
        "residual": relative(case, a @ vectors - vectors * values, size),
        "descending": int((np.diff(values) < 0).sum()),
        "signs": negative_tops(vectors),
    }
