import numpy as np

from ..case import worst
from .clustering import argmin_excess, inertia_error, purity, squared_distances, wrong_sizes

SEEDS = range(1, 6)


def means_error(case, centers, labels, k):
    """Centers against the means of their rows, in units of eps of the column's largest entry."""
    filled = [c for c in range(k) if (labels == c).any()]
    means = np.stack([case.a[labels == c].mean(axis=0) for c in filled])
    return worst(centers[filled], means, np.abs(case.a).max(axis=0)) / case.eps


def peers(case, k):
    """The median of scikit-learn's inertias over seeds, one start each."""
    from sklearn.cluster import KMeans  # takes a second: only where it is asked for

    given = {"tol": case.params["tol"], "max_iter": case.params["maxIterations"]}
    models = [KMeans(k, n_init=1, random_state=seed, **given) for seed in SEEDS]
    return float(np.median([model.fit(case.inputs["a"]).inertia_ for model in models]))


def figures(case):
    k = case.params["k"]
    centers, labels = case.output("centers", case.a.shape[1]), case.column("labels").astype(int)
    squared = squared_distances(case.a, centers)
    own = squared[np.arange(len(labels)), labels]
    found = {
        "argmin": argmin_excess(case.a, centers, labels, squared, case.eps),
        "inertia": inertia_error(case.result, case.a, own, case.eps),
        "means": means_error(case, centers, labels, k),
        "wrongSizes": wrong_sizes(case.result, labels, k),
        "rows": len(labels),
        "centers": len(centers),
    }
    if "classes" in case.inputs:
        found["purity"] = purity(labels, case.inputs["classes"][:, 0].astype(int))
        found["peers"] = peers(case, k)
    return found
