import numpy as np

from ..case import LONG


def figures(case):
    k, tol = case.params["k"], case.params["tol"]
    u, s, v = case.output("u", k), case.column("s"), case.output("v", k)
    # By a power of two, so that squares stay in range.
    scale = LONG(2.0) ** np.floor(np.log2(np.abs(case.a).max() or 1))
    a, s = case.a / scale, s / scale
    exact = np.linalg.svd(a.astype(np.float64), compute_uv=False)[:k]
    s1 = float(exact[0]) or 1.0
    unit = case.eps * s1
    left = np.sqrt(((a @ v - u * s) ** 2).sum(axis=0))
    right = np.sqrt(((a.T @ u - v * s) ** 2).sum(axis=0))
    allowed = np.maximum(tol * s, 100 * unit)
    certificate = case.result["certificate"]
    claimed = [np.array(certificate[name], dtype=LONG) / scale for name in ("leftResiduals", "rightResiduals")]
    largest = np.abs(v).argmax(axis=0)
    return {
        "excess": float((np.maximum(left, right) / allowed).max()),
        "gap": float(max(np.abs(claimed[0] - left).max(), np.abs(claimed[1] - right).max())) / unit,
        "orthogonality": float(max(np.abs(x.T @ x - np.eye(k)).max() for x in (u, v))) / case.eps,
        "values": float(np.abs(s - exact).max()) / unit,
        "negative": int(sum(v[row, col] <= 0 for col, row in enumerate(largest))),
        "ascents": int((np.diff(s) > 0).sum()),
        "listed": float(np.abs(np.array(case.result["singularValues"], dtype=LONG) / scale - s).max()),
        "rank": int((exact > 100 * unit).sum()),
        "rows": len(u),
        "cols": len(v),
    }
