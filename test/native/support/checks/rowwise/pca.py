import numpy as np

from ..case import EPS64, worst


def figures(case):
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
