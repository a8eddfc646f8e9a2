import warnings

import numpy as np


def peer(case):
    """scikit-learn's relative error from a random start, of coordinate descent as well."""
    from sklearn.decomposition import NMF  # seconds, which not every judgement needs
    from threadpoolctl import threadpool_limits

    a = case.a.astype(np.float64)
    model = NMF(case.params["k"], init="random", solver="cd", random_state=1, tol=1e-4, max_iter=400)
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        w = model.fit_transform(a)
    return np.linalg.norm(a - w @ model.components_) / np.linalg.norm(a)


def figures(case):
    # Relative to the largest entry: squares of 1e200 fit no double, and numpy's longdouble may be one.
    k, size = case.params["k"], np.abs(case.a).max()
    w, h = case.output("w", k), case.output("h", case.a.shape[1])
    a, scaled = (case.a / size, w / size) if size > 0 else (case.a, w)
    norm = np.sqrt((a**2).sum())
    error = float(np.sqrt(((a - scaled @ h) ** 2).sum()) / norm) if norm > 0 else float(np.abs(w @ h).max())
    result = {
        "smallest": float(min(w.min(), h.min())),
        "error": error,
        "errorGap": abs(case.result["relativeError"] - error),
        "emptyRows": float(np.abs(w[np.abs(a).max(axis=1) == 0]).max(initial=0) / max(w.max(), 1e-300)),
        "emptyColumns": float(np.abs(h[:, np.abs(a).max(axis=0) == 0]).max(initial=0) / max(h.max(), 1e-300)),
        "rows": len(w),
    }
    if case.params.get("judge") == "peer":
        result["ratio"] = error / float(peer(case))
    return result
