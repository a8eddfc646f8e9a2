import numpy as np

from .norms import negative_tops, orthogonality, relative


def figures(case):
    a = case.placed("a")
    p = min(a.shape)
    u, s, v = case.in_places("a", case.output("u", p)), case.column("s"), case.output("v", p)
    exact = np.linalg.svd(a.astype(np.float64), compute_uv=False)
    return {
        "orthogonalityU": orthogonality(case, u),
        "orthogonalityV": orthogonality(case, v),
        "values": float(np.abs(s - exact).max()) / (exact[0] or 1) / case.eps,
        "residual": relative(case, (u * s) @ v.T - a, exact[0]),
        "ascending": int((np.diff(s) > 0).sum()),
        "signs": negative_tops(v),
    }
